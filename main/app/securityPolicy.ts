// The rules for every page and every session, whoever made it: no way to another page, no new window, no
// permission, no download, no request out. In: the network gate. Out: nothing; violations are logged by kind.
import { app, session, type Session, type WebContents } from 'electron';
import type { Log } from '../ipc/log.ts';
import type { NetworkGate } from '../sovereignty/networkGate.ts';
import { DEAD_PROXY } from './commandLine.ts';
import { APP_ORIGIN, APP_SCHEME, START_PAGE } from './rendererFiles.ts';

/** Writing text to the clipboard is what the copy buttons do; the page can't read the clipboard. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

/** Certificates are never good: no connection is ever wished for. -2 is Chromium's net::ERR_FAILED. */
const REJECT_CERTIFICATE = -2;

export interface PolicyOptions {
  readonly gate: NetworkGate;
  readonly log: Log;
}

export function applySecurityPolicy(options: PolicyOptions): void {
  app.on('session-created', (created) => guardSession(created, options.gate));
  app.on('web-contents-created', (_event, contents) => guardContents(contents, options));
}

/** For the default session, which exists before anybody could listen. After the app is ready. */
export function guardDefaultSession(gate: NetworkGate): void {
  guardSession(session.defaultSession, gate);
}

function guardSession(guarded: Session, gate: NetworkGate): void {
  gate.guard(guarded);
  void guarded.setProxy({ mode: 'fixed_servers', proxyRules: DEAD_PROXY, proxyBypassRules: '<-loopback>' });
  guarded.setSpellCheckerEnabled(false);
  guarded.setSpellCheckerDictionaryDownloadURL('app://none/');
  guarded.setPermissionRequestHandler((contents, permission, callback, details) => {
    callback(permission === ALLOWED_PERMISSION && details.isMainFrame && isOwnPage(contents.getURL()));
  });
  guarded.setPermissionCheckHandler((contents, permission, origin) => {
    return permission === ALLOWED_PERMISSION && contents !== null && withoutSlash(origin) === APP_ORIGIN;
  });
  guarded.setDevicePermissionHandler(() => false);
  guarded.setDisplayMediaRequestHandler(null);
  guarded.setCertificateVerifyProc((_request, callback) => callback(REJECT_CERTIFICATE));
  guarded.on('will-download', (event) => event.preventDefault());
}

function guardContents(contents: WebContents, { gate, log }: PolicyOptions): void {
  function refused(kind: string, url?: string): void {
    log('warn', 'policy.refused', { kind });
    if (url !== undefined && !url.startsWith(`${APP_SCHEME}:`)) gate.countBlocked({ scheme: url.slice(0, url.indexOf(':') + 1), resourceType: kind });
  }
  // Of one attempt the last comes for every frame, the first for the top frame only: only the last one counts.
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (isOwnPage(event.url)) return;
    event.preventDefault();
    refused('redirect', event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isOwnPage(event.url)) return;
    event.preventDefault();
    refused('navigation', event.url);
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    refused('webview');
  });
  contents.on('select-bluetooth-device', (event, _devices, select) => {
    event.preventDefault();
    select('');
  });
  contents.setWindowOpenHandler(({ url }) => {
    refused('window', url);
    return { action: 'deny' };
  });
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** Our one page, with or without a fragment. */
function isOwnPage(url: string): boolean {
  const [page] = url.split('#');
  return page === START_PAGE || page === `${APP_ORIGIN}/`;
}

function withoutSlash(origin: string): string {
  return origin.replace(/\/$/, '');
}
