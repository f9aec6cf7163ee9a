// Whether Freehold's window runs on this folder of settings, by the lock that its engine keeps there. In: the folder. Nothing
// may be removed from under a running program.
import { closeSync, openSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from '../isAlive.ts';

export function appRuns(userDataDir: string): boolean {
  return process.platform === 'win32' ? isHeld(path.join(userDataDir, 'lockfile')) : isHeldByLiving(path.join(userDataDir, 'SingletonLock'));
}

/** A link that leads to `host-pid`. Whether a program on another computer still runs, on a home that both share, can't be told from here. */
function isHeldByLiving(lock: string): boolean {
  let target: string;
  try {
    target = readlinkSync(lock);
  } catch {
    return false;
  }
  const at = target.lastIndexOf('-');
  return target.slice(0, at) !== os.hostname() || isAlive(Number(target.slice(at + 1)));
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
