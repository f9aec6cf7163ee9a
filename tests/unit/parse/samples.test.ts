// Each folder in samples/ holds one `input.*` and what comes of it. `UPDATE_SAMPLES=1` rewrites what is expected;
// read the difference before you believe it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { classifyFile } from '../../../main/ingest/1-discover/classifyFile.ts';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';
import { outline } from './fixtures/outline.ts';

const samples = path.join(import.meta.dirname, 'samples');

describe('samples', () => {
  it.each(readdirSync(samples).sort())('%s', async (name) => {
    const folder = path.join(samples, name);
    const input = readdirSync(folder).find((file) => file.startsWith('input.'))!;
    const bytes = readFileSync(path.join(folder, input));
    const { kind } = classifyFile(input, bytes.length);
    const result = outline(await parseDocument(bytes, { kind: kind!, name: input }));
    const expectedPath = path.join(folder, 'expected.json');
    if (process.env['UPDATE_SAMPLES']) writeFileSync(expectedPath, `${JSON.stringify(result, null, 2)}\n`);
    expect(result).toEqual(JSON.parse(readFileSync(expectedPath, 'utf8')));
  });
});
