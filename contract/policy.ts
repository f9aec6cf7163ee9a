// What an administrator has decided for this computer, as the window shows it.
import { z } from 'zod';
import { request } from './route.ts';

export const policyState = z.strictObject({
  sealed: z.boolean(),
  /** How many models are allowed; null: any. */
  models: z.number().nullable(),
  /** Where files may be added from; null: from anywhere. */
  folders: z.array(z.string()).nullable(),
  /** Whether updates from files are taken. */
  updates: z.boolean(),
});

export const policyRoutes = { 'policy.get': request(z.strictObject({}), policyState) } as const;
