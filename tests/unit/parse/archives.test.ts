// Archives: what is listed, under which names, how far what is claimed is believed, and how deep it goes.
import { describe, expect, it } from 'vitest';
import { listZip } from '../../../main/ingest/2-parse/formats/zip.ts';
import { sourceOfBytes } from '../../../main/ingest/2-parse/members/byteSource.ts';
import { createMemberReader } from '../../../main/ingest/2-parse/members/memberReader.ts';
import { isTooDeep, memberOf, stepsOf, type MemberStep } from '../../../main/ingest/2-parse/members/memberSteps.ts';
import { makeMail, makeMbox } from './fixtures/makeMail.ts';
import { makeZip } from './fixtures/makeZip.ts';

const list = async (bytes: Buffer) => {
  const outcome = await listZip(sourceOfBytes(bytes));
  return outcome.ok ? outcome.members.map(({ name, skip }) => (skip === undefined ? name : `${name}: ${skip}`)) : outcome.reason;
};
const take = async (bytes: Buffer, ...way: MemberStep[]) => {
  const taken = await createMemberReader().read({ source: sourceOfBytes(bytes), identity: 'x' }, way);
  return typeof taken === 'string' ? taken : taken.toString();
};

describe('an archive', () => {
  it('lists its files, and leaves out folders, hidden files and what macOS puts beside them', async () => {
    const names = ['a.txt', 'docs/', 'docs/b.pdf', 'win\\c.docx', '__MACOSX/._a.txt', '.DS_Store', 'x/.git/config', 'node_modules/p/index.js'];
    expect(await list(makeZip(names.map((name) => ({ name, content: name.endsWith('/') ? '' : 'x' }))))).toEqual(['a.txt', 'docs/b.pdf', 'win/c.docx']);
  });

  it('says what can not be read: encrypted entries, links', async () => {
    const zip = makeZip([{ name: 'a.txt', content: 'x', encrypted: true }, { name: 'b.txt', content: '/etc/passwd', link: true }]);
    expect(await list(zip)).toEqual(['a.txt: password-protected', 'b.txt: unsupported-type']);
    expect(await take(zip, ['zip', 'a.txt', 0])).toBe('password-protected');
    expect(await take(zip, ['zip', 'b.txt', 0])).toBe('vanished');
  });

  it('keeps two entries of one name apart', async () => {
    const zip = makeZip([{ name: 'a.txt', content: 'first' }, { name: 'a.txt', content: 'second' }]);
    const outcome = await listZip(sourceOfBytes(zip));
    if (!outcome.ok) throw new Error(outcome.reason);
    expect(await Promise.all(outcome.members.map(({ step }) => take(zip, step)))).toEqual(['first', 'second']);
  });

  it.each([
    ['code page 437', [Buffer.from('81626572677294e1652e747874', 'hex')], ['übergröße.txt']],
    ['Shift-JIS', [Buffer.from('93fa967b8cea2e747874', 'hex'), Buffer.from('835c83672e747874', 'hex')], ['日本語.txt', 'ソト.txt']],
    ['GB18030', [Buffer.from('cec4b5b52e747874', 'hex'), Buffer.from('cec4bcfe2e747874', 'hex')], ['文档.txt', '文件.txt']],
    ['code page 866', [Buffer.from('84aea3aea2aee02e747874', 'hex')], ['Договор.txt']],
    ['UTF-8 that nobody declared', [Buffer.from('grün.txt')], ['grün.txt']],
  ])('reads names in %s', async (_encoding, names, expected) => {
    expect(await list(makeZip(names.map((name) => ({ name, content: 'x' }))))).toEqual(expected);
  });

  it('after a program that unpacks it is read too', async () => {
    const zip = Buffer.concat([Buffer.from('MZ a program'), makeZip([{ name: 'a.txt', content: 'words' }])]);
    expect(await list(zip)).toEqual(['a.txt']);
    expect(await take(zip, ['zip', 'a.txt', 0])).toBe('words');
  });
});

describe('a hostile archive', () => {
  it('an entry that unfolds to more than it claims is refused before it does', async () => {
    const bomb = makeZip([{ name: 'a.txt', content: Buffer.alloc(90 * 1024 * 1024), claimedBytes: 1_000 }]);
    const before = process.memoryUsage().rss;
    expect(await take(bomb, ['zip', 'a.txt', 0])).toBe('damaged');
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024);
  });

  it('an entry above the limit is not unfolded', async () => {
    const bomb = makeZip([{ name: 'a.txt', content: 'x', claimedBytes: 101 * 1024 * 1024 }]);
    expect(await list(bomb)).toEqual(['a.txt: too-large']);
    expect(await take(bomb, ['zip', 'a.txt', 0])).toBe('too-large');
  });

  it('names that lead out of a folder are names', async () => {
    const zip = makeZip([{ name: '../../etc/passwd', content: 'root' }, { name: '/etc/shadow', content: 'x' }, { name: 'C:\\Windows\\a.txt', content: 'y' }]);
    expect(await list(zip)).toEqual(['../../etc/passwd', '/etc/shadow', 'C:/Windows/a.txt']);
    expect(await take(zip, ['zip', '../../etc/passwd', 0])).toBe('root');
  });

  it.each([
    ['10,001 entries', makeZip(Array.from({ length: 10_001 }, (_, at) => ({ name: `${at}.txt`, content: '' }))), 'too-much-text'],
    ['nothing in it', makeZip([]), 'empty'],
    ['no archive at all', Buffer.from('PK words and words and words'), 'damaged'],
    ['half of one', makeZip([{ name: 'a.txt', content: 'x'.repeat(500) }]).subarray(0, 60), 'damaged'],
  ])('%s: a reason', async (_name, bytes, reason) => {
    expect(await list(bytes)).toBe(reason);
  });

  it('a directory that lies about where things are is refused', async () => {
    const zip = makeZip([{ name: 'a.txt', content: 'words' }]);
    for (const at of [10, 16]) {
      const lying = Buffer.from(zip);
      lying.writeUInt16LE(0xfff0, lying.length - 22 + at);
      expect(['damaged', 'too-much-text']).toContain(await list(lying));
    }
    const nowhere = Buffer.from(zip);
    nowhere.writeUInt32LE(0x7fffffff, nowhere.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 42);
    expect(await take(nowhere, ['zip', 'a.txt', 0])).toBe('damaged');
  });
});

describe('ways to members', () => {
  const pdf = Buffer.from('%PDF-1.7 the very bytes');
  const zip = makeZip([{ name: 'in/Offer.pdf', content: pdf }]);
  const mail = makeMail({ attachments: [{ name: 'files.zip', type: 'application/zip', content: zip }] });
  const mbox = makeMbox([makeMail(), mail]);

  it('go through a mailbox, a message and an archive', async () => {
    const at = mbox.indexOf('multipart/mixed');
    const offset = mbox.lastIndexOf('\nFrom ', at) + 1;
    const start = mbox.indexOf('\n', offset) + 1;
    expect(await take(mbox, ['mbox', start, mail.length], ['part', 0], ['zip', 'in/Offer.pdf', 0])).toBe(pdf.toString());
    expect(await take(makeZip([{ name: 'a.mbox', content: mbox }]), ['zip', 'a.mbox', 0], ['mbox', start, mail.length], ['part', 0])).toBe(zip.toString());
  });

  it('that lead nowhere give a reason', async () => {
    expect(await take(mail, ['part', 7])).toBe('vanished');
    expect(await take(mbox, ['mbox', mbox.length - 5, 100])).toBe('vanished');
    expect(await take(zip, ['zip', 'other', 0])).toBe('vanished');
    expect(await take(Buffer.from('words'), ['zip', 'other', 0])).toBe('damaged');
  });

  it('open what lies beside a member once', async () => {
    const source = sourceOfBytes(mail);
    let reads = 0;
    const counted = { ...source, read: (offset: number, length: number) => ((reads += 1), source.read(offset, length)) };
    const reader = createMemberReader();
    for (const name of ['in/Offer.pdf', 'in/Offer.pdf', 'missing']) await reader.read({ source: counted, identity: 'one' }, [['part', 0], ['zip', name, 0]]);
    expect(reads).toBe(1);
    await reader.read({ source: counted, identity: 'changed' }, [['part', 0]]);
    expect(reads).toBe(2);
  });

  it('never open a second archive, nor go on for ever', () => {
    expect(stepsOf(memberOf([['mbox', 0, 1], ['part', 0], ['part', 0], ['zip', 'a', 0]]))).toHaveLength(4);
    for (const way of ['[]', 'words', '[["zip","a"]]', '[["file","/etc/passwd"]]', memberOf([['zip', 'a', 0], ['zip', 'b', 0]]), memberOf(Array.from({ length: 5 }, () => ['part', 0] as const))]) expect(stepsOf(way), way).toBeNull();
    expect(isTooDeep(memberOf([['zip', 'b.zip', 0]]), 'zip')).toBe(true);
    expect(isTooDeep(memberOf([['mbox', 0, 1], ['part', 0]]), 'zip')).toBe(false);
    expect(isTooDeep(memberOf([['part', 0], ['zip', 'b.zip', 0]]), 'zip')).toBe(true);
    expect(isTooDeep(memberOf([['part', 0], ['zip', 'b.pdf', 0]]), 'pdf')).toBe(false);
  });
});
