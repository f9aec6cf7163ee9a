// The folders in which Electron keeps this app's settings and a person's documents, found as Electron finds them, so
// that the command line and the window share them.
import { readFileSync } from 'node:fs';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export function userDataDirOf(platform: NodeJS.Platform, environment: Environment, home: string): string {
  if (platform === 'win32') return path.join(environment['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'Freehold');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Freehold');
  return path.join(configDirOf(environment, home), 'Freehold');
}

export function documentsDirOf(platform: NodeJS.Platform, environment: Environment, home: string): string {
  const usual = path.join(home, 'Documents');
  if (platform !== 'linux') return usual;
  try {
    return readUserDirs(readFileSync(path.join(configDirOf(environment, home), 'user-dirs.dirs'), 'utf8'), home) ?? usual;
  } catch {
    // Most systems without a desktop have no such file.
    return usual;
  }
}

/** Of xdg-user-dirs; in a language other than English the folder has another name. The last line counts, as for a shell. */
function readUserDirs(text: string, home: string): string | null {
  const [, inHome, place] = Array.from(text.matchAll(/^\s*XDG_DOCUMENTS_DIR\s*=\s*"(\$HOME\/?)?((?:[^"\\\n]|\\.)*)"/gmu)).at(-1) ?? [];
  if (place === undefined) return null;
  const plain = place.replace(/\\(.)/gu, '$1');
  if (inHome !== undefined) return path.join(home, plain);
  return path.isAbsolute(plain) ? plain : null;
}

/** An empty or relative path is to be ignored, says the XDG base directory specification. */
function configDirOf(environment: Environment, home: string): string {
  const given = environment['XDG_CONFIG_HOME'];
  return given !== undefined && path.isAbsolute(given) ? given : path.join(home, '.config');
}
