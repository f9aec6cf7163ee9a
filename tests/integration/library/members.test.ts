// Files inside of files, in a real library: found, cited and opened like any other; counted with the file that holds
// them; read anew only when their own bytes change; gone with it.
import { appendFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DocumentId } from '../../../contract/domain.ts';
import { findPassages } from '../../../main/answer/answerQuestion.ts';
import { createDocumentReader } from '../../../main/engines/library/documentReader.ts';
import { forgetSource } from '../../../main/engines/library/forgetSource.ts';
import { LibraryHarness, note, realPages, realParser } from '../../support/libraryHarness.ts';
import { makeMail, makeMbox } from '../../unit/parse/fixtures/makeMail.ts';
import { makePdf, setParagraphs } from '../../unit/parse/fixtures/makePdf.ts';
import { makeDocx, makeZip, paragraph } from '../../unit/parse/fixtures/makeZip.ts';

const open = (): Promise<LibraryHarness> => new LibraryHarness().open();
const pdf = makePdf([{ lines: setParagraphs(['The ferry to Borkum leaves at noon.']) }, { lines: setParagraphs(['The deposit is 900 euros.']) }]);
const docx = makeDocx(paragraph('The lighthouse keeper is called Okke.'));
const letter = (at: number): Buffer => makeMail({ subject: `Letter ${at}`, body: `The locker number of letter ${at} is L-${at * 37 + 11}.` });

const readerOf = (h: LibraryHarness) => createDocumentReader(h.library, realPages);

async function best(h: LibraryHarness, question: string) {
  const [passage] = await findPassages(question, h.retrieval, { scope: null, limit: 5 });
  return passage!;
}

describe('an archive', () => {
  test('with a PDF and a DOCX: both are found, named with the archive, opened, and marked on the page', async () => {
    const h = await open();
    const file = h.write('trip.zip', makeZip([{ name: 'papers/Ferry.pdf', content: pdf }, { name: 'Keeper.docx', content: docx }, { name: 'x.exe', content: 'MZ' }, { name: 'in.zip', content: makeZip([]) }]));
    await h.add();
    expect(h.states()).toEqual({
      'trip.zip': 'indexed: members-unread',
      'trip.zip/papers/Ferry.pdf': 'indexed',
      'trip.zip/Keeper.docx': 'indexed',
      'trip.zip/x.exe': 'skipped: unsupported-type',
      'trip.zip/in.zip': 'skipped: nested-too-deep',
    });
    expect(h.library.documents.coverage(null)).toMatchObject({ seen: 1, indexed: 1, partly: 1 });
    expect(await best(h, 'lighthouse keeper')).toMatchObject({ documentName: 'Keeper.docx', container: 'trip.zip' });

    const passage = await best(h, 'how much is the deposit');
    expect(passage).toMatchObject({ documentName: 'Ferry.pdf', container: 'trip.zip', kind: 'pdf' });
    const reader = readerOf(h);
    expect(await reader.openDocument(passage.documentId, passage.versionHash)).toMatchObject({ name: 'Ferry.pdf', container: 'trip.zip', original: 'same', pages: 2, sizeBytes: pdf.length });
    const window = await reader.bytes(passage.documentId, passage.versionHash, 5, 100);
    expect([Buffer.from(window.bytes), window.totalBytes]).toEqual([pdf.subarray(5, 105), pdf.length]);
    const at = reader.text(passage.versionHash, 0, 10_000).text.indexOf('900 euros');
    expect(await reader.locate(passage.documentId, passage.versionHash, { start: at, end: at + 9 }, undefined)).toMatchObject([{ page: 2 }]);

    h.write('trip.zip', makeZip([{ name: 'papers/Ferry.pdf', content: makePdf([{ lines: setParagraphs(['Another one.']) }]) }]));
    expect(await reader.openDocument(passage.documentId, passage.versionHash)).toMatchObject({ original: 'changed' });
    await expect(reader.bytes(passage.documentId, passage.versionHash, 0, 10)).rejects.toMatchObject({ code: 'file-changed' });
    rmSync(file);
    expect(await reader.openDocument(passage.documentId, passage.versionHash)).toMatchObject({ original: 'gone' });
  });

  test('in which nothing can be read is skipped, and so is one that is broken, with what was in it', async () => {
    const h = await open();
    h.write('a.zip', makeZip([{ name: 'a.exe', content: 'MZ' }]));
    h.write('b.zip', makeZip([{ name: 'a.md', content: note(1) }]));
    await h.add();
    expect(h.states()).toEqual({ 'a.zip': 'skipped: members-unread', 'a.zip/a.exe': 'skipped: unsupported-type', 'b.zip': 'indexed', 'b.zip/a.md': 'indexed' });
    h.write('b.zip', 'no archive any more');
    await h.rescan();
    expect(h.states()).toEqual({ 'a.zip': 'skipped: members-unread', 'a.zip/a.exe': 'skipped: unsupported-type', 'b.zip': 'failed: damaged' });
    expect(await h.rowsEverywhere()).toEqual([[], [], [], []]);
  });

  test('counts what its files claim to unfold to, and reads no more than that', async () => {
    const h = await open();
    const large = Array.from({ length: 5 }, (_, at) => ({ name: `${at}.txt`, content: note(at), claimedBytes: 45 * 1024 * 1024 }));
    h.write('a.zip', makeZip(large));
    await h.add();
    expect(Object.values(h.states()).sort()).toEqual([...Array.from({ length: 4 }, () => 'failed: damaged'), 'skipped: members-unread', 'skipped: too-large']);
  });
});

describe('a mailbox', () => {
  test('that grows: only the new message is read, and only it is embedded', async () => {
    const h = await open();
    const file = h.write('mails.mbox', makeMbox([letter(1), letter(2)]));
    await h.add();
    const rows = h.chunkRows();
    expect([rows.length, h.states()]).toEqual([2, { 'mails.mbox': 'indexed', 'mails.mbox/Letter 1': 'indexed', 'mails.mbox/Letter 2': 'indexed' }]);
    const read: string[] = [];
    h.parser = { parse: (document, options) => (read.push(document.name), realParser.parse(document, options)) };
    appendFileSync(file, makeMbox([letter(3)]));
    await h.rescan();
    expect(read).toEqual(['mails.mbox', 'Letter 3']);
    expect(h.chunkRows().slice(0, 2)).toEqual(rows);
    expect(await best(h, 'locker number of letter 3')).toMatchObject({ documentName: 'Letter 3', container: 'mails.mbox' });
    expect((await best(h, 'letters by Ann Archer')).documentName).toMatch(/^Letter/);
  });

  test('that lost its first message: the others are where they are now, with what is attached to them, and nothing is read', async () => {
    const h = await open();
    const withPdf = makeMail({ subject: 'With a PDF', attachments: [{ name: 'Ferry.pdf', type: 'application/pdf', content: pdf }] });
    h.write('mails.mbox', makeMbox([letter(1), withPdf, letter(2)]));
    await h.add();
    const before = await best(h, 'deposit in euros');
    expect(before).toMatchObject({ documentName: 'Ferry.pdf', container: 'mails.mbox › With a PDF' });
    const read: string[] = [];
    h.parser = { parse: (document, options) => (read.push(document.name), realParser.parse(document, options)) };
    h.write('mails.mbox', makeMbox([withPdf, letter(2)]));
    await h.rescan();
    expect(read).toEqual(['mails.mbox']);
    expect(Object.keys(h.states())).toHaveLength(4);
    const after = await best(h, 'deposit in euros');
    expect(after.documentId).toBe(before.documentId);
    expect(await readerOf(h).openDocument(after.documentId, after.versionHash)).toMatchObject({ original: 'same' });
    expect((await h.rowsEverywhere()).map((rows) => rows.length)).toEqual([4, 4, 4, 4].map(() => h.chunkRows().length));
  });

  test('that is moved is listed again, and nothing is embedded', async () => {
    const h = await open();
    const file = h.write('mails.mbox', makeMbox([letter(1), letter(2)]));
    await h.add();
    const rows = h.chunkRows();
    renameSync(file, path.join(h.filesDir, 'old mails.mbox'));
    await h.rescan();
    expect(h.chunkRows()).toEqual(rows);
    expect(Object.keys(h.states())).toEqual(['old mails.mbox/Letter 1', 'old mails.mbox/Letter 2', 'old mails.mbox']);
  });

  test('that is deleted, or forgotten, takes everything in it along', async () => {
    const h = await open();
    const file = h.write('mails.mbox', makeMbox([letter(1), makeMail({ attachments: [{ name: 'Ferry.pdf', type: 'application/pdf', content: pdf }] })]));
    await h.add();
    rmSync(file);
    await h.rescan();
    expect([h.states(), await h.rowsEverywhere()]).toEqual([{}, [[], [], [], []]]);
    h.write('mails.mbox', makeMbox([letter(1)]));
    await h.rescan();
    expect(Object.keys(h.states())).toHaveLength(2);
    await forgetSource(h.library.sources.list()[0]!.id, h.library);
    await h.ingest.finished();
    expect([h.states(), await h.rowsEverywhere()]).toEqual([{}, [[], [], [], []]]);
    expect(JSON.stringify(h.library.db.prepare('SELECT name, path, folder, member, fingerprint FROM documents').all())).not.toMatch(/Letter|mbox/);
  });
});

describe('an attachment', () => {
  test('shares its passages with the same file on the disk, and keeps them when that goes', async () => {
    const h = await open();
    const file = h.write('Ferry.pdf', pdf);
    h.write('mail.eml', makeMail({ subject: 'The ferry', attachments: [{ name: 'Ferry copy.pdf', type: 'application/pdf', content: pdf }] }));
    await h.add();
    const passage = await best(h, 'how much is the deposit');
    expect(passage.container).toBeUndefined();
    const rows = h.chunkRows();
    rmSync(file);
    await h.rescan();
    expect(h.chunkRows()).toEqual(rows);
    const now = await best(h, 'how much is the deposit');
    expect(now).toMatchObject({ documentName: 'Ferry copy.pdf', container: 'mail.eml', versionHash: passage.versionHash });
    // A citation of the file that is gone shows the same bytes where they are still to be had.
    expect(await readerOf(h).openDocument(passage.documentId, passage.versionHash)).toMatchObject({ name: 'Ferry copy.pdf', original: 'same' });
  });

  test('that could not be read marks its message, until it is tried again and read', async () => {
    const h = await open();
    h.write('mail.eml', makeMail({ attachments: [{ name: 'a.md', type: 'text/markdown', content: Buffer.from(note(1)) }] }));
    h.parser = { parse: async (file, options) => (file.name === 'a.md' ? { ok: false, reason: 'timeout', hash: null, sizeBytes: 0 } : realParser.parse(file, options)) };
    await h.add();
    expect(h.states()).toEqual({ 'mail.eml': 'indexed: members-unread', 'mail.eml/a.md': 'failed: timeout' });
    h.parser = realParser;
    const id = h.library.db.prepare("SELECT id FROM documents WHERE name = 'mail.eml'").pluck().get() as DocumentId;
    expect(h.library.documents.retry(id)).toBe(2);
    await h.settle();
    expect(h.states()).toEqual({ 'mail.eml': 'indexed', 'mail.eml/a.md': 'indexed' });
  });

  test('whose message changed while it waited is not taken from the old place', async () => {
    const h = await open();
    const mail = (text: string): Buffer => makeMail({ attachments: [{ name: 'a.md', type: 'text/markdown', content: Buffer.from(text) }] });
    h.write('mail.eml', mail(note(1)));
    h.parser = {
      parse: async (file, options) => {
        const result = await realParser.parse(file, options);
        // Saved anew between its listing and the reading of what is in it.
        if (file.name === 'mail.eml') h.write('mail.eml', mail(note(2)));
        return result;
      },
    };
    await h.add();
    h.parser = realParser;
    await h.rescan();
    expect(h.states()).toEqual({ 'mail.eml': 'indexed', 'mail.eml/a.md': 'indexed' });
    expect(h.chunkRows().map(({ text }) => text).join()).toContain('note 2');
    expect(h.chunkRows().map(({ text }) => text).join()).not.toContain('note 1');
  });
});
