// @ts-check
// A build with leaks planted in it, for the test that must catch them: three ways out that Freehold's own guard does not
// see. In: the code of main and of an engine. Out: the same code, and what the recorder must find.
// Invariant: the addresses are of documentation alone (RFC 5737, RFC 2606), so that even a leak reaches nobody.

/** What each leak would show as, in a record of system calls. */
export const planted = {
  'a socket taken before the guard': /\bconnect\(.*192\.0\.2\.77/,
  'a native look-up taken before the guard': /\b(?:connect|sendto|sendmmsg)\(.*sin6?_port=htons\(53\)/,
  'a program that an engine starts': /\bconnect\(.*192\.0\.2\.88/,
};

/** @param {string} code build/main/index.js */
export function leakInMain(code) {
  return `import leakNet from 'node:net';
import leakDns from 'node:dns';
const leakConnect = leakNet.Socket.prototype.connect;
const leakLookup = leakDns.lookup;
setTimeout(() => {
  leakConnect.call(new leakNet.Socket(), 9, '192.0.2.77').on('error', () => undefined);
  leakLookup('planted-leak.invalid', () => undefined);
}, 1_000);
${code}`;
}

/** @param {string} code build/engines/library.js */
export function leakInEngine(code) {
  return `import { spawn as leakSpawn } from 'node:child_process';
leakSpawn('bash', ['-c', 'exec 3<>/dev/tcp/192.0.2.88/9'], { stdio: 'ignore' }).on('error', () => undefined);
${code}`;
}
