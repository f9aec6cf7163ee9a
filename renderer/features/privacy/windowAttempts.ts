// The window's own part of "Prove it": tries to load and send from this page. In: nothing. Out: for each attempt whether
// anything came back. Whereto it goes is nobody's (RFC 2606); the policy of the page stops each, and reports it to main.
import type { ProofRow } from '../../../contract/proof.ts';

const NOBODY = 'http://freehold.invalid/';
const TIMEOUT_MS = 3_000;

/** Resolves to true when something was loaded or sent. */
type Attempt = () => Promise<boolean>;

const loaded = (element: HTMLElement): Promise<boolean> =>
  new Promise((resolve) => {
    element.addEventListener('load', () => resolve(true), { once: true });
    element.addEventListener('error', () => resolve(false), { once: true });
    setTimeout(resolve, TIMEOUT_MS, false);
  });

export const WINDOW_ATTEMPTS: readonly (readonly [ProofRow['attempt'], Attempt])[] = [
  [
    'image',
    () => {
      const image = new Image();
      const done = loaded(image);
      image.src = `${NOBODY}image.png`;
      return done;
    },
  ],
  ['fetch', () => fetch(`${NOBODY}fetch`).then(() => true, () => false)],
  [
    'webSocket',
    () =>
      new Promise((resolve) => {
        try {
          const socket = new WebSocket('ws://freehold.invalid/');
          socket.addEventListener('open', () => resolve(true), { once: true });
          socket.addEventListener('error', () => resolve(false), { once: true });
        } catch {
          resolve(false);
        }
      }),
  ],
  [
    'prefetch',
    async () => {
      const link = Object.assign(document.createElement('link'), { rel: 'prefetch', href: `${NOBODY}prefetch` });
      const done = loaded(link);
      document.head.append(link);
      try {
        return await done;
      } finally {
        link.remove();
      }
    },
  ],
  // It says only that it was queued; whether it left, main's counter says.
  ['beacon', async () => (navigator.sendBeacon(`${NOBODY}beacon`, 'x'), false)],
];
