// What a host needs to be told before it starts: places and versions. Paths are absolute.
import type { Log } from '../ipc/log.ts';
import type { Keychain } from '../sovereignty/keys/keychain.ts';
import type { VerifyEngine } from '../sovereignty/verifyEngines.ts';
import type { UpdateOptions } from '../update/updateOptions.ts';

export interface HostPaths {
  /** The Node 24 binary that runs the engines. */
  readonly nodeBinary: string;
  /** Folder with `library.js`, `llm.js`, `parser.js`; their `node_modules` is found from there upwards. */
  readonly enginesDir: string;
  /** Folders searched for built-in models, `<dir>/<model id>/<file>`, first hit wins. */
  readonly modelDirs: readonly string[];
  readonly modelCatalogFile: string;
  /** What can be downloaded beside it, and from which hosts. */
  readonly modelDownloadsFile: string;
  /** An administrator's decisions; it need not be there. */
  readonly policyFile: string;
  /** The one of `modelDirs` that downloads go to. */
  readonly downloadedModelsDir: string;
  readonly sampleLibraryDir: string;
  /** Questions to it with their answers, for the check of an installation. */
  readonly sampleQuestionsFile: string;
  /** Settings, imported models' list; per user. */
  readonly userDataDir: string;
  readonly logDir: string;
  /** Offered on the first run. */
  readonly defaultLibraryDir: string;
}

/** The way out of the one host that may download. */
export interface NetworkWay {
  /** Lets connections to this `host:port` through while `work` runs. */
  through<Value>(authority: string, work: () => Promise<Value>): Promise<Value>;
  /** A certificate to trust beside the system's, in tests. */
  readonly extraCa?: string;
}

export interface HostOptions {
  readonly paths: HostPaths;
  /** Freehold's own version, as receipts tell it. */
  readonly appVersion: string;
  /** BCP 47 tag of the system's language, e.g. `de-DE`. */
  readonly systemLocale: string;
  /** Where events go; a log of its own in `paths.logDir` when absent. */
  readonly log?: Log;
  /** Answers with this model whatever the settings say, e.g. `--model` on the command line. */
  readonly modelId?: string;
  /** False: the model is loaded when a question needs it, not ahead of the first one. */
  readonly warmModel?: boolean;
  /** False: the library used last is not opened by itself. */
  readonly openLast?: boolean;
  /** False: changes in the sources are found at the next start, not while it runs; for a command that is over soon. */
  readonly watch?: boolean;
  /** Runs before an engine starts; the packaged app proves the engine's files with it. */
  readonly verifyEngine?: VerifyEngine;
  /** The system's own, for the keys of encrypted libraries; none by default. */
  readonly keychain?: Keychain;
  /** scrypt's N for new keys; less in tests. */
  readonly keyCost?: number;
  /** Absent: this host makes no connection, ever. */
  readonly network?: NetworkWay;
  /** Absent: a host that takes no updates from files. */
  readonly updates?: UpdateOptions;
  /** Of the ledgers' keys and anchors, instead of the one below `paths.userDataDir`: for a library that nobody keeps. */
  readonly ledgerDir?: string;
  /** What starts it, for the ledger; absent for a host within another one. */
  readonly startedAs?: 'window' | 'commandLine';
  /** Also write the log to stderr. */
  readonly verbose?: boolean;
}
