// Files that are large, deep or broken on purpose: each ends in time, in a document or a reason.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentKind } from '../../../contract/domain.ts';
import { decodeText } from '../../../main/ingest/2-parse/decodeText.ts';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';
import { outline } from './fixtures/outline.ts';

const read = (content: string | Uint8Array, kind: DocumentKind) => parseDocument(Buffer.from(content), { kind, name: `file.${kind}` });
const MIB = 1024 * 1024;

async function textOf(content: string | Uint8Array, kind: DocumentKind): Promise<string> {
  const outcome = await read(content, kind);
  if (!outcome.ok) throw new Error(outcome.reason);
  outline(outcome);
  return outcome.document.text;
}

describe('large and deep', () => {
  it.each(['<div>', '<b>', '<p><table><tr><td>', '<ul><li>', '<blockquote>', '<a><i>', '<svg><g>', '<h1>'])('HTML nested 100,000 deep: %s', async (tag) => {
    const text = await textOf(`${tag.repeat(100_000)}text${'</div>'.repeat(1000)}<p>after`, 'html');
    expect(text).toContain('text');
  });

  it.each(['> ', '- ', '* > ', '1. ', '[', '![', '**', '`', '<', '|', '| a ', '\\'])('Markdown of nothing but %j', async (mark) => {
    await read(mark.repeat(200_000), 'markdown');
    await read(`${mark.repeat(500)}\n`.repeat(200), 'markdown');
  });

  it('CSV with a cell of 1 MB', async () => {
    const cell = 'word "" '.repeat(MIB / 8);
    const outcome = await read(`a,b\n1,"${cell}"\n2,x\n`, 'csv');
    expect(outcome.ok && outcome.document.blocks.length).toBe(3);
  });

  it('CSV with a quote on each of many lines that never close', async () => {
    const outcome = await read('a,"b\n'.repeat(200_001), 'csv');
    expect(outcome.ok).toBe(true);
  });

  it('a text of 20 MB in one line, and one of as many lines', async () => {
    expect(await textOf('word '.repeat(4 * MIB), 'text')).toHaveLength(20 * MIB);
    expect((await textOf('a\n\n'.repeat(MIB), 'text')).length).toBe(3 * MIB);
  });

  it('more text than is kept', async () => {
    expect(await read('word '.repeat(11 * MIB), 'text')).toEqual({ ok: false, reason: 'too-much-text' });
  });
});

describe('broken', () => {
  it.each<DocumentKind>(['text', 'markdown', 'html', 'csv', 'code', 'docx', 'pdf'])('%s of random bytes is read or refused', async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        outline(await read(bytes, kind));
      }),
      { numRuns: 200 },
    );
  });

  it.each<DocumentKind>(['text', 'markdown', 'html', 'csv', 'code'])('%s of random characters keeps its blocks in order', async (kind) => {
    const piece = fc.constantFrom('\n', '\n\n', ' ', '\t', '#', '- ', '> ', '"', ',', ';', '|', '```', '---', '<p>', '<td>', '<li>', '</ul>', '<pre>', '&amp;', 'word', 'é', 'e\u0301', '😀', '\u00ad', '漢字', '\\section{', '===', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        outline(await read(pieces.join(''), kind));
      }),
      { numRuns: 300 },
    );
  });

  it('NUL bytes and lone surrogates do not get through', () => {
    expect(decodeText(Buffer.from('some words and a\0 stray byte'))).toBe('some words and a stray byte');
    expect(decodeText(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('words before a \ud800 and after', 'utf16le')]))).toBe('words before a \ufffd and after');
    expect(decodeText(Buffer.alloc(500))).toBeNull();
  });

  it('decoded text is in its final form: decoding it again changes nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = decodeText(bytes);
        if (text === null) return;
        expect(text).toBe(text.normalize('NFC'));
        expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]|\p{Surrogate}/u);
      }),
      { numRuns: 2000 },
    );
  });
});
