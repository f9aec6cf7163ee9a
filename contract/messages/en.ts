// English, the language that the others are checked against. One file per area under en/.
import { enAccount } from './en/account.ts';
import { enApp } from './en/app.ts';
import { enAsk } from './en/ask.ts';
import { enBackup } from './en/backup.ts';
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
import { enRemoval } from './en/removal.ts';
import { enScope } from './en/scope.ts';
import { enUpdate } from './en/update.ts';

export const en = {
  ...enApp,
  ...enAccount,
  ...enKeys,
  ...enBackup,
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
  ...enUpdate,
  ...enRemoval,
} as const;
