// The one gate to the network: the filter that every session's requests pass, the only opening in the guard of the main
// program, and the proof of what both did. In: sessions, as Electron makes them (described by shape, so that this file
// stays free of Electron), and the guard. Out: counters. Invariant: of a session only our own scheme passes; `allowed`
// counts what was seen on its way out, so that its zero is a measurement.
import type { GuardWithGate } from './guardNode.ts';

interface RequestDetails {
  readonly url: string;
  readonly resourceType: string;
}

export interface FilteredSession {
  readonly webRequest: {
    onBeforeRequest(listener: (details: RequestDetails, callback: (response: { cancel: boolean }) => void) => void): void;
    onSendHeaders(listener: (details: RequestDetails) => void): void;
  };
}

export interface NetworkCounts {
  /** Stopped on their way out, by this filter or by the page's content security policy. */
  readonly blockedRequests: number;
  /** Left for anywhere but the app itself. */
  readonly allowedRequests: number;
  /** Calls for the network that were stopped in the main program. */
  readonly blockedCalls: number;
}

export interface NetworkGate {
  /** Takes the session's only request filter; a later listener would replace it. */
  guard(session: FilteredSession): void;
  /** A request that something before the filter stopped, and reported. */
  countBlocked(what: { readonly scheme: string; readonly resourceType: string }): void;
  /** Runs work whose own connections to this `host:port` are let out; each call is counted as allowed. */
  through<Value>(authority: string, work: () => Promise<Value>): Promise<Value>;
  counts(): NetworkCounts;
}

export interface NetworkGateOptions {
  readonly guard: GuardWithGate;
  /** With the colon, e.g. `app:`. */
  readonly ownSchemes: readonly string[];
  /** Told of scheme and kind only: an address can carry a document's text. */
  readonly onBlocked: (what: { readonly scheme: string; readonly resourceType: string }) => void;
}

function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':') + 1).toLowerCase();
}

export function createNetworkGate({ guard, ownSchemes, onBlocked }: NetworkGateOptions): NetworkGate {
  let blockedRequests = 0;
  let allowedRequests = 0;
  guard.onBlocked((kind) => onBlocked({ scheme: 'node:', resourceType: kind }));

  function countBlocked(what: { readonly scheme: string; readonly resourceType: string }): void {
    blockedRequests += 1;
    onBlocked(what);
  }

  return {
    guard: ({ webRequest }) => {
      webRequest.onBeforeRequest((details, callback) => {
        const scheme = schemeOf(details.url);
        const own = ownSchemes.includes(scheme);
        if (!own) countBlocked({ scheme, resourceType: details.resourceType });
        callback({ cancel: !own });
      });
      webRequest.onSendHeaders((details) => {
        if (!ownSchemes.includes(schemeOf(details.url))) allowedRequests += 1;
      });
    },
    countBlocked,
    through: (authority, work) => {
      allowedRequests += 1;
      return guard.during(authority, work);
    },
    counts: () => ({ blockedRequests, allowedRequests, blockedCalls: guard.blocked() }),
  };
}
