// The conversation on screen and the one question that may be running. No rendering.
// Invariant: a running question goes on when the person looks at another conversation, and is found again there.
import type { AnswerEvent, ConversationId, Scope, SourceId } from '../../../contract/domain.ts';
import { request, stream, type StreamHandlers } from '../../api/client.ts';
import { attempt, toasts } from '../../ui/toasts.svelte.ts';
import { library } from '../library/library.svelte.ts';
import { scopeAmong, toggled } from '../scope/scope.ts';
import { Turn } from './turn.svelte.ts';

class Conversation {
  id = $state.raw<ConversationId | null>(null);
  turns = $state.raw<readonly Turn[]>([]);
  running = $state.raw<Turn | null>(null);
  loading = $state(false);
  draft = $state('');
  /** What the files do not answer may be answered from the model's own knowledge. Off in whatever conversation is opened. */
  general = $state(false);
  /** As chosen last; sources among it may have been forgotten since. */
  #chosen = $state.raw<Scope | null>(null);

  #stopRunning: (() => void) | null = null;
  #opening = 0;

  readonly #sources = $derived(library.sources.map((source) => source.id));
  /** Where the next question looks: null is everywhere. */
  readonly scope = $derived(scopeAmong(this.#sources, this.#chosen));
  readonly runningElsewhere = $derived(this.running !== null && !this.turns.includes(this.running));

  startNew(): void {
    this.#opening += 1;
    this.id = null;
    this.turns = [];
    this.general = false;
    this.loading = false;
  }

  async open(id: ConversationId): Promise<void> {
    if (id === this.id && !this.loading) return;
    const opening = ++this.#opening;
    this.id = id;
    this.turns = [];
    this.general = false;
    this.loading = true;
    const opened = await attempt(async () => {
      const { answers } = await request('conversation.get', { conversationId: id });
      if (opening !== this.#opening) return;
      const running = this.running?.conversationId === id ? this.running : null;
      // An answer may have been kept already while its last event is still on the way.
      const turns = answers.filter((answer) => answer.id !== running?.answerId).map((answer) => Turn.fromHistory(answer));
      this.turns = running === null ? turns : [...turns, running];
    });
    if (opening !== this.#opening) return;
    this.loading = false;
    if (!opened) this.startNew();
  }

  /** Answers of it may have been changed or erased. A running question is left alone: what it shows is new. */
  async reload(): Promise<void> {
    const { id } = this;
    if (id === null || this.running !== null) return;
    const found = await request('conversation.get', { conversationId: id }).catch(() => null);
    if (this.id !== id || this.running !== null) return;
    if (found === null || found.answers.length === 0) this.startNew();
    else this.turns = found.answers.map((answer) => Turn.fromHistory(answer));
  }

  /** Shows the question that is running, also while it is the first of a conversation that is on no list yet. */
  async showRunning(): Promise<void> {
    const turn = this.running;
    if (turn === null) return;
    if (turn.conversationId !== null) return this.open(turn.conversationId);
    this.startNew();
    this.turns = [turn];
  }

  ask(question: string, wanted = this.scope): void {
    if (this.running !== null || question.trim() === '') return;
    const scope = scopeAmong(this.#sources, wanted);
    const turn = new Turn(question.trim(), scope, true);
    this.turns = [...this.turns, turn];
    const input = { question: turn.question, conversationId: this.id, scope, general: this.general };
    this.#run(turn, (handlers, signal) => stream('answer.ask', input, handlers, signal));
  }

  /** Asks every file in scope; an answer that did not come to its end goes on in its place. */
  askEveryFile(question: string, scope: Scope | null, unfinished: Turn | null = null): void {
    if (this.running !== null) return;
    const turn = new Turn(question, scope, true);
    const at = unfinished === null ? -1 : this.turns.indexOf(unfinished);
    this.turns = at === -1 ? [...this.turns, turn] : this.turns.with(at, turn);
    const input = { question, conversationId: this.id, scope, resume: at === -1 ? null : (unfinished?.answerId ?? null) };
    this.#run(turn, (handlers, signal) => stream('answer.wholeSet', input, handlers, signal));
  }

  #run(turn: Turn, start: (handlers: StreamHandlers<AnswerEvent>, signal: AbortSignal) => void): void {
    const controller = new AbortController();
    const chosen = turn.scope;
    this.running = turn;
    this.#stopRunning = () => {
      turn.stopping = true;
      controller.abort();
    };
    turn.conversationId = this.id;
    start(
      {
        onEvent: (event) => {
          turn.receive(event);
          if (event.type === 'started') this.#adopt(event.scope, chosen);
          if (event.type === 'started' && this.turns.includes(turn)) this.id = event.conversationId;
        },
        onEnd: (error) => {
          turn.end(error);
          if (this.running === turn) this.running = null;
          if (error !== null && !this.turns.includes(turn)) toasts.error(error);
        },
      },
      controller.signal,
    );
  }

  /** What a question's operators said is where the next ones look too, until the person takes it away. */
  #adopt(asked: Scope | null, chosen: Scope | null): void {
    if (JSON.stringify(asked) !== JSON.stringify(chosen)) this.#chosen = asked;
  }

  stop(): void {
    this.#stopRunning?.();
  }

  /** False for the last ticked source: something has to be searched. */
  toggleSource(id: SourceId): boolean {
    const change = toggled(this.#sources, this.scope, id);
    if (change !== null) this.#chosen = change.scope;
    return change !== null;
  }

  /** From now on, also of what was asked with operators. */
  lookIn(scope: Scope | null): void {
    this.#chosen = scope;
  }

  lookEverywhere(): void {
    this.#chosen = null;
  }
}

export const conversation = new Conversation();
