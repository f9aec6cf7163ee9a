// The evaluation as a program, on a collection and questions made here: the smallest model, the real stages. What is
// measured stands in the file, a second run of the same is no fall, and a run that is worse than its baseline fails.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root, setup } from '../support/host.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { isLeftOut, partOf } from '../eval/split.ts';

const TOWNS = ['Arvel', 'Brenning', 'Corstow', 'Dunmarsh', 'Elverton', 'Fennick', 'Galdmoor', 'Harrowby', 'Ilsfold', 'Jorvane', 'Kestrel', 'Lumsden', 'Marwick', 'Norbeck', 'Orlingham', 'Penhallow', 'Quarley', 'Rothsea', 'Selwick', 'Tarnbrook', 'Ulverholm', 'Varnsea', 'Wexcombe', 'Yarrowdale'];
const SHOWN = ['clocks', 'kites', 'lanterns', 'spoons', 'globes', 'masks', 'looms', 'anchors', 'violins', 'saddles', 'bells', 'stamps', 'mirrors', 'drums', 'locks', 'thimbles', 'compasses', 'puppets', 'bottles', 'ladders', 'buttons', 'wheels', 'needles', 'tiles'];
const fact = (at: number): string => `${TOWNS[at]} lies on the river. The museum of ${TOWNS[at]} shows old ${SHOWN[at]}, and is closed on Mondays.`;
const question = (at: number): string => `What does the museum of ${TOWNS[at]} show?`;

interface Written {
  readonly figures: readonly { readonly section: string; readonly subject: string; readonly measure: string; readonly value: number | null; readonly n: number; readonly change: { readonly fell: boolean; readonly pairs: number } | null }[];
}

/** Figures by `section | subject | measure`. */
async function evaluate(dir: string, args: readonly string[]): Promise<{ readonly code: number; readonly output: string; readonly figure: (name: string) => Written['figures'][number] | undefined }> {
  const json = path.join(dir, 'out.json');
  const [code, output] = await new Promise<[number, string]>((resolve) => {
    execFile(setup.nodeBinary, [path.join(root, 'build', 'eval', 'index.js'), '--baseline', path.join(dir, 'baseline.json'), '--json', json, ...args], { cwd: dir, env: { ...process.env, INIT_CWD: dir } }, (error, stdout, stderr) =>
      resolve([error === null ? 0 : Number(error.code), error === null ? stdout : stdout + stderr]),
    );
  });
  const { figures } = JSON.parse(readFileSync(json, 'utf8')) as Written;
  return { code, output, figure: (name) => figures.find(({ section, subject, measure }) => `${section} | ${subject} | ${measure}` === name) };
}

test('retrieval is measured leg by leg, and fails where it is worse than the baseline', async () => {
  const dir = temporaryFolder();
  mkdirSync(path.join(dir, 'towns', 'qrels'), { recursive: true });
  const lines = (line: (at: number) => object): string => TOWNS.map((_, at) => `${JSON.stringify(line(at))}\n`).join('');
  writeFileSync(path.join(dir, 'towns', 'corpus.jsonl'), lines((at) => ({ _id: `d${at}`, title: '', text: fact(at) })));
  writeFileSync(path.join(dir, 'towns', 'queries.jsonl'), lines((at) => ({ _id: `q${at}`, text: question(at) })));
  const judge = (documentOf: (at: number) => number): void =>
    writeFileSync(path.join(dir, 'towns', 'qrels', 'test.tsv'), `query-id\tcorpus-id\tscore\n${TOWNS.map((_, at) => `q${at}\td${documentOf(at)}\t1\n`).join('')}`);

  judge((at) => at);
  const first = await evaluate(dir, ['--ir', 'towns', '--write-baseline']);
  expect(first.code, first.output).toBe(0);
  for (const leg of ['bm25', 'fused', 'final']) expect(first.figure(`retrieval | towns, ${leg} | nDCG@10`), leg).toMatchObject({ value: 1, n: 24 });

  const again = await evaluate(dir, ['--ir', 'towns']);
  expect(again.code, again.output).toBe(0);
  expect(again.figure('retrieval | towns, final | MRR')).toMatchObject({ change: { fell: false, pairs: 24 } });

  // As if each question had found its neighbour's document.
  judge((at) => (at + 1) % TOWNS.length);
  const worse = await evaluate(dir, ['--ir', 'towns']);
  expect(worse.code).toBe(1);
  expect(worse.output).toMatch(/retrieval, towns, final: nDCG@10 fell by 0\.\d{3} from 1\.000, on 24 questions of both runs/u);
});

test('answers, citations, refusal and cost of a model are measured on both sets', async () => {
  const dir = temporaryFolder();
  const corner = (part: string, out: boolean): string[] => TOWNS.filter((town) => partOf(town) === part && isLeftOut(town) === out).slice(0, 2);
  const titles = [...corner('report', false), ...corner('report', true), ...corner('calibration', false)];
  expect(titles).toHaveLength(6);
  const data = titles.map((title) => {
    const at = TOWNS.indexOf(title);
    const qas = [
      { id: `${title}-shown`, question: question(at), answers: [{ text: SHOWN[at] }], is_impossible: false },
      { id: `${title}-paid`, question: `Who paid for the museum of ${title}?`, answers: [], is_impossible: true },
    ];
    return { title, paragraphs: [{ context: fact(at), qas }] };
  });
  writeFileSync(path.join(dir, 'towns.json'), JSON.stringify({ version: 'v2.0', data }));

  const model = 'smollm2-135m-instruct-q4_1';
  const { code, output, figure } = await evaluate(dir, ['--qa', 'towns.json', '--no-ir', '--model', model, '--n', '3', '--refusal-n', '4']);
  expect(code, output).toBe(0);
  expect(figure('retrieval | towns, passages shown | gold answer in them')).toMatchObject({ value: 1, n: 3 });
  expect(figure(`answers | towns, ${model}, gate off | F1`)).toMatchObject({ n: 3 });
  expect(figure(`answers | towns, ${model}, gold paragraph given | answered`)).toMatchObject({ n: 3 });
  expect(figure('refusal | towns, article not in the library, retrieval alone | AUC of top coverage')).toMatchObject({ value: 1, n: 4 });
  expect(figure('refusal | towns, written to be unanswerable, retrieval alone | AUC of top cosine')).toMatchObject({ n: 4 });
  expect(figure(`cost | towns, ${model} | tokens of the prompt p50`)!.value).toBeGreaterThan(100);
  // Nothing was ever measured on these: reported, not compared.
  expect(figure(`answers | towns, ${model}, gate off | gold contained`)).toMatchObject({ change: null });
});
