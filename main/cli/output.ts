// Printing for people: progress on stderr (one line, rewritten, on a terminal), results on stdout, colours only on a
// terminal.
import type { Answer, Citation, Coverage, RankedPassage } from '../../contract/domain.ts';
import type { Translate } from '../../contract/messages/index.ts';
import { placeName } from '../../contract/messages/placeName.ts';

const CLEAR = '\r\u001b[2K';
const colours = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
const paint = (code: string, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = (text: string): string => paint('1', text);
export const dim = (text: string): string => paint('2', text);

export const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

export interface ShareLine {
  /** Nothing yet while there is nothing to do. */
  show(text: string, done: number, total: number): void;
  /** For what is printed before the work is over. */
  clear(): void;
}

/** How far `work` is: a line that is written over on a terminal, and gone when it is over, however it ends; elsewhere one for each tenth. */
export async function withShareLine<Result>(work: (line: ShareLine) => Promise<Result>): Promise<Result> {
  const terminal = process.stderr.isTTY === true;
  let last = '';
  let lastTenth = -1;
  const line: ShareLine = {
    show: (text, done, total) => {
      if (total === 0 || text === last) return;
      last = text;
      if (terminal) {
        process.stderr.write(`${CLEAR}${text}`);
        return;
      }
      const tenth = Math.floor((done / total) * 10);
      if (tenth !== lastTenth) process.stderr.write(`${text}\n`);
      lastTenth = tenth;
    },
    clear: () => {
      if (terminal && last !== '') process.stderr.write(CLEAR);
      last = '';
    },
  };
  try {
    return await work(line);
  } finally {
    line.clear();
  }
}

export const percent = (done: number, total: number): string => `${Math.floor((done / Math.max(1, total)) * 100)} %`;

export function placeOf(source: RankedPassage | Citation, t: Translate): string {
  const place = placeName(source, t);
  const name = source.container === undefined ? source.documentName : t('cli.nameIn', { name: source.documentName, container: source.container });
  return place === null ? name : t('cli.placeIn', { name, place });
}

export function printPassages(passages: readonly RankedPassage[], t: Translate): void {
  passages.forEach((passage, index) => {
    process.stdout.write(`\n${bold(`[${index + 1}] ${placeOf(passage, t)}`)}\n${indent(marked(passage))}\n`);
  });
}

/** The passage's text on few lines, matching words bold. */
function marked(passage: RankedPassage): string {
  let text = '';
  let at = 0;
  for (const { start, end } of passage.matches) {
    text += passage.text.slice(at, start) + bold(passage.text.slice(start, end));
    at = end;
  }
  return (text + passage.text.slice(at)).replace(/\s*\n\s*/gu, '\n');
}

const indent = (text: string): string => text.split('\n').map((line) => `    ${line}`).join('\n');

/** Sources of an answer, and the sentences that none of them supports. */
export function printSources(answer: Answer, t: Translate): void {
  const citations = answer.sentences.flatMap((sentence) => sentence.citations);
  if (citations.length > 0) process.stdout.write(`\n${bold(t('cli.sources'))}\n`);
  for (const citation of citations) {
    process.stdout.write(`  [${citation.number}] ${placeOf(citation, t)}: “${citation.quote.replace(/\s+/gu, ' ')}”\n`);
  }
  for (const sentence of answer.sentences.filter((candidate) => !candidate.supported)) {
    process.stdout.write(`${t('cli.unsupported', { sentence: answer.text.slice(sentence.start, sentence.end) })}\n`);
  }
}

export function coverageLine(coverage: Coverage, t: Translate): string {
  const { seen, indexed, skipped, failed, waiting } = coverage;
  return t('cli.coverage', { seen, indexed, skipped, failed, waiting });
}
