// The folder in which Electron keeps this app's settings, so that the command line and the window share them.
import path from 'node:path';

export function userDataDirOf(platform: NodeJS.Platform, environment: Readonly<Record<string, string | undefined>>, home: string): string {
  if (platform === 'win32') return path.join(environment['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'Freehold');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Freehold');
  return path.join(environment['XDG_CONFIG_HOME'] ?? path.join(home, '.config'), 'Freehold');
}
