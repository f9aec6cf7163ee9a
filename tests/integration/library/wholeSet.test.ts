// A question to every file through the engine's service over a real library: what ends it early, what goes on, what is
// read anew after a change, and that indexing waits meanwhile. The language model is a script.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Answer, AnswerEvent, AnswerId, ConversationId } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import { routes } from '../../../contract/routes.ts';
import { createLibraryService } from '../../../main/engines/library/libraryService.ts';
import type { LibraryHostProtocol, LibraryNotice, LibraryProtocol } from '../../../main/engines/library/protocol.ts';
import type { Call, Service } from '../../../main/engines/rpc/protocol.ts';
import { miniLm } from '../../support/embedders.ts';
import { realParser } from '../../support/libraryHarness.ts';
import { scriptedLlm } from '../../support/scriptedLlm.ts';
import { ledgerIn } from '../../support/ledger.ts';
import { sleep } from '../../support/processes.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const never = new AbortController().signal;
const silent = { signal: never, emit: () => undefined };
const QUESTION = 'List the fee of every club.';
const clubFile = (at: number, fee = at * 10): string => `# Club ${at}\n\nThe yearly fee of club ${at} is ${fee} euros.\n`;

/** Reads the fee out of what it is shown. */
const honest = (prompt: string): string => {
  const fee = /The yearly fee of club \d+ is \d+ euros\./u.exec(prompt);
  return fee === null ? 'none' : `${fee[0]} [1]`;
};

class Clubs {
  readonly dir = temporaryFolder();
  readonly prompts: string[] = [];
  readonly notices: LibraryNotice[] = [];
  reply: (prompt: string, call: number) => string | Promise<string> = honest;
  service!: Service<LibraryProtocol>;
  close!: () => Promise<void>;

  constructor(readonly files: number) {
    mkdirSync(path.join(this.dir, 'files'));
    for (let at = 1; at <= files; at += 1) this.write(at);
    this.write(0, '# Recipe\n\nTake two eggs, some flour and a pinch of salt.\n');
  }

  write(at: number, text = clubFile(at)): void {
    writeFileSync(path.join(this.dir, 'files', `club ${at}.md`), text);
  }

  async open(): Promise<this> {
    const llm = scriptedLlm((prompt) => {
      this.prompts.push(prompt);
      return this.reply(prompt, this.prompts.length);
    });
    const host = (async (name: keyof LibraryHostProtocol, params: never, options?: { signal?: AbortSignal }) => {
      if (name === 'notify') this.notices.push(params);
      if (name === 'notify') return {};
      if (name === 'parser.parse') return realParser.parse(params, { signal: never });
      if (name === 'llm.prepare') return { modelId: llm.modelId, contextTokens: llm.contextTokens };
      if (name === 'llm.countTokens') return llm.countTokens((params as { texts: string[] }).texts);
      if (name === 'llm.countPromptTokens') return llm.countPromptTokens((params as { messages: never[] }).messages);
      if (name === 'llm.generate') return llm.generate((params as { messages: never[] }).messages, { maxTokens: 64, temperature: 0, signal: options?.signal ?? never, onText: () => undefined });
      throw new AppError('not-found');
    }) as unknown as Call<LibraryHostProtocol>;
    ({ service: this.service, close: this.close } = createLibraryService(host));
    const { close } = this;
    onTestFinished(() => close());
    await this.service['library.open']({ libraryDir: path.join(this.dir, 'library'), ...ledgerIn(this.dir), embedders: [miniLm], threads: 2, watch: false, ocr: null }, silent);
    return this;
  }

  async read(): Promise<void> {
    await this.service['source.addPaths']({ items: [{ path: path.join(this.dir, 'files'), kind: 'folder' }] }, silent);
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.service['source.rescan']({ sourceId: null }, silent);
    await this.service['ingest.finished']({}, silent);
  }

  async ask({ signal = never, conversationId = null, resume = null, events = [] }: { signal?: AbortSignal; conversationId?: ConversationId | null; resume?: AnswerId | null; events?: AnswerEvent[] } = {}): Promise<Answer> {
    const answer = await this.service['answer.wholeSet']({ question: QUESTION, conversationId, scope: null, resume }, { signal, emit: (event) => void events.push(routes['answer.wholeSet'].event.parse(event)) });
    return answer as Answer;
  }

  estimate() {
    return this.service['answer.wholeSetEstimate']({ question: QUESTION, conversationId: null, scope: null }, silent);
  }

  answers(conversationId: ConversationId): Promise<readonly Answer[]> {
    return this.service['conversation.get']({ conversationId }, silent).then(({ answers }) => answers as readonly Answer[]);
  }
}

test('every file is read: the estimate says how many, the account says that it was so', async () => {
  const clubs = await new Clubs(12).open();
  await clubs.read();
  expect(await clubs.estimate()).toMatchObject({ kind: 'list', files: 13, toRead: 13, kept: 0, unread: 0 });
  const events: AnswerEvent[] = [];
  const answer = await clubs.ask({ events });
  expect(answer).toMatchObject({ status: 'answered', wholeSet: { filesInScope: 13, filesToRead: 13, filesRead: 13, filesWithout: 1 } });
  expect(answer.wholeSet!.notes.map(({ note }) => note).sort()).toEqual(Array.from({ length: 12 }, (_, at) => `The yearly fee of club ${at + 1} is ${(at + 1) * 10} euros.`).sort());
  expect(answer.contradictions).toBeUndefined();
  expect(events.filter((event) => event.type === 'wholeSet' && event.note !== null)).toHaveLength(12);
  expect(events.at(-1)!.type).toBe('answer');
  // Those that the question fits best come first, the recipe last.
  expect(clubs.prompts.at(-1)).toContain('Recipe');
  expect(await clubs.estimate()).toMatchObject({ kept: 13, tokens: 0, seconds: 0 });
  expect(await clubs.answers(answer.conversationId)).toEqual([answer]);
});

test('closed in the middle, it goes on in its place after the next start; what changed is read anew', async () => {
  const clubs = await new Clubs(6).open();
  await clubs.read();
  let closed: Promise<void> | null = null;
  clubs.reply = async (prompt, call) => {
    // Closing waits for this very answer.
    if (call === 4) closed = clubs.close();
    await sleep(call === 4 ? 50 : 0);
    return honest(prompt);
  };
  const stopped = await clubs.ask();
  await closed;
  expect(stopped).toMatchObject({ status: 'stopped', wholeSet: { filesRead: 3, filesToRead: 7 } });

  clubs.reply = honest;
  clubs.prompts.length = 0;
  await clubs.open();
  expect(await clubs.answers(stopped.conversationId)).toEqual([stopped]);
  const finished = await clubs.ask({ conversationId: stopped.conversationId, resume: stopped.id });
  expect(clubs.prompts).toHaveLength(4);
  expect(finished).toMatchObject({ id: stopped.id, createdAtMs: stopped.createdAtMs, status: 'answered', wholeSet: { filesRead: 7 } });
  expect(await clubs.answers(stopped.conversationId)).toEqual([finished]);

  clubs.prompts.length = 0;
  clubs.write(2, clubFile(2, 25));
  await clubs.settle();
  const changes = await clubs.service['conversation.changes']({ conversationId: stopped.conversationId }, silent);
  expect(changes).toMatchObject([{ documentName: 'club 2.md', state: 'changed' }]);
  const again = await clubs.ask({ conversationId: stopped.conversationId, resume: stopped.id });
  expect(clubs.prompts).toHaveLength(1);
  expect(again.text).toContain('The yearly fee of club 2 is 25 euros.');
  expect(await clubs.service['conversation.changes']({ conversationId: stopped.conversationId }, silent)).toEqual([]);
});

test('a killed engine leaves an answer to go on from', async () => {
  const clubs = await new Clubs(3).open();
  await clubs.read();
  let seen: readonly Answer[] = [];
  clubs.reply = async (prompt, call) => {
    // As the file on the disk is at this moment: what a kill would leave.
    if (call === 2) seen = await clubs.answers((await clubs.service['conversation.list']({}, silent))[0]!.id);
    return honest(prompt);
  };
  const answer = await clubs.ask();
  expect(seen).toMatchObject([{ id: answer.id, status: 'interrupted', wholeSet: { filesToRead: 4 } }]);
});

test('indexing waits while files are asked', async () => {
  const clubs = await new Clubs(3).open();
  await clubs.read();
  clubs.reply = async (prompt, call) => {
    if (call !== 1) return honest(prompt);
    clubs.write(9);
    await clubs.service['source.rescan']({ sourceId: null }, silent);
    await expect.poll(async () => (await clubs.service['ingest.progress']({}, silent)).state).toBe('yielding');
    return honest(prompt);
  };
  const answer = await clubs.ask();
  expect(answer.wholeSet!.filesInScope).toBe(4);
  await clubs.service['ingest.finished']({}, silent);
  expect(await clubs.estimate()).toMatchObject({ files: 5, kept: 4 });
});

test('a forgotten source takes the notes about its files with it', async () => {
  const clubs = await new Clubs(3).open();
  await clubs.read();
  const answer = await clubs.ask();
  const [source] = await clubs.service['source.list']({}, silent);
  await clubs.service['source.remove']({ sourceId: source!.id }, silent);
  expect(await clubs.estimate()).toMatchObject({ files: 0 });
  const [kept] = await clubs.answers(answer.conversationId);
  expect(kept!.text).toBe(answer.text);
  // The quotes are kept, and no more than the quotes.
  for (const { text } of kept!.passages) expect(text).toMatch(/^The yearly fee of club \d+ is \d+ euros\.$/u);
  await clubs.read();
  expect(await clubs.estimate()).toMatchObject({ files: 4, kept: 0 });
});

test('an answer of another conversation, or of the best passages, can not be gone on with', async () => {
  const clubs = await new Clubs(2).open();
  await clubs.read();
  const { id, conversationId } = await clubs.ask();
  await expect(clubs.ask({ conversationId: null, resume: id })).rejects.toThrow('not-found');
  const plain = (await clubs.service['answer.ask']({ question: 'What is the fee of club 1?', conversationId, scope: null }, silent)) as Answer;
  await expect(clubs.ask({ conversationId, resume: plain.id })).rejects.toThrow('not-found');
});
