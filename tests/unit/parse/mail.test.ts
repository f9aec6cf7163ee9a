// Messages: headers, bodies, attachments, whatever they are written in.
import { describe, expect, it } from 'vitest';
import { sourceOfBytes } from '../../../main/ingest/2-parse/members/byteSource.ts';
import { createMemberReader } from '../../../main/ingest/2-parse/members/memberReader.ts';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';
import { makeMail } from './fixtures/makeMail.ts';
import { makeMsg, type MsgSpec } from './fixtures/makeMsg.ts';
import { outline } from './fixtures/outline.ts';

const read = (bytes: Buffer | string, kind: 'eml' | 'mhtml' | 'msg' = 'eml') => parseDocument(Buffer.from(bytes as string), { kind, name: `a file.${kind}` });

async function textOf(bytes: Buffer | string): Promise<string> {
  const outcome = await read(bytes);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.document.text;
}

describe('EML', () => {
  it('gives the headers as the first paragraph, then the body; quoted lines are paragraphs of their own', async () => {
    const outcome = await read(
      makeMail({
        subject: '=?utf-8?Q?Re:_flat_in_K=C3=B6ln?=',
        from: '=?iso-8859-1?Q?J=FCrgen_M=FCller?= <j@example.org>',
        body: 'I take it.\nFrom Monday on.\n\n> Is it free?\n> Yours\nYes.\n>From the cellar\n\n-- \nJ.',
      }),
    );
    expect(outline(outcome)).toEqual({
      title: 'Re: flat in Köln',
      blocks: [
        'paragraph: From: Jürgen Müller <j@example.org>\nTo: Bob Baker <bob@example.org>\nDate: Tue, 3 Mar 2026 10:15:00 +0100 (2026-03-03 10:15)\nSubject: Re: flat in Köln',
        'paragraph: I take it.\nFrom Monday on.',
        'paragraph: > Is it free?\n> Yours',
        'paragraph: Yes.\nFrom the cellar',
        'paragraph: -- \nJ.',
      ],
    });
  });

  it.each([
    ['a real plain text', 'The rent is 700 euros a month, heating included.', 'The rent is 700 euros a month'],
    ['one that only says where to look', 'View this in a browser.', 'heating included, says the letter'],
  ])('reads HTML where there is no good plain text: %s', async (_name, plain, expected) => {
    const html = '<html><body><h1>Offer</h1><p>The rent is <b>700</b> euros a month, heating included, says the letter of your landlord.</p></body></html>';
    const text = await textOf(
      `From: a@example.org\nSubject: Offer\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\n${plain}\n--x\nContent-Type: text/html\n\n${html}\n--x--\n`,
    );
    expect(text).toContain(expected);
    expect(text).not.toContain('<b>');
  });

  it.each([
    ['quoted-printable windows-1251', 'Content-Type: text/plain; charset=windows-1251\nContent-Transfer-Encoding: quoted-printable\n\n=CF=F0=E8=E2=E5=F2\n', 'Привет'],
    ['base64 Shift-JIS', 'Content-Type: text/plain; charset=shift_jis\nContent-Transfer-Encoding: base64\n\nk/qWe4zq\n', '日本語'],
    ['UTF-8 that nobody declared', '\nschöne Grüße\n', 'schöne Grüße'],
    ['flowed text', 'Content-Type: text/plain; format=flowed\n\nOne line that \ngoes on.\n', 'One line that goes on.'],
  ])('decodes %s', async (_name, rest, expected) => {
    expect(await textOf(`From: a@example.org\nSubject: s\n${rest}`)).toContain(expected);
  });

  it('lists attachments as members, with their kind where the name does not say it', async () => {
    const forwarded = makeMail({ subject: 'The forwarded one' });
    const outcome = await read(
      makeMail({
        attachments: [
          { name: '../../Offer.pdf', type: 'application/octet-stream', content: Buffer.from('%PDF-') },
          { name: 'scan', type: 'application/pdf', content: Buffer.from('%PDF-') },
          { name: 'x', type: 'message/rfc822', content: forwarded, more: 'Content-Disposition: inline' },
          { name: 'smime.p7s', type: 'application/pkcs7-signature', content: Buffer.from('signature') },
          { name: 'logo.png', type: 'image/png', content: Buffer.alloc(9_000, 1) },
          { name: 'shot.png', type: 'image/png', content: Buffer.alloc(80_000, 1), more: 'Content-ID: <shot>\nContent-Disposition: inline; filename=shot.png' },
          { name: 'invite.ics', type: 'text/calendar', content: Buffer.from('BEGIN:VCALENDAR\nEND:VCALENDAR\n') },
        ],
      }),
    );
    expect(outcome.ok && outcome.members?.map(({ step, name, kind, sizeBytes }) => [step[1], name, kind, sizeBytes])).toEqual([
      [0, 'Offer.pdf', null, 5],
      [1, 'scan', 'pdf', 5],
      [2, 'The forwarded one', 'eml', forwarded.length],
      [5, 'shot.png', null, 80_000],
      [6, 'invite.ics', 'text', 30],
    ]);
    expect(outcome.ok && outcome.document.text).toContain('Attachments: Offer.pdf, scan, The forwarded one, shot.png, invite.ics');
    expect(outcome.ok && outcome.document.text).not.toContain('forwarded one\n\nHello');
  });

  it.each([
    ['PGP in a message', makeMail({ body: 'See below.\n-----BEGIN PGP MESSAGE-----\nhQEMA\n-----END PGP MESSAGE-----' }).toString(), 'See below.'],
    ['PGP/MIME', 'From: a@example.org\nSubject: secret plans\nContent-Type: multipart/encrypted; boundary=x\n\n--x\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--x\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--x--\n', 'secret plans'],
    ['S/MIME', `From: a@example.org\nSubject: secret plans\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n${Buffer.from('3080 0609 2a864886f70d010703 a080 0000 0000'.replaceAll(' ', ''), 'hex').toString('base64')}\n`, 'secret plans'],
  ])('reads the headers of what is encrypted, and says so: %s', async (_name, source, expected) => {
    const outcome = await read(source);
    expect(outcome).toMatchObject({ ok: true, document: { partly: 'password-protected', text: expect.stringContaining(expected) } });
    expect(outcome.ok && outcome.document.text).not.toContain('hQEMA');
    expect(outcome.ok && outcome.members).toBeUndefined();
  });

  it('reads what was signed and packed with its signature', async () => {
    const inner = Buffer.from('Content-Type: text/plain\n\nSigned words.\n');
    const node = (tag: number, ...content: Buffer[]): Buffer => {
      const bytes = Buffer.concat(content);
      return Buffer.concat([Buffer.from([tag, 0x82, bytes.length >> 8, bytes.length & 255]), bytes]);
    };
    const id = (last: number): Buffer => Buffer.from(`06092a864886f70d0107${last.toString(16).padStart(2, '0')}`, 'hex');
    const data = node(0x30, Buffer.from('020101', 'hex'), node(0x31), node(0x30, id(1), node(0xa0, node(0x24, node(0x04, inner.subarray(0, 20)), node(0x04, inner.subarray(20))))));
    const packed = node(0x30, id(2), node(0xa0, data)).toString('base64');
    expect(await textOf(`From: a@example.org\nSubject: s\nContent-Type: application/pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: base64\n\n${packed}\n`)).toContain('Signed words.');
  });

  it('reads the files of Apple Mail, of a mailbox cut into files, and of UTF-16', async () => {
    const mail = makeMail({ body: 'The body.' });
    expect(await textOf(Buffer.concat([Buffer.from(`${mail.length}\n`), mail, Buffer.from('<?xml version="1.0"?><plist/>')]))).toMatch(/The body\.$/);
    expect(await textOf(Buffer.concat([Buffer.from('From ann Tue Mar  3 09:15:00 2026\n'), mail]))).toMatch(/^From: Ann/);
    expect(await textOf(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(mail.toString(), 'utf16le')]))).toMatch(/The body\.$/);
  });

  it('counts the characters that hide text', async () => {
    const outcome = await read(makeMail({ body: `Pay now${'\u{e0041}'.repeat(20)}.` }));
    expect(outcome).toMatchObject({ ok: true, document: { hidden: 20, text: expect.stringMatching(/Pay now\.$/) } });
  });

  it('takes a file without headers for the text that it is, and refuses other bytes', async () => {
    expect(await textOf('just words\n\nin a file')).toBe('just words\n\nin a file');
    expect(await read(Buffer.alloc(500))).toEqual({ ok: false, reason: 'binary-content' });
  });
});

describe('MSG', () => {
  const readMsg = (spec: MsgSpec) => read(makeMsg(spec), 'msg');
  const people = { sender: ['Ann Archer', 'ann@example.org'], to: ['Bob Baker', 'bob@example.org'] } as const;

  it('gives the same document as any other message, with its attachments as members', async () => {
    const outcome = await readMsg({ ...people, subject: 'Offer', body: 'As agreed.\r\n\r\n> the flat?\r\n', attachments: [{ name: 'Offer.pdf', content: Buffer.from('%PDF-1.7') }] });
    expect(outline(outcome)).toEqual({
      title: 'Offer',
      blocks: ['paragraph: From: Ann Archer <ann@example.org>\nTo: Bob Baker <bob@example.org>\nSubject: Offer\nAttachments: Offer.pdf', 'paragraph: As agreed.', 'paragraph: > the flat?'],
    });
    expect(outcome.ok && outcome.members).toMatchObject([{ step: ['attachment', 0], name: 'Offer.pdf', kind: null, sizeBytes: 8 }]);
  });

  it('reads HTML that is there only inside of RTF, in the encoding that it says', async () => {
    const rtf = String.raw`{\rtf1\ansi\ansicpg1251\fromhtml1 \deff0{\fonttbl{\f0\fswiss\fcharset204 Arial;}}{\*\htmltag64 <p>}\f0 \'cf\'f0\'e8\'e2\'e5\'f2{\*\htmltag72 </p>}}`;
    const outcome = await readMsg({ ...people, subject: 'RTF', rtf });
    expect(outcome.ok && outcome.document.text).toMatch(/\n\nПривет$/);
  });

  it('reads a body that is there as RTF alone', async () => {
    const outcome = await readMsg({ ...people, subject: 'RTF', rtf: String.raw`{\rtf1\ansi Just {\b rich} text.\par}` });
    expect(outcome.ok && outcome.document.text).toMatch(/\n\nJust rich text\.$/);
  });

  it('keeps a message in a message as a file of its own', async () => {
    const outcome = await readMsg({ ...people, subject: 'Fwd', body: 'See.', attachments: [{ name: 'inner', message: { ...people, subject: 'The inner one', body: 'Inner words.' } }] });
    if (!outcome.ok || outcome.members === undefined) throw new Error('no members');
    expect(outcome.members).toMatchObject([{ name: 'The inner one.msg', kind: null }]);
    expect(outcome.document.text).not.toContain('Inner words');
    const reader = createMemberReader();
    const inner = await reader.read({ source: sourceOfBytes(makeMsg({ ...people, subject: 'Fwd', body: 'See.', attachments: [{ name: 'inner', message: { ...people, subject: 'The inner one', body: 'Inner words.' } }] })), identity: 'x' }, [outcome.members[0]!.step]);
    expect(typeof inner === 'string' ? inner : await read(inner, 'msg')).toMatchObject({ ok: true, document: { title: 'The inner one', text: expect.stringContaining('Inner words.') } });
  });

  it('whose sectors go round in a circle is refused at once', async () => {
    const bytes = makeMsg({ ...people, subject: 'x', body: 'y' });
    const fat = 512 * (bytes.readInt32LE(76) + 1);
    const directory = bytes.readInt32LE(48);
    bytes.writeInt32LE(directory, fat + 4 * directory);
    expect(await read(bytes, 'msg')).toEqual({ ok: false, reason: 'damaged' });
  });
});

describe('MHTML', () => {
  it('reads the page, and lists nothing of what it shows', async () => {
    const page = `From: <Saved by Blink>\nSubject: A page\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary=x\n\n--x\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://example.org/\n\n<html><head><title>Sea levels</title></head><body><h1>Tide</h1><p>High at n=\noon.</p></body></html>\n--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: https://example.org/a.png\n\n${Buffer.alloc(90_000).toString('base64')}\n--x--\n`;
    const outcome = await read(page, 'mhtml');
    expect(outline(outcome)).toEqual({ title: 'Sea levels', blocks: ['heading1: Tide', 'paragraph: High at noon.'] });
    expect(outcome.ok && outcome.members).toBeUndefined();
    expect(await read('<html>no message</html>', 'mhtml')).toEqual({ ok: false, reason: 'damaged' });
  });
});

describe('hostile messages', () => {
  it.each([
    ['parts nested 1,000 deep', Array.from({ length: 1_000 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`).join(''), 'damaged'],
    ['headers of 4 MB', `Subject: ${'x'.repeat(4 * 1024 * 1024)}\n\nbody`, 'damaged'],
  ])('%s are refused', async (_name, source, reason) => {
    expect(await read(`From: a@example.org\n${source}`)).toEqual({ ok: false, reason });
  });

  it('a header of 1 MB is cut, a list of 50,000 recipients too', async () => {
    const outcome = await read(`From: a@example.org\nTo: ${Array.from({ length: 50_000 }, (_, at) => `n${at}@x.org`).join(', ')}\nSubject: ${'word '.repeat(200_000)}\n\nbody\n`);
    expect(outcome.ok && outcome.document.title.length).toBeLessThan(250);
    expect(outcome.ok && outcome.document.text.length).toBeLessThan(5_000);
  });

  it.each([
    ['base64 that is none', 'Content-Transfer-Encoding: base64\n\n%%%% not base64 at all ====\n='],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary=never\n\nwords\n'],
    ['an unknown charset', 'Content-Type: text/plain; charset=no-such-thing\n\nwords\n'],
    ['messages in messages', `Content-Type: message/rfc822\n\n${'Subject: s\nContent-Type: message/rfc822\n\n'.repeat(2_000)}`],
  ])('%s does no harm', async (_name, rest) => {
    const outcome = await read(`From: a@example.org\nSubject: kept\n${rest}`);
    expect(outcome.ok && outcome.document.text).toContain('kept');
  });

  it('a message of a million lines is read like any other', async () => {
    const lines = Array.from({ length: 500_000 }, (_, at) => `line ${at}\r\n`).join('');
    const attached = `--x\r\nContent-Type: text/x-log\r\nContent-Disposition: attachment; filename=a.log\r\n\r\n${lines}\r\n--x--\r\n`;
    const startedMs = performance.now();
    const outcome = await read(`From: a@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n${lines}\r\n${attached}`);
    if (!outcome.ok) throw new Error(outcome.reason);
    expect(outcome.document.text).toContain('line 0\nline 1\n');
    expect(outcome.document.text).toMatch(/line 499998\nline 499999$/);
    expect(outcome.members).toMatchObject([{ name: 'a.log', sizeBytes: lines.length + 2 }]);
    // Line by line it takes ten times as long.
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it('more attachments than anybody sends are cut off, and it says so', async () => {
    const outcome = await read(makeMail({ attachments: Array.from({ length: 1_001 }, (_, at) => ({ name: `${at}.txt`, type: 'text/plain', content: Buffer.from('x') })) }));
    expect(outcome.ok && [outcome.members?.length, outcome.document.partly]).toEqual([1_000, 'too-much-text']);
  });

  it('what is no Outlook file is refused', async () => {
    expect(await read('words', 'msg')).toEqual({ ok: false, reason: 'damaged' });
    expect(await read(Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4_000, 255)]), 'msg')).toEqual({ ok: false, reason: 'damaged' });
  });
});
