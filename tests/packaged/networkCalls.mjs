// @ts-check
// What a program and all its children asked of the network, by the system's own record. In: a log of
// `strace -f -e trace=network`. Out: every call that would reach, or wait for, an address of the Internet family; the
// machine's own loopback is one. Names of files (AF_UNIX) and the kernel's tables (AF_NETLINK) are none.
import { spawnSync } from 'node:child_process';

/** `-s 64`: an address is shorter; what is sent is nobody's business here. */
export const recorder = (/** @type {string} */ file) => ['strace', '-f', '-qq', '-s', '64', '-e', 'trace=connect,sendto,sendmsg,sendmmsg,bind,listen,accept,accept4', '-e', 'signal=none', '-o', file];

export const hasRecorder = () => spawnSync('strace', ['-V']).status === 0;

/**
 * `listen` and `accept` name no address, but can't come without a `bind`, or on a socket that got its address by itself.
 * @param {string} log @returns {string[]} the calls, one a line
 */
export function internetCalls(log) {
  return log.split('\n').filter((line) => /\b(?:connect|sendto|sendmsg|sendmmsg|bind)\(/.test(line) && /sa_family=AF_INET6?\b/.test(line));
}

/** So that an empty record can't pass for an innocent one. @param {string} log */
export function localCalls(log) {
  return log.split('\n').filter((line) => /\bconnect\(/.test(line) && line.includes('AF_UNIX')).length;
}
