// Passwords that a person gave for protected files, while the library is open. Nowhere but in this engine's memory:
// they are never stored, logged or sent anywhere but to the parser, with the file. People have one password for many
// files (a bank's statements), so each is tried on every protected file.
import type { VersionHash } from '../../../contract/domain.ts';
import type { FileToParse, Parser } from '../../ingest/parserInterface.ts';

export interface Passwords {
  /** True when the file opens with it; then it is kept. */
  tryOn(file: FileToParse, password: string, options: { readonly signal: AbortSignal }): Promise<boolean>;
  /** A parser that opens what the known passwords open. */
  readonly parser: Parser;
  /** The password that opened these bytes. */
  of(versionHash: string): string | null;
}

/** Each costs a call to the parser, for every protected file. */
const MAX_KNOWN = 20;
/** The file was not opened, or it can't be told: these say nothing of the password. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['password-protected', 'vanished', 'no-permission', 'read-error', 'timeout', 'parser-crashed', 'too-much-memory']);

export function createPasswords(parser: Parser): Passwords {
  /** The one that was right last comes first. */
  let known: string[] = [];
  const byVersion = new Map<VersionHash, string>();

  function keep(password: string, hash: string | null): void {
    known = [password, ...known.filter((other) => other !== password)].slice(0, MAX_KNOWN);
    if (hash !== null) byVersion.set(hash as VersionHash, password);
  }

  return {
    tryOn: async (file, password, options) => {
      const result = await parser.parse({ ...file, password }, options);
      const opened = result.ok || !SAYS_NOTHING.has(result.reason);
      if (opened) keep(password, result.hash);
      return opened;
    },
    parser: {
      parse: async (file, options) => {
        const locked = await parser.parse(file, options);
        if (locked.ok || locked.reason !== 'password-protected') return locked;
        for (const password of known) {
          const result = await parser.parse({ ...file, password }, options);
          if (!result.ok && result.reason === 'password-protected') continue;
          if (result.ok || !SAYS_NOTHING.has(result.reason)) keep(password, result.hash);
          return result;
        }
        return locked;
      },
      recognise: (page, options) => {
        const password = byVersion.get(page.versionHash as VersionHash);
        return parser.recognise(password === undefined ? page : { ...page, password }, options);
      },
    },
    of: (versionHash) => byVersion.get(versionHash as VersionHash) ?? null,
  };
}
