// The security headers of every answer under app://freehold, the page and its worker alike. The policy starts
// from nothing and names each thing that the window needs; tests compare it to a golden copy.

export const CSP_REPORT_PATH = '/csp-report';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  // pdf.js fetches its own character maps and fonts, which ship with the app.
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // Svelte makes its templates under the first name; the second is the window's own, for its worker's address.
  'trusted-types svelte-trusted-html freehold',
  `report-uri ${CSP_REPORT_PATH}`,
];

/** Every powerful feature that a page could ask for; the permission handlers refuse them as well. */
const REFUSED_FEATURES = [
  'accelerometer', 'autoplay', 'bluetooth', 'camera', 'display-capture', 'encrypted-media', 'gamepad', 'geolocation', 'gyroscope',
  'hid', 'idle-detection', 'local-fonts', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture',
  'publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking',
]; // prettier-ignore

export const CONTENT_SECURITY_POLICY = POLICY.join('; ');

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': REFUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
  // The files lie on this disk already; a second copy in Chromium's cache would only outlive an update.
  'Cache-Control': 'no-store',
};
