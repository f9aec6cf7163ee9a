// Whether Freehold's window runs on this folder of settings, by the lock that its engine keeps there. In: the folder. Nothing
// may be removed from under a running program.
import { closeSync, openSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export function appRuns(userDataDir: string): boolean {
  return process.platform === 'win32' ? isHeld(path.join(userDataDir, 'lockfile')) : isAlive(path.join(userDataDir, 'SingletonLock'));
}

/** A link that leads to `host-pid`. Whether a program on another computer still runs, on a home that both share, can't be told from here. */
function isAlive(lock: string): boolean {
  let target: string;
  try {
    target = readlinkSync(lock);
  } catch {
    return false;
  }
  const at = target.lastIndexOf('-');
  if (target.slice(0, at) !== os.hostname()) return true;
  const pid = Number(target.slice(at + 1));
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Opened by a program that shares it with nobody. */
function isHeld(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'r+'));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
