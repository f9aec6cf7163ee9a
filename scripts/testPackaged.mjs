// @ts-check
// `npm run test:packaged`: tries the packages that `npm run package` makes, on Linux inside an empty network and with
// the repository out of sight, where the system allows it. A package that a source outdated, or --build, is made anew.
// In: dist/. Out: the last line `N passed, N failed`.
// Invariant: what could not be isolated is said and counted as skipped, never as passed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { hasDisplay } from './setup/display.mjs';
import { runMain, SetupError } from './setup/errors.mjs';
import { repoRoot } from './setup/paths.mjs';
import { handOver } from './setup/run.mjs';
import { isStamped, packageSources, sourceStamp } from './setup/stamp.mjs';

const folders = ['dist', 'dist/light'];

/** SIOCSIFFLAGS with IFF_UP, for a system that has neither `ip` nor `ifconfig`. */
const upByPython = 'import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh22x", b"lo", 1))';

await runMain(async () => {
  if (process.platform !== 'linux') throw new SetupError('The packaged app is tested on Linux only.', { remedy: 'Start the package in dist by hand on this system.' });
  const stamp = sourceStamp(repoRoot, packageSources);
  if (process.argv.includes('--build') || !folders.every((folder) => existsSync(join(repoRoot, folder, 'linux-unpacked', 'freehold')) && isStamped(join(repoRoot, folder), stamp))) {
    const code = await handOver(process.execPath, [join(repoRoot, 'scripts', 'package.mjs')]);
    if (code !== 0) return code;
  }
  const { cacheDir } = JSON.parse(readFileSync(join(repoRoot, 'build', 'setup.json'), 'utf8'));
  const isolation = findIsolation();
  const facts = { repoRoot, cacheDir, mounts: isolation.mounts, ownNetwork: isolation.ownNetwork, why: isolation.why };
  const tests = [process.execPath, join(repoRoot, 'tests', 'packaged', 'run.mjs')];
  const onDisplay = hasDisplay() ? tests : ['xvfb-run', '-a', ...tests];
  const [command = '', ...args] = [...isolation.prefix, ...onDisplay];
  return handOver(command, args, { cwd: repoRoot, env: { ...process.env, FREEHOLD_PACKAGED: JSON.stringify(facts) } });
});

/** A new network holds a loopback that is down; only the test's own port, on loopback, brings it up. @returns {{ prefix: string[], mounts: boolean, ownNetwork: boolean, why: string }} */
function findIsolation() {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const script = `ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null || python3 -c '${upByPython}' || exit 1; exec "$@"`;
  const prefix = ['unshare', ...user, '--net', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh'];
  const [command = '', ...args] = prefix;
  if (spawnSync(command, [...args, 'sh', '-ec', 'mount -t tmpfs none /mnt; ! grep -vE "^ *lo:|\\|" /proc/net/dev']).status === 0) return { prefix, mounts: true, ownNetwork: true, why: '' };
  return { prefix: [], mounts: false, ownNetwork: false, why: 'this system gives an ordinary program no namespaces of its own, or nothing here can bring up the loopback in one' };
}
