// What every engine answers about its own network.
import { z } from 'zod';
import { proofRow } from '../../../contract/proof.ts';
import { guardNode } from '../../sovereignty/guardNode.ts';
import { tryOut } from '../../sovereignty/tryOut.ts';
import { method, type Service } from './protocol.ts';

export const networkProtocol = {
  /** Plants attempts to use the network in this engine, and tells what became of them. */
  'network.tryOut': method({ params: z.strictObject({}), result: z.array(proofRow.omit({ place: true })) }),
} as const;

export const networkService: Service<typeof networkProtocol> = { 'network.tryOut': () => tryOut(guardNode()) };
