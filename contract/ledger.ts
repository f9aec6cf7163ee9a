// The ledger: what is recorded, and the routes by which it is shown, checked and exported. An event has facts, which stay
// in the chain for good, and at most one name (a path, a question), which the chain holds as a keyed hash only.
// Whoever has something to record calls `record(event)` of a `Ledger` (main/sovereignty/ledger/ledgerPort.ts).
import { z } from 'zod';
import { LEDGER_CHAINS, LEDGER_FAULTS, LEDGER_KINDS, type LedgerGroup, type LedgerKind } from './ledgerKinds.ts';
import { request } from './route.ts';
import { conversationId, fileReason, sourceId, versionHash } from './schemas.ts';

const nothing = z.strictObject({});
const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A word of the program or of its catalog: a model's id, a scheme, a host that a download may come from. */
const word = z.string().max(200);

/** What a name is of; it is erased with that. */
export const nameOwner = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('source'), id: sourceId }),
  z.strictObject({ type: z.literal('conversation'), id: conversationId }),
]);
const named = { name: z.string().min(1), owner: nameOwner };

const event = <Kind extends LedgerKind, Facts extends z.ZodRawShape>(kind: Kind, facts: Facts) => z.strictObject({ kind: z.literal(kind), facts: z.strictObject(facts) });
const namedEvent = <Kind extends LedgerKind, Facts extends z.ZodRawShape>(kind: Kind, facts: Facts) => z.strictObject({ kind: z.literal(kind), facts: z.strictObject(facts), ...named });

export const ledgerEvent = z.discriminatedUnion('kind', [
  /** A file was opened and read for the index. Of `content` the chain has a keyed hash. */
  namedEvent('file.read', { outcome: z.enum(['indexed', 'skipped', 'failed']), reason: fileReason.nullable(), bytes: count }).extend({ content: versionHash.nullable() }),
  /** The original was read for the viewer. */
  namedEvent('file.shown', {}),
  /** The file was given to another application or shown in the system's file browser: what that does is out of our hands. */
  namedEvent('file.handedOver', { to: z.enum(['application', 'fileBrowser']) }),
  namedEvent('question.asked', { as: z.enum(['answer', 'wholeSet']), general: z.boolean() }),
  event('model.ran', { model: word, promptTokens: count, replyTokens: count, ms: count, what: z.enum(['answer', 'replay']) }),
  event('answer.exported', { as: z.enum(['receipt', 'markdown', 'html', 'pdf', 'paper']) }),
  event('account.exported', {}),
  event('ledger.exported', { entries: count, names: z.boolean() }),
  event('certificate.saved', { certificate: word, names: z.boolean() }),
  /** Everything, in a form that other programs read, or a backup. */
  event('library.exported', { as: z.enum(['everything', 'backup']) }),
  namedEvent('source.added', { as: z.enum(['folder', 'file']) }),
  event('source.forgotten', { files: count, quotes: z.enum(['kept', 'erased']) }),
  event('files.forgotten', { files: count, because: z.enum(['person', 'age']), quotes: z.enum(['kept', 'erased']) }),
  event('forgetting.revoked', {}),
  event('conversation.deleted', { answers: count }),
  /** `certificate`: SHA-256 of the certificate that was made of it. */
  event('erasure.finished', { certificate: sha256, files: count, found: count }),
  event('names.erased', { names: count }),
  /** Of Freehold's own data, on request; this ledger stayed. */
  event('data.removed', { libraries: count, parts: word }),
  /** `file`: it was there, and is gone from there. */
  event('backup.deleted', { file: z.boolean() }),
  event('retention.changed', { months: count.nullable(), scope: z.enum(['library', 'source']) }),
  /** Never an address: it can carry a document's text. `count`: so many alike within a second. */
  event('connection.blocked', { by: word, scheme: word, what: word, count: count }),
  event('connection.allowed', { host: word, purpose: word }),
  event('download.finished', { model: word, bytes: count, sha256: sha256.nullable(), outcome: z.enum(['done', 'failed', 'cancelled', 'wrongHash']) }),
  event('sealed.changed', { sealed: z.boolean() }),
  /** `library`: its id, where it is known. */
  event('key.used', { what: z.enum(['passphrase', 'keychain', 'recoveryCode', 'backup']), opened: z.boolean(), library: word.nullable() }),
  event('key.changed', { what: z.enum(['encrypted', 'decrypted', 'passphrase', 'keychain', 'recoveryCode']), library: word.nullable() }),
  event('model.added', { model: word, sha256: sha256.nullable() }),
  event('model.removed', { model: word }),
  /** `version` and `sha256` are those of a header whose signature holds; null before. `why`: the code of the error. */
  event('update.checked', { version: word.nullable(), sha256: sha256.nullable(), outcome: z.enum(['accepted', 'refused']), why: word.nullable() }),
  event('update.applied', { version: word, sha256, outcome: z.enum(['replaced', 'handedOver', 'failed']) }),
  event('app.started', { version: word, as: z.enum(['window', 'commandLine']) }),
  /** Ties the two chains together: how far the installation's was when the library was opened. */
  event('library.opened', { installation: word, sequence: count, hash: sha256 }),
  event('library.restored', { from: word }),
  /** The first entry of a chain. `before`: files that were in the library when it began. */
  event('ledger.began', { before: count }),
  /** The key of the entries before was not there any more: from here on another one is used. */
  event('ledger.rekeyed', { sequence: count, hash: sha256 }),
  /** At opening, the chain did not reach what the anchor outside of it says: a cut, an older copy, or another one. */
  event('ledger.mismatched', { anchored: count, found: count, why: z.enum(['cut', 'replaced', 'head', 'anchorMissing']) }),
]);
export type LedgerEvent = z.output<typeof ledgerEvent>;

/** In the order in which `ledgerEvent` lists them; a kind without a schema does not compile. */
type Described = LedgerEvent['kind'];
const everyKindIsDescribed: readonly Described[] = Object.values(LEDGER_KINDS).flat();
export const ledgerKind = z.enum(everyKindIsDescribed as readonly [LedgerKind, ...LedgerKind[]]);
const group = z.enum(Object.keys(LEDGER_KINDS) as [LedgerGroup, ...LedgerGroup[]]);
const chain = z.enum(LEDGER_CHAINS);

const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const ledgerRow = z.strictObject({
  sequence: z.number().int().positive(),
  atMs: z.number(),
  kind: ledgerKind,
  facts: z.record(z.string(), fact),
  /** The path or the question; null where the event has none, or where it was erased. */
  name: z.string().nullable(),
  /** It had a name. */
  named: z.boolean(),
});
export type LedgerRow = z.output<typeof ledgerRow>;

const hash = sha256;
/** A place in a chain: everything up to it is what its hash says. */
export const chainPoint = z.strictObject({ sequence: count, hash });
export const sealedPoint = chainPoint.extend({ seal: z.string().regex(/^([0-9a-f]{64})?$/) });
/** A line of an export. `name` is no part of what is hashed. */
export const exportedEntry = z.strictObject({
  sequence: z.number().int().positive(),
  atMs: z.number(),
  kind: z.string().max(100),
  facts: z.record(z.string(), fact),
  subject: z.string().regex(/^[0-9a-f]{32}$/).nullable(),
  hash,
  name: z.string().exactOptional(),
});

/** What is wrong with a chain, each with the entry at which it shows. */
export const ledgerFault = z.strictObject({
  fault: z.enum(LEDGER_FAULTS),
  /** Null where no entry can be named. */
  sequence: count.nullable(),
  /** So many entries are missing, where that is known. */
  count: count.nullable(),
});
export type LedgerFault = z.output<typeof ledgerFault>;

export const chainVerdict = z.strictObject({
  chain,
  id: z.string(),
  entries: count,
  firstMs: z.number().nullable(),
  lastMs: z.number().nullable(),
  /** Of the last entry: whoever noted it can tell later that nothing before it was changed. */
  head: sha256,
  /** Without a key only edits and gaps are found, not a chain that was written anew. */
  keyed: z.boolean(),
  /** From which entry on the key is the one that is there now; 1 unless the ledger was rekeyed. */
  keyedFrom: z.number().int().positive(),
  /** Until which entry the mark outside vouches; null where there is none. */
  anchored: count.nullable(),
  faults: z.array(ledgerFault),
});
export type ChainVerdict = z.output<typeof chainVerdict>;

export const ledgerRoutes = {
  /** Newest first. */
  'ledger.page': request(
    z.strictObject({ chain, group: group.nullable(), fromMs: z.number().nullable(), untilMs: z.number().nullable(), offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(500) }),
    z.strictObject({ rows: z.array(ledgerRow), total: count }),
  ),
  /** Reads both chains from the beginning, against their keys and anchors. Without an open library, the installation's alone. */
  'ledger.verify': request(nothing, z.array(chainVerdict)),
  /** Both chains as JSON lines with their heads, where the person says. `saved` is false when they cancelled. */
  'ledger.save': request(z.strictObject({ names: z.boolean() }), z.strictObject({ saved: z.boolean() })),
} as const;
