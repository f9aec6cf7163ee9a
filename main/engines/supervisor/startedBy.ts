// What an engine is started by, where the system allows it: a program that gives it no core dump, and one that gives it a
// network namespace of its own with no interface but a loopback that is down, so that native code has no way out either.
// Both become the engine themselves: same process, same pipes. In: nothing. Out: programs with their arguments.
// Invariant: that the namespace is empty is proved by looking into one, never supposed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Not by name: what comes first in a person's PATH is not ours to run. */
const UNSHARE = '/usr/bin/unshare';
const PRLIMIT = '/usr/bin/prlimit';
const PROBE_TIMEOUT_MS = 5_000;

/** The program that starts another one which leaves no core dump: that would be the text of files on the disk. Linux only. */
export function noCoreDump(): readonly string[] {
  return process.platform === 'linux' && existsSync(PRLIMIT) ? [PRLIMIT, '--core=0', '--'] : [];
}

let found: readonly string[] | null | undefined;

/** Null on other systems, and where an ordinary program may have no namespaces (some distributions, most containers). */
export function emptyNetwork(): readonly string[] | null {
  return (found ??= find());
}

function find(): readonly string[] | null {
  if (process.platform !== 'linux' || !existsSync(UNSHARE)) return null;
  // Whoever is root needs no user namespace; in one, even root could read its own files alone.
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user'];
  const start = [UNSHARE, ...user, '--net', '--'];
  const { status, stdout } = spawnSync(UNSHARE, [...start.slice(1), '/bin/cat', '/proc/self/net/dev'], { encoding: 'utf8', timeout: PROBE_TIMEOUT_MS, windowsHide: true });
  const interfaces = (stdout ?? '').split('\n').flatMap((line) => /^\s*([^\s:|]+):/.exec(line)?.[1] ?? []);
  return status === 0 && interfaces.join() === 'lo' ? start : null;
}
