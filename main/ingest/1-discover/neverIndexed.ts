// Places that are never indexed, whatever a person's rules say: keys, passwords and browser profiles, not even when
// they are what was added; tools' own data and caches, where they are met on the way. Each line is the end of a path;
// a line of several names has to match as a whole. Names are compared without regard to case.

/** Whoever reads these can act as the person. */
const SECRETS = lines(`
  .ssh
  .gnupg
  .pki
  .password-store
  .aws
  .azure
  .kube
  .docker
  .netrc
  _netrc
  .pgpass
  .git-credentials
  .config/gcloud
  .config/gh
  .config/op
  .config/keepassxc
  .config/Bitwarden
  .config/Bitwarden CLI
  .config/1Password
  .config/KeePass
  .local/share/keyrings
  .local/share/kwalletd
  .local/share/gnome-keyring
  .kde/share/apps/kwallet
  .lastpass
  .mozilla
  .librewolf
  .config/google-chrome
  .config/chromium
  .config/BraveSoftware
  .config/microsoft-edge
  .config/vivaldi
  .config/opera
  .var/app/org.mozilla.firefox
  .var/app/com.google.Chrome
  .var/app/org.keepassxc.KeePassXC
  .var/app/com.bitwarden.desktop
  snap/firefox
  snap/chromium
  snap/bitwarden
  snap/keepassxc
  Library/Keychains
  Library/Cookies
  Library/Safari
  Library/Application Support/Google/Chrome
  Library/Application Support/Chromium
  Library/Application Support/BraveSoftware
  Library/Application Support/Microsoft Edge
  Library/Application Support/Vivaldi
  Library/Application Support/com.operasoftware.Opera
  Library/Application Support/Firefox
  Library/Application Support/1Password
  Library/Application Support/Bitwarden
  Library/Application Support/KeePassXC
  Library/Group Containers/2BUA8C4S2C.com.1password
  AppData/Local/Google/Chrome
  AppData/Local/Chromium
  AppData/Local/BraveSoftware
  AppData/Local/Microsoft/Edge
  AppData/Local/Microsoft/Credentials
  AppData/Local/Microsoft/Vault
  AppData/Local/Vivaldi
  AppData/Local/1Password
  AppData/Local/KeePassXC
  AppData/Roaming/Mozilla
  AppData/Roaming/Opera Software
  AppData/Roaming/Microsoft/Credentials
  AppData/Roaming/Microsoft/Crypto
  AppData/Roaming/Microsoft/Protect
  AppData/Roaming/Microsoft/Vault
  AppData/Roaming/gnupg
  AppData/Roaming/Bitwarden
  AppData/Roaming/Bitwarden CLI
  AppData/Roaming/1Password
  AppData/Roaming/KeePass
  AppData/Roaming/KeePassXC`);

const TOOLS = lines(`
  node_modules
  bower_components
  __pycache__
  .git
  .hg
  .svn
  .cache
  .npm
  .yarn
  .pnpm-store
  .cargo/registry
  .gradle/caches
  .m2/repository
  .tox
  .mypy_cache
  .pytest_cache
  .ruff_cache
  .Trash
  .Trashes
  .local/share/Trash
  .Spotlight-V100
  .DocumentRevisions-V100
  .TemporaryItems
  .fseventsd
  .snapshots
  Library/Caches
  AppData/Local/Temp
  $RECYCLE.BIN
  RECYCLER
  System Volume Information
  .DS_Store
  .localized
  Thumbs.db
  desktop.ini`);

/** By the last name of the line. */
type Endings = ReadonlyMap<string, readonly (readonly string[])[]>;
const SECRET_ENDINGS = endings(SECRETS);
const ALL_ENDINGS = endings([...SECRETS, ...TOOLS]);

/** The line that names this place, or null. @param names of the whole path, from the file system's root on */
export function neverIndexed(names: readonly string[]): string | null {
  return lineOf(ALL_ENDINGS, names);
}

/** The line that names this place or one above it, of those that nobody reads even when asked to; or null. */
export function secretPlace(names: readonly string[]): string | null {
  for (let depth = names.length; depth > 0; depth -= 1) {
    const line = lineOf(SECRET_ENDINGS, names.slice(0, depth));
    if (line !== null) return line;
  }
  return null;
}

/** The names of an absolute path, outermost first. */
export const namesOf = (absolute: string): string[] => absolute.split(/[/\\]/u).filter((name) => name !== '');

function lineOf(known: Endings, names: readonly string[]): string | null {
  const last = names.at(-1);
  if (last === undefined) return null;
  const found = known.get(last.toLowerCase())?.find((line) => line.every((name, at) => names.at(at - line.length)?.toLowerCase() === name.toLowerCase()));
  return found?.join('/') ?? null;
}

function lines(text: string): readonly string[] {
  return text.trim().split(/\n\s*/u);
}

function endings(all: readonly string[]): Endings {
  const known = new Map<string, string[][]>();
  for (const line of all) {
    const names = line.split('/');
    const key = names.at(-1)!.toLowerCase();
    known.set(key, [...(known.get(key) ?? []), names]);
  }
  return known;
}
