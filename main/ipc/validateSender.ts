// Decides whether a message came from Freehold's own page: the top frame of the one window, at our own origin.
// In: what Electron says about the sender. A frame that has gone (null) is refused like a foreign one.

/** The parts of Electron's WebFrameMain that matter here; tests pass plain objects. */
export interface SenderFrame {
  readonly origin: string;
  readonly parent: unknown;
}

export interface SenderEvent {
  readonly sender: unknown;
  readonly senderFrame: SenderFrame | null;
}

export type SenderFault = 'no-frame' | 'other-window' | 'not-top-frame' | 'foreign-origin';

export function senderFault(event: SenderEvent, ownWebContents: unknown, ownOrigin: string): SenderFault | null {
  // Accessing a frame that was torn down meanwhile throws in some Electron versions.
  try {
    if (event.senderFrame === null) return 'no-frame';
    if (ownWebContents === undefined || event.sender !== ownWebContents) return 'other-window';
    if (event.senderFrame.parent !== null) return 'not-top-frame';
    return event.senderFrame.origin === ownOrigin ? null : 'foreign-origin';
  } catch {
    return 'no-frame';
  }
}
