// The hosts that a download may connect to. In: the list of the catalog, and an address. Invariant: https and the usual
// port (or the one that the list names), no user name, no password; anything else is refused before a connection is made.
import { AppError } from '../../../contract/errors.ts';

/** `*.hf.co` stands for every name that ends in `.hf.co`, not for `hf.co` itself. */
export function isAllowedHost(url: URL, hosts: readonly string[]): boolean {
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false;
  return hosts.some((host) => (host.startsWith('*.') ? url.host.endsWith(host.slice(1)) && url.host.length > host.length - 1 : url.host === host));
}

/** @throws AppError `download-redirected` */
export function checkHost(url: URL, hosts: readonly string[]): void {
  if (!isAllowedHost(url, hosts)) throw new AppError('download-redirected', { host: url.protocol === 'https:' ? url.host : `${url.protocol}//${url.host}` });
}
