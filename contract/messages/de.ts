// German. Each area's type comes from English, so a missing or extra key does not compile.
import { deAccount } from './de/account.ts';
import { deApp } from './de/app.ts';
import { deAsk } from './de/ask.ts';
import { deBackup } from './de/backup.ts';
import { deCatalog } from './de/catalog.ts';
import { deCli } from './de/cli.ts';
import { deEmbedders } from './de/embedders.ts';
import { deErasure } from './de/erasure.ts';
import { deErrors } from './de/errors.ts';
import { deExit } from './de/exit.ts';
import { deExport } from './de/export.ts';
import { deKeys } from './de/keys.ts';
import { deLedger } from './de/ledger.ts';
import { deLibrary } from './de/library.ts';
import { deMenu } from './de/menu.ts';
import { dePolicy } from './de/policy.ts';
import { deProof } from './de/proof.ts';
import { deReasons } from './de/reasons.ts';
import { deRepair } from './de/repair.ts';
import { deRemoval } from './de/removal.ts';
import { deScope } from './de/scope.ts';
import { deUpdate } from './de/update.ts';
import type { en } from './en.ts';
import type { SameKeys } from './shape.ts';

export const de: SameKeys<typeof en> = {
  ...deApp,
  ...deAccount,
  ...deKeys,
  ...deBackup,
  ...deLibrary,
  ...deAsk,
  ...deEmbedders,
  ...deCatalog,
  ...deScope,
  ...deLedger,
  ...deErasure,
  ...deMenu,
  ...deReasons,
  ...deErrors,
  ...deExit,
  ...deExport,
  ...dePolicy,
  ...deProof,
  ...deCli,
  ...deRepair,
  ...deUpdate,
  ...deRemoval,
};
