// The routes of conversations: reading them again, what has changed since in the files that they cite, and renaming, deleting, taking back.
import type { ConversationId } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import { changedSources } from '../../library/changedSources.ts';
import type { Service } from '../rpc/protocol.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { LibraryProtocol } from './protocol.ts';

type ConversationRoute = Extract<keyof LibraryProtocol, `conversation.${string}`>;

export function createConversationRoutes({ current }: OpenedLibrary, onConversation: (conversationId: ConversationId) => void): Pick<Service<LibraryProtocol>, ConversationRoute> {
  return {
    'conversation.list': async () => current().conversations.list(),
    'conversation.get': async ({ conversationId }) => {
      const { conversations } = current();
      const conversation = conversations.get(conversationId);
      if (conversation === null) throw new AppError('not-found');
      return { conversation, answers: conversations.answers(conversationId) };
    },
    'conversation.changes': async ({ conversationId }) => changedSources(current().conversations.answers(conversationId), current().db),
    'conversation.rename': async ({ conversationId, title }) => {
      if (!current().conversations.rename(conversationId, title)) throw new AppError('not-found');
      onConversation(conversationId);
      return {};
    },
    'conversation.delete': async ({ conversationId }) => {
      const { conversations, ledger } = current();
      conversations.delete(conversationId);
      ledger.record({ kind: 'conversation.deleted', facts: { answers: conversations.answers(conversationId).length } });
      onConversation(conversationId);
      return {};
    },
    'conversation.restore': async ({ conversationId }) => {
      current().conversations.restore(conversationId);
      onConversation(conversationId);
      return {};
    },
  };
}
