// A disk of its own for a test: small, so that it gets full; read only; or pulled out. Linux, and whoever may mount; where that
// is not allowed the tests that need it are skipped, and say so.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporaryFolder.ts';

const run = (command: string, ...args: string[]): void => void execFileSync(command, args, { stdio: 'ignore' });

/** What is still busy goes when it is closed. Two processes that change the table of mounts at once may be told of a failure. */
function unmount(place: string): void {
  try {
    run('umount', '-l', place);
  } catch (error) {
    if (readFileSync('/proc/mounts', 'utf8').includes(` ${place} `)) throw error;
  }
}

export const canMount = ((): boolean => {
  const place = mkdtempSync(path.join(os.tmpdir(), 'freehold-mount-'));
  try {
    run('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place);
    run('umount', place);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(place);
  }
})();

/** For the name of a test that needs one. */
export const NEEDS_MOUNT = 'needs the right to mount; skipped without it';

/** A tmpfs at `place` of so many kilobytes; what is in it goes at the end of the test. */
export function smallDisk(place: string, kilobytes: number): { grow(kilobytes: number): void } {
  mkdirSync(place, { recursive: true });
  run('mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', place);
  onTestFinished(() => unmount(place));
  return { grow: (size) => run('mount', '-o', `remount,size=${size}k`, place) };
}

/** A drive whose content outlives its being pulled. */
export function drive(place: string): { plugIn(): void; pull(): void } {
  const inside = path.join(temporaryFolder(), 'drive');
  smallDisk(inside, 200_000);
  let plugged = false;
  const pull = (): void => {
    if (plugged) unmount(place);
    plugged = false;
  };
  onTestFinished(pull);
  return {
    plugIn: () => {
      if (!existsSync(place)) mkdirSync(place, { recursive: true });
      run('mount', '--bind', inside, place);
      plugged = true;
    },
    pull,
  };
}

/** The folder can be read and not be written, whoever asks, until it is called again with false. */
export function readOnly(place: string): (value: boolean) => void {
  run('mount', '--bind', place, place);
  onTestFinished(() => unmount(place));
  return (value) => run('mount', '-o', `remount,bind,${value ? 'ro' : 'rw'}`, place);
}
