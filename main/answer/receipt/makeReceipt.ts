// An answer and what the library and the host know of its files in, a receipt out. Nothing is invented: what was not
// noted when the answer was written is null.
import type { Answer, Citation, MadeWith, ModelRun, RankedPassage } from '../../../contract/domain.ts';
import { sha256Of } from '../../canonicalJson.ts';
import { integrityOf } from './integrity.ts';
import { RECEIPT_FORMAT, RECEIPT_VERSION, receiptSchema, type Receipt, type ReceiptCitation, type ReceiptDocument } from './receipt.ts';

export interface ReceiptFacts {
  readonly documents: readonly ReceiptDocument[];
  readonly app: Receipt['app'];
  /** Where the hash of the model's file was not known yet when the answer was written, and the file is still that one. */
  readonly modelSha256: string | null;
  readonly modelName: string | null;
  readonly nowMs: number;
}

export function makeReceipt(answer: Answer, facts: ReceiptFacts): Receipt {
  const { madeWith, general } = answer;
  const run = runOf(answer);
  const content: Omit<Receipt, 'integrity'> = {
    format: RECEIPT_FORMAT,
    version: RECEIPT_VERSION,
    answerId: answer.id,
    app: facts.app,
    question: answer.question,
    standaloneQuestion: answer.searchedQuestion,
    scope: plain(answer.scope ?? null),
    coverage: answer.coverage,
    documents: [...facts.documents],
    passages: answer.passages.map((passage, index) => passageOf(passage, index + 1)),
    model:
      answer.modelId === null
        ? null
        : { id: answer.modelId, name: facts.modelName ?? answer.modelId, sha256: run?.sha256 ?? facts.modelSha256, sizeBytes: run?.sizeBytes ?? 0, quantisation: run?.quantisation ?? null },
    engine: run === null ? null : { ...run.engine, threads: run.threads, contextTokens: run.contextTokens },
    sampling: madeWith?.sampling ?? null,
    prompt: promptOf(madeWith),
    reply: madeWith?.reply ?? null,
    ...(general === undefined ? {} : { general: general === null ? null : { output: general.text, prompt: promptOf(general.madeWith), sampling: general.madeWith?.sampling ?? null, reply: general.madeWith?.reply ?? null } }),
    output: answer.text,
    sentences: answer.sentences.map(({ citations, ...sentence }) => ({ ...sentence, citations: citations.map(citationOf) })),
    ...asGiven(answer, ['contradictions', 'wholeSet']),
    decision: { status: answer.status, cutShort: answer.cutShort ?? false, ...asGiven(answer, ['evidence', 'extract']) },
    times: { asked: new Date(answer.createdAtMs).toISOString(), saved: new Date(facts.nowMs).toISOString(), milliseconds: answer.timings === null ? null : { ...answer.timings } },
  };
  // What is hashed is what a reader finds in the file.
  const written = receiptSchema.omit({ integrity: true }).parse(plain(content));
  return { ...written, integrity: integrityOf(written) };
}

/** The model that wrote, from the passages or from its own knowledge: it is one and the same. */
export const runOf = ({ madeWith, general }: Pick<Answer, 'madeWith' | 'general'>): ModelRun | null => madeWith?.model ?? general?.madeWith?.model ?? null;

function promptOf(madeWith: MadeWith | undefined): Receipt['prompt'] {
  return madeWith === undefined ? null : { sha256: madeWith.promptSha256, systemSha256: madeWith.systemSha256, messages: madeWith.messages === null ? null : [...madeWith.messages] };
}

/** As it stands in a file. */
export async function* receiptText(receipt: Receipt): AsyncGenerator<string> {
  yield `${JSON.stringify(receipt, null, 2)}\n`;
}

/** A text that is shorter than its place is what forgetting has left of it. */
function passageOf({ versionHash, documentName, start, end, page, header, text, score, cosine, coverage }: RankedPassage, number: number): Receipt['passages'][number] {
  const textSha256 = text.length === end - start ? sha256Of(text) : null;
  return { number, document: versionHash, documentName, start, end, page, header, textSha256, score, cosine, coverage };
}

export function citationOf({ number, versionHash, documentName, start, end, page, quote }: Citation): ReceiptCitation {
  return { number, document: versionHash, documentName, start, end, page, quote };
}

/** Parts of an answer that have a form of their own, as far as it has them. */
function asGiven<Name extends string>(answer: Answer, names: readonly Name[]): Partial<Record<Name, Receipt['scope']>> {
  const given = answer as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(names.filter((name) => given[name] !== undefined).map((name) => [name, plain(given[name])])) as Partial<Record<Name, Receipt['scope']>>;
}

const plain = (value: unknown): Receipt['scope'] => JSON.parse(JSON.stringify(value)) as Receipt['scope'];
