// What kind of installation runs here, and so which updates it takes and how. In: facts of this start. Out: the kind, and of
// an AppImage its file. Invariant: a file is only named when this very program runs from it.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { PackageKind } from '../../contract/updateKinds.ts';

export interface Installation {
  /** Null: an unpacked folder, or a source folder; it takes no updates from a file. */
  readonly kind: PackageKind | null;
  readonly platform: string;
  readonly arch: string;
  /** The file that is replaced; of an AppImage alone. */
  readonly appImage: string | null;
}

export interface InstallationFacts {
  readonly packaged: boolean;
  readonly platform: string;
  readonly arch: string;
  readonly resourcesDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where electron-builder's deb puts the program. */
const DEB_FOLDER = '/opt/Freehold';

export function installationOf({ packaged, platform, arch, resourcesDir, environment }: InstallationFacts): Installation {
  const here = (kind: PackageKind | null, appImage: string | null = null): Installation => ({ kind, platform, arch, appImage });
  if (!packaged) return here(null);
  if (platform === 'darwin') return here('dmg');
  if (platform === 'win32') return here('nsis');
  const { APPIMAGE: appImage, APPDIR: mounted } = environment;
  // A terminal that is an AppImage hands both on to whatever is started in it: another program's file must not be taken for ours.
  if (appImage !== undefined && mounted !== undefined && path.isAbsolute(appImage) && isBelow(resourcesDir, mounted)) return here('AppImage', realOf(appImage));
  return here(isBelow(resourcesDir, DEB_FOLDER) ? 'deb' : null);
}

/** The link stays where it is, and leads to the new one. */
function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function isBelow(place: string, folder: string): boolean {
  return path.isAbsolute(folder) && path.resolve(place).startsWith(path.resolve(folder) + path.sep);
}
