// What preload puts on `window.freehold`: one generic bridge, no Electron object, no path.
import type { WireError } from './errors.ts';

export type Result<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: WireError };

export interface Bridge {
  /** Sends a request of the contract. Never rejects; an error comes back as `{ ok: false }`. */
  request(name: string, input: unknown): Promise<Result<unknown>>;
  /**
   * Opens a stream of the contract. `onEnd` is called exactly once, with null after a normal end or a cancel.
   * Returns the cancel function; calling it twice does nothing.
   */
  stream(name: string, input: unknown, onEvent: (event: unknown) => void, onEnd: (error: WireError | null) => void): () => void;
  /** Turns dropped `File` objects into tokens of picked items; the paths stay in preload and main. */
  dropped(files: readonly object[]): Promise<Result<unknown>>;
}
