// What preload puts on the window. Absent in a plain browser, where the mock bridge stands in.
import type { Bridge } from '../contract/bridge.ts';

declare global {
  interface Window {
    readonly freehold?: Bridge;
  }
}
