// LaTeX that is broken, hostile or no prose at all.
import { expect, test } from 'vitest';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';

const read = async (source: string) => {
  const outcome = await parseDocument(Buffer.from(source), { kind: 'latex', name: 'a.tex' });
  return outcome.ok ? outcome.document.text : outcome.reason;
};

test('a missing brace or mark costs a paragraph at most', async () => {
  expect(await read('\\section{Lease\n\nIt ends in \\textbf{March\n\nand $5 a day\n\n\\(x is due')).toBe('Lease\n\nIt ends in March\n\nand $5 a day\n\n\\(x is due');
});

test('a file of macros alone is read as the program that it is', async () => {
  expect(await read('\\documentclass{article}\n\\newcommand{\\x}{y}\n')).toBe('\\documentclass{article}\n\\newcommand{\\x}{y}\n');
});

test.each([
  ['groups', '{'.repeat(300_000)],
  ['environments', '\\begin{itemize}\\item a '.repeat(30_000)],
  ['formulas that never end', '\\(a $b '.repeat(100_000)],
  ['arguments that never end', '\\x[a\\section{'.repeat(20_000)],
  ['verbatim that never ends', `\\begin{verbatim}${'\\begin{comment}'.repeat(100_000)}`],
  ['comments', '%\n'.repeat(500_000)],
])('%s without end take seconds at most', async (_name, source) => {
  const startedMs = performance.now();
  await read(`Words. ${source}`);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
