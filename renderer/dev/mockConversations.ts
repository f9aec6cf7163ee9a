// Conversations in the mock bridge: four from before, and whatever is asked.
import type { Bridge } from '../../contract/bridge.ts';
import type { Answer, ConversationId } from '../../contract/domain.ts';
import type { RouteInput, RouteOutput } from '../../contract/routes.ts';
import { answerOf, changesIn, streamAnswer } from './mockAnswer.ts';
import { coverageOf } from './mockLibrary.ts';
import { fail, type MockHandlers, type MockState } from './mockState.ts';
import { estimateOf, streamWholeSet } from './mockWholeSet.ts';

type ConversationRow = RouteOutput<'conversation.list'>[number];
type ConversationRoute = Extract<keyof MockHandlers, `conversation.${string}` | `answer.${string}`>;

const HOUR_MS = 3_600_000;

export function createMockConversations(state: MockState): { readonly handlers: Pick<MockHandlers, ConversationRoute>; readonly ask: Bridge['stream'] } {
  const answers = new Map<ConversationId, Answer[]>();
  const titles = new Map<ConversationId, ConversationRow>();
  const deleted = new Map<ConversationId, ConversationRow>();
  const remember = (id: ConversationId, title: string, agoMs: number): void => {
    titles.set(id, { id, title, createdAtMs: Date.now() - agoMs, updatedAtMs: Date.now() - agoMs, answers: answers.get(id)?.length ?? 0 });
  };
  const past = (id: string, title: string, questions: readonly string[], agoMs: number): void => {
    const conversationId = id as ConversationId;
    answers.set(conversationId, questions.map((question) => answerOf({ question, conversationId, coverage: coverageOf(state.rows), modelId: 'qwen', speed: state.speed })));
    remember(conversationId, title, agoMs);
  };
  if (state.rows.length > 0 && state.parameters.get('history') !== 'none') {
    past('c-1', 'When does the lease end?', ['When does the lease end?', 'And the deposit?'], HOUR_MS / 60);
    past('c-2', 'Boiler pressure', ['What water pressure should the boiler have?'], 2 * HOUR_MS);
    past('c-3', 'Everything that Freehold can draw in an answer', ['Tell me everything about the lease term and notice'], 26 * HOUR_MS);
    past('c-4', 'Tax refund 2023', ['When did the tax refund come?'], 90 * HOUR_MS);
  }

  const ask: Bridge['stream'] = (name, input, onEvent, onEnd) => {
    const { question, conversationId, general } = input as RouteInput<'answer.ask'>;
    const id = (conversationId ?? `c-${Date.now()}`) as ConversationId;
    const asked = { question, conversationId: id, coverage: coverageOf(state.rows), modelId: state.settings.modelId, speed: state.speed, ...(general === undefined ? {} : { general }) };
    return (name === 'answer.wholeSet' ? streamWholeSet : streamAnswer)(asked, onEvent, (answer) => {
      answers.set(id, [...(answers.get(id) ?? []).filter((other) => other.question !== answer.question || other.wholeSet === undefined), answer]);
      if (!titles.has(id)) remember(id, question, 0);
      state.emit({ type: 'conversations.changed', conversationId: id });
      onEnd(null);
    });
  };

  const handlers: Pick<MockHandlers, ConversationRoute> = {
    'answer.save': () => ({ saved: true }),
    'answer.verify': () => ({
      altered: [],
      documents: [
        { name: 'Lease Elm Street 12.md', sha256: 'a'.repeat(64), outcome: 'same', place: null, unread: null },
        { name: 'Addendum.docx', sha256: 'b'.repeat(64), outcome: 'changed', place: null, unread: null },
      ],
      quotes: [{ number: 1, documentName: 'Addendum.docx', quote: 'three months', was: { start: 4, end: 16 }, outcome: 'gone', at: null }],
      passages: [],
      model: 'same',
      general: false,
      holds: false,
    }),
    'answer.print': () => ({ printed: true }),
    'conversation.list': () => [...titles.values()],
    'conversation.get': ({ conversationId }) => ({ conversation: titles.get(conversationId as ConversationId) ?? fail('not-found'), answers: answers.get(conversationId as ConversationId) ?? [] }),
    'answer.wholeSetEstimate': ({ question }) => estimateOf(question),
    'conversation.changes': ({ conversationId }) => changesIn(answers.get(conversationId as ConversationId) ?? []),
    'conversation.rename': ({ conversationId, title }) => {
      const row = titles.get(conversationId as ConversationId) ?? fail('not-found');
      titles.set(row.id, { ...row, title });
      return {};
    },
    'conversation.delete': ({ conversationId }) => {
      const row = titles.get(conversationId as ConversationId) ?? fail('not-found');
      deleted.set(row.id, row);
      titles.delete(row.id);
      return {};
    },
    'conversation.restore': ({ conversationId }) => {
      const row = deleted.get(conversationId as ConversationId) ?? fail('not-found');
      titles.set(row.id, row);
      return {};
    },
  };
  return { handlers, ask };
}
