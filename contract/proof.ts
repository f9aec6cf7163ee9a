// "Prove it": planted attempts to use the network, in every part of Freehold, and what became of each. The names of
// the attempts are in the message catalogue under `proof.attempt.<name>`.
import { z } from 'zod';
import { request } from './route.ts';

export const PROOF_PLACES = ['window', 'main', 'library', 'llm', 'parser'] as const;

export const PROOF_ATTEMPTS = [
  'answerImage', 'image', 'fetch', 'webSocket', 'prefetch', 'beacon',
  'chromiumFetch', 'lookup', 'connect', 'datagram', 'listen', 'nativeLookup', 'nativeConnect',
] as const; // prettier-ignore

export const proofRow = z.strictObject({
  place: z.enum(PROOF_PLACES),
  attempt: z.enum(PROOF_ATTEMPTS),
  /** `not-tried`: it could have left this machine, since the system gives no empty network. */
  outcome: z.enum(['stopped', 'left', 'not-tried']),
  /** Whether Freehold's own counter saw it; null where it can't, as with native code in an empty network. */
  counted: z.boolean().nullable(),
});
export type ProofRow = z.output<typeof proofRow>;

export const proofRoutes = {
  /** Plants the attempts of the main program and of the three engines. The window plants its own. */
  'privacy.prove': request(z.strictObject({}), z.array(proofRow)),
  /** Asks where, and writes the report. */
  'privacy.saveProof': request(z.strictObject({ rows: z.array(proofRow).max(200), atMs: z.number() }), z.strictObject({ saved: z.boolean() })),
} as const;
