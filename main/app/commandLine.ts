// Chromium's switches, set before the app is ready: first of the layers that keep the app off the network. Each
// turns off something that Chromium would do by itself, without any page asking.
import { app } from 'electron';

/** No name resolves, not even an address: every way out ends before a socket is made. */
const NO_HOST = 'MAP * ~NOTFOUND';

/** A proxy that nothing listens on, for whatever asks for no name; the discard port on this machine. */
export const DEAD_PROXY = '127.0.0.1:9';

const SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  ['host-resolver-rules', NO_HOST],
  ['proxy-server', DEAD_PROXY],
  ['proxy-bypass-list', '<-loopback>'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['disable-sync'],
  ['disable-breakpad'],
  ['disable-client-side-phishing-detection'],
  ['disable-quic'],
  ['no-pings'],
  ['dns-prefetch-disable'],
  ['force-webrtc-ip-handling-policy', 'disable_non_proxied_udp'],
];

/** Searching for other devices, hints and lists from Google, DNS over HTTPS. */
const DISABLED_FEATURES = [
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'DnsOverHttps',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'Reporting',
  'SpareRendererForSitePerProcess',
  'Translate',
  'WebRtcHideLocalIpsWithMdns',
];

export function applyCommandLine(): void {
  for (const [name, value] of SWITCHES) {
    if (value === undefined) app.commandLine.appendSwitch(name);
    else app.commandLine.appendSwitch(name, value);
  }
  // Features already turned off on the command line (by a test driver) stay off: the last switch would win.
  const given = app.commandLine.getSwitchValue('disable-features');
  app.commandLine.appendSwitch('disable-features', [given, ...DISABLED_FEATURES].filter((name) => name !== '').join(','));
}
