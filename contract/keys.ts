// Routes of an encrypted library: making it, opening and locking it, the ways to open it. A passphrase or a recovery code
// goes to main only; a recovery code comes back once, when it is made.
import { z } from 'zod';
import { libraryState, token } from './library.ts';
import { MIN_PASSPHRASE } from './passphrase.ts';
import { request } from './route.ts';

const nothing = z.strictObject({});
export const passphrase = z.string().min(MIN_PASSPHRASE).max(1_000);
/** A passphrase or a recovery code as it was typed. */
export const secret = z.string().min(1).max(1_000);
/** Of whoever changes the ways to open it; null where there is no passphrase. */
const proof = secret.nullable();
const firstWays = z.strictObject({ passphrase: passphrase.nullable(), keychain: z.boolean() }).refine((ways) => ways.passphrase !== null || ways.keychain);
const code = z.string().regex(/^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/);
const recoveryCode = z.strictObject({ recoveryCode: code });

const keysState = z.strictObject({
  /** As its file lies on the disk. */
  encrypted: z.boolean(),
  passphrase: z.boolean(),
  keychain: z.boolean(),
  /** The keychain of this system by its own name; null where there is none that protects. */
  keychainBackend: z.string().nullable(),
  /** Until the next try at unlocking. */
  waitSeconds: z.number().int().nonnegative(),
});

export const keysRoutes = {
  'keys.state': request(nothing, keysState),
  /** Makes an encrypted library in the picked folder, or with null at the default place, and opens it. */
  'keys.makeLibrary': request(z.strictObject({ token: token.nullable(), ways: firstWays }), recoveryCode),
  /** By passphrase or recovery code; with null by the system's keychain. */
  'keys.unlock': request(z.strictObject({ secret: secret.nullable() }), libraryState),
  /** Nothing happens to a library that is not encrypted. */
  'keys.lock': request(nothing, libraryState),
  /** Encrypts the library that is open. */
  'keys.encrypt': request(z.strictObject({ ways: firstWays }), recoveryCode),
  'keys.decrypt': request(z.strictObject({ proof }), nothing),
  /** Ends what `keys.encrypt` or `keys.decrypt` does; the library is as it was then. */
  'keys.cancelConversion': request(nothing, nothing),
  'keys.setPassphrase': request(z.strictObject({ proof, passphrase }), nothing),
  'keys.setKeychain': request(z.strictObject({ proof, on: z.boolean() }), nothing),
  'keys.renewRecoveryCode': request(z.strictObject({ proof }), recoveryCode),
  /** Through the system's print dialog. */
  'keys.printRecoveryCode': request(recoveryCode, z.strictObject({ printed: z.boolean() })),
} as const;
