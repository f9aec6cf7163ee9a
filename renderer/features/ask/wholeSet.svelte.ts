// Asking every file: the mode of the composer, and the proposal that the person confirms before anything is read.
// No rendering. Invariant: nothing is read without a yes to files, tokens and minutes.
import type { Scope, WholeSetEstimate } from '../../../contract/domain.ts';
import { request } from '../../api/client.ts';
import { attempt } from '../../ui/toasts.svelte.ts';
import { conversation } from './conversation.svelte.ts';

export interface Proposal {
  readonly question: string;
  readonly scope: Scope | null;
  /** Null while it is reckoned. */
  readonly estimate: WholeSetEstimate | null;
}

class WholeSetQuestions {
  /** The composer asks every file. */
  mode = $state(false);
  proposal = $state.raw<Proposal | null>(null);

  async propose(question: string, scope: Scope | null): Promise<void> {
    const proposal: Proposal = { question: question.trim(), scope, estimate: null };
    if (proposal.question === '') return;
    this.proposal = proposal;
    const told = await attempt(async () => {
      const estimate = await request('answer.wholeSetEstimate', { question: proposal.question, conversationId: conversation.id, scope });
      if (this.proposal === proposal) this.proposal = { ...proposal, estimate };
    });
    if (!told && this.proposal === proposal) this.proposal = null;
  }

  start(): void {
    if (this.proposal === null || this.proposal.estimate === null || conversation.running !== null) return;
    const { question, scope } = this.proposal;
    this.proposal = null;
    this.mode = false;
    conversation.askEveryFile(question, scope);
  }

  /** @returns the question, to go on with it in another way */
  withdraw(): string {
    const question = this.proposal?.question ?? '';
    this.proposal = null;
    return question;
  }
}

export const wholeSetQuestions = new WholeSetQuestions();
