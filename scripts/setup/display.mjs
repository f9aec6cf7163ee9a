// @ts-check
// Whether a window can be shown here, and how Electron has to be started for it.
// In: environment and platform. Out: yes or no; flags and the lines that explain them.
// Invariant: Chromium's sandbox is left out only where it can't work at all, and never silently.

import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param {NodeJS.ProcessEnv} [env] @param {NodeJS.Platform} [platform] */
export function hasDisplay(env = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** @param {string} electronBinary @returns {{ flags: readonly string[], notes: readonly string[] }} */
export function electronFlags(electronBinary) {
  if (process.platform !== 'linux') return { flags: [], notes: [] };
  if (process.getuid?.() === 0) {
    return { flags: ['--no-sandbox'], notes: ["Running as root, so Chromium's sandbox is off (--no-sandbox). Use a normal account for real work."] };
  }
  const helper = join(dirname(electronBinary), 'chrome-sandbox');
  if (namespacesAllowed() || isSetuidRoot(helper)) return { flags: [], notes: [] };
  return {
    flags: [],
    notes: [`This system keeps Chromium's sandbox from starting. If the window does not open, allow it once with:\n  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`],
  };
}

/** Ubuntu 24.04 and some hardened kernels refuse user namespaces to normal accounts. */
function namespacesAllowed() {
  return readSetting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') !== '1' && readSetting('/proc/sys/kernel/unprivileged_userns_clone') !== '0';
}

/** @param {string} path */
function readSetting(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function isSetuidRoot(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.uid === 0 && (found.mode & 0o4000) !== 0;
}
