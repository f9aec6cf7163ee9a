// Notes the files inside of a file in the library after the parser has listed them: new and changed ones wait to be
// read, unchanged ones stay as they are wherever in the file they are now, vanished ones leave. In batches, each a
// transaction; a kill in between leaves the container on the queue, to be listed again.
import path from 'node:path';
import type { DocumentKind, FileReason } from '../../contract/domain.ts';
import type { ParsedMember } from '../engines/parser/protocol.ts';
import type { Documents, DocumentRecord } from '../library/documents.ts';
import type { KnownMember, MemberFile } from '../library/members.ts';
import type { Db } from '../library/openDatabase.ts';
import { classifyFile, skipBySize } from './1-discover/classifyFile.ts';
import { isTooDeep } from './2-parse/members/memberSteps.ts';

interface NoteContext {
  readonly store: { readonly db: Db; readonly documents: Documents };
  readonly turn: () => Promise<void>;
}

/** Noted in one transaction, which is one fsync. */
const BATCH_FILES = 256;
/** What the files of one archive may come to, of those that are read. */
const MAX_ARCHIVE_BYTES = 200 * 1024 * 1024;
/** What may have changed although the member did not. */
const PASSING_REASONS: ReadonlySet<FileReason> = new Set(['vanished', 'no-permission', 'read-error']);

/** False when the container was forgotten meanwhile. */
export async function noteMembers(container: DocumentRecord, listed: readonly ParsedMember[], { store: { db, documents }, turn }: NoteContext): Promise<boolean> {
  const { members } = documents;
  const change = compare(members.of(container.id), toFiles(container, listed));
  const steps = [
    ...batches(change.gone, ({ id }) => documents.remove(id)),
    ...(change.moved.length === 0 ? [] : [() => members.move(change.moved)]),
    ...batches(change.changed, ({ known, file }) => members.renew(known.id, file)),
    ...batches(change.added, (file) => members.add(container, file)),
  ];
  for (const step of steps) {
    await turn();
    const isThere = db
      .transaction(() => {
        if (!documents.isThere(container.id)) return false;
        step();
        return true;
      })
      .immediate();
    if (!isThere) return false;
  }
  return true;
}

function* batches<Item>(items: readonly Item[], note: (item: Item) => void): Generator<() => void> {
  for (let at = 0; at < items.length; at += BATCH_FILES) yield () => items.slice(at, at + BATCH_FILES).forEach(note);
}

function toFiles(container: DocumentRecord, listed: readonly ParsedMember[]): MemberFile[] {
  let archiveBytes = 0;
  return listed.map(({ member, name, kind, skip, sizeBytes, modifiedMs, fingerprint }) => {
    const folders = name.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
    const own = folders.pop() ?? name;
    const isInArchive = container.kind === 'zip';
    let classified = skip === undefined ? classify(isInArchive ? own : name, kind, sizeBytes) : { kind: null, skip };
    if (classified.kind !== null && isTooDeep(member, classified.kind)) classified = { kind: null, skip: 'nested-too-deep' };
    if (classified.kind !== null && isInArchive && (archiveBytes += sizeBytes) > MAX_ARCHIVE_BYTES) classified = { kind: null, skip: 'too-large' };
    const folder = path.join(container.folder, plain(container.name), ...(isInArchive ? folders.map(plain) : []));
    return { member, fingerprint, name: isInArchive ? own : name, folder, ...classified, sizeBytes, modifiedMs: modifiedMs ?? container.modifiedMs };
  });
}

type Classified = { readonly kind: DocumentKind | null; readonly skip?: FileReason };

function classify(name: string, kind: DocumentKind | null, sizeBytes: number): Classified {
  if (kind === null) return classifyFile(name, sizeBytes);
  const skip = skipBySize(kind, sizeBytes);
  return skip === null ? { kind } : { kind: null, skip };
}

/** As one part of a place that is only shown: a subject may hold anything. */
const plain = (name: string): string => name.replaceAll(/[/\\]/g, '_');

interface Comparison {
  readonly moved: readonly { readonly known: KnownMember; readonly file: MemberFile }[];
  readonly changed: readonly { readonly known: KnownMember; readonly file: MemberFile }[];
  readonly added: readonly MemberFile[];
  readonly gone: readonly KnownMember[];
}

export function compare(known: readonly KnownMember[], files: readonly MemberFile[]): Comparison {
  const left = new Map(known.map((one) => [one.member, one]));
  const unmatched = files.filter((file) => {
    const there = left.get(file.member);
    if (there === undefined || !isUnchanged(there, file)) return true;
    left.delete(file.member);
    return false;
  });
  const byFingerprint = Map.groupBy(left.values(), ({ fingerprint }) => fingerprint);
  const moved: { known: KnownMember; file: MemberFile }[] = [];
  const others = unmatched.filter((file) => {
    const alike = byFingerprint.get(file.fingerprint);
    const at = alike?.findIndex((one) => isUnchanged(one, file)) ?? -1;
    if (alike === undefined || at === -1) return true;
    const [found] = alike.splice(at, 1);
    left.delete(found!.member);
    moved.push({ known: found!, file });
    return false;
  });
  const changed: { known: KnownMember; file: MemberFile }[] = [];
  const added = others.filter((file) => {
    const there = left.get(file.member);
    if (there !== undefined) changed.push({ known: there, file });
    return !left.delete(file.member);
  });
  return { moved, changed, added, gone: [...left.values()] };
}

function isUnchanged(known: KnownMember, file: MemberFile): boolean {
  if (known.fingerprint !== file.fingerprint || known.kind !== file.kind) return false;
  return file.kind === null ? known.reason === (file.skip ?? 'unsupported-type') : known.reason === null || !PASSING_REASONS.has(known.reason);
}
