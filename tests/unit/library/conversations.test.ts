// The list of conversations on a real SQLite file: ordered by what was answered, not by what was renamed or brought back.
import { expect, onTestFinished, test } from 'vitest';
import type { Answer, ConversationId } from '../../../contract/domain.ts';
import { createConversations } from '../../../main/library/conversations.ts';
import { openDatabase } from '../../../main/library/openDatabase.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('a new name or an undone delete leaves a conversation where its newest answer puts it', () => {
  const db = openDatabase(temporaryFolder());
  onTestFinished(() => void db.close());
  let nowMs = 1_000;
  const conversations = createConversations(db, () => (nowMs += 1_000));
  const answer = (conversationId: ConversationId): void => {
    const nothing = { passages: [], sentences: [], coverage: { seen: 0, indexed: 0, skipped: 0, failed: 0, waiting: 0 }, modelId: null, timings: null };
    conversations.saveAnswer({ ...nothing, id: conversations.newAnswerId(), conversationId, question: 'q', searchedQuestion: 'q', text: 't', status: 'answered', createdAtMs: nowMs } satisfies Answer);
  };
  const titles = (): string[] => conversations.list().map((row) => row.title);
  const [older, newer] = [conversations.create('older'), conversations.create('newer')];
  answer(older.id);
  answer(newer.id);
  const before = conversations.list();
  expect(titles()).toEqual(['newer', 'older']);

  conversations.rename(older.id, 'older, renamed');
  expect(titles()).toEqual(['newer', 'older, renamed']);
  conversations.delete(older.id);
  expect(titles()).toEqual(['newer']);
  conversations.restore(older.id);
  expect(conversations.list()).toEqual(before.map((row) => (row.id === older.id ? { ...row, title: 'older, renamed' } : row)));

  nowMs += 60_000;
  answer(older.id);
  expect(titles()).toEqual(['older, renamed', 'newer']);
});

test('a clock that was put back: answers stay in their order, and what was deleted before is erased all the same', () => {
  const db = openDatabase(temporaryFolder());
  onTestFinished(() => void db.close());
  let nowMs = 10 * 86_400_000;
  const conversations = createConversations(db, () => nowMs);
  const { id: conversationId } = conversations.create('first');
  const nothing = { passages: [], sentences: [], coverage: { seen: 0, indexed: 0, skipped: 0, failed: 0, waiting: 0 }, modelId: null, timings: null };
  const answer = (text: string): void => conversations.saveAnswer({ ...nothing, id: conversations.newAnswerId(), conversationId, question: 'q', searchedQuestion: 'q', text, status: 'answered', createdAtMs: nowMs } satisfies Answer);
  answer('first');
  nowMs -= 5 * 86_400_000;
  answer('second');
  expect(conversations.answers(conversationId).map(({ text }) => text)).toEqual(['first', 'second']);
  nowMs += 5 * 86_400_000;
  conversations.delete(conversationId);
  conversations.eraseDeleted();
  expect(db.prepare('SELECT count(*) FROM answers').pluck().get()).toBe(2);
  nowMs -= 5 * 86_400_000;
  conversations.eraseDeleted();
  expect(db.prepare('SELECT count(*) FROM answers').pluck().get()).toBe(0);
});

test('an answer of an earlier version, which held ids of sources or nothing, is read as a scope', () => {
  const db = openDatabase(temporaryFolder());
  onTestFinished(() => void db.close());
  const conversations = createConversations(db);
  const { id: conversationId } = conversations.create('q');
  const kept = { conversationId, question: 'q', searchedQuestion: 'q', text: 't', status: 'answered', passages: [], sentences: [], coverage: { seen: 0, indexed: 0, skipped: 0, failed: 0, waiting: 0 }, modelId: null, timings: null };
  const insert = db.prepare("INSERT INTO answers (id, conversation_id, question, status, body, origin_device, created_at_ms, updated_at_ms) VALUES (?, ?, 'q', 'answered', ?, 'd', ?, 1)");
  [undefined, null, ['s1', 's2'], { kinds: ['pdf'] }].forEach((scope, at) => insert.run(String(at), conversationId, JSON.stringify({ ...kept, id: String(at), createdAtMs: at, scope }), at));
  expect(conversations.answers(conversationId).map(({ scope }) => scope)).toEqual([undefined, null, { sources: ['s1', 's2'] }, { kinds: ['pdf'] }]);
});
