// English, the language that the others are checked against. One file per area under en/.
import { enAccount } from './en/account.ts';
import { enApp } from './en/app.ts';
import { enAsk } from './en/ask.ts';
import { enCatalog } from './en/catalog.ts';
import { enCli } from './en/cli.ts';
import { enEmbedders } from './en/embedders.ts';
import { enErasure } from './en/erasure.ts';
import { enErrors } from './en/errors.ts';
import { enExit } from './en/exit.ts';
import { enExport } from './en/export.ts';
import { enKeys } from './en/keys.ts';
import { enLedger } from './en/ledger.ts';
import { enLibrary } from './en/library.ts';
import { enMenu } from './en/menu.ts';
import { enPolicy } from './en/policy.ts';
import { enProof } from './en/proof.ts';
import { enReasons } from './en/reasons.ts';
import { enRepair } from './en/repair.ts';
import { enScope } from './en/scope.ts';

export const en = {
  ...enApp,
  ...enAccount,
  ...enKeys,
  ...enLibrary,
  ...enAsk,
  ...enEmbedders,
  ...enCatalog,
  ...enScope,
  ...enLedger,
  ...enErasure,
  ...enMenu,
  ...enReasons,
  ...enErrors,
  ...enExit,
  ...enExport,
  ...enPolicy,
  ...enProof,
  ...enCli,
  ...enRepair,
} as const;
