// A question file in SQuAD 2.0's shape: each paragraph becomes a document; questions know their article and the
// paragraph that answers them. Samples are drawn by the hash of the question's id, so that a larger one holds a smaller.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { EvalDocument } from './evalLibrary.ts';
import { questionKey } from './figure.ts';

export interface Question {
  readonly key: string;
  readonly id: string;
  readonly text: string;
  readonly article: string;
  /** Id of the paragraph's document. */
  readonly paragraph: string;
  /** Accepted answers; none for a question that its paragraph doesn't answer. */
  readonly gold: readonly string[];
  readonly answerable: boolean;
}

export interface QuestionFile {
  readonly collection: string;
  readonly documents: readonly (EvalDocument & { readonly article: string })[];
  readonly questions: readonly Question[];
}

interface Squad {
  readonly data: readonly {
    readonly title: string;
    readonly paragraphs: readonly {
      readonly context: string;
      readonly qas: readonly { readonly id: string; readonly question: string; readonly answers: readonly (string | { readonly text: string })[]; readonly is_impossible?: boolean }[];
    }[];
  }[];
}

export function readQuestionFile(file: string): QuestionFile {
  const { data } = JSON.parse(readFileSync(file, 'utf8')) as Squad;
  const collection = path.basename(file).replace(/\.json$/u, '');
  const documents: (EvalDocument & { article: string })[] = [];
  const questions: Question[] = [];
  for (const { title: article, paragraphs } of data) {
    for (const [index, { context, qas }] of paragraphs.entries()) {
      const paragraph = `${article}-${index}`;
      documents.push({ id: paragraph, title: article.replaceAll('_', ' '), text: context, article });
      for (const { id, question, answers, is_impossible: impossible = false } of qas) {
        const gold = answers.map((answer) => (typeof answer === 'string' ? answer : answer.text));
        questions.push({ key: questionKey(collection, id), id, text: question, article, paragraph, gold, answerable: !impossible && gold.length > 0 });
      }
    }
  }
  return { collection, documents, questions };
}

/** The first `count` by the hash of their ids; all for null. */
export function sample(questions: readonly Question[], count: number | null): Question[] {
  const ordered = questions
    .map((question) => ({ question, hash: createHash('sha256').update(question.id).digest('hex') }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .map(({ question }) => question);
  return count === null ? ordered : ordered.slice(0, count);
}
