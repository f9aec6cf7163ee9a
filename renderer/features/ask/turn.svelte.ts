// One question and what became of it: followed live while it streams, or taken from history. No rendering.
// searching -> preparing -> reading -> writing -> done, or from anywhere before that -> general -> writing -> done; a failure ends it with `error` instead of an answer.
import type { Answer, AnswerEvent, AnswerId, AnswerStatus, Citation, ConversationId, Contradiction, Coverage, RankedPassage, Scope, WholeSetNote, WholeSetProgress } from '../../../contract/domain.ts';
import type { AppError } from '../../../contract/errors.ts';

export type TurnPhase = 'searching' | 'preparing' | 'reading' | 'general' | 'writing' | 'done';

let nextKey = 1;

export class Turn {
  readonly key = nextKey++;
  /** Without its operators, once these are read: they are in `scope`. */
  question = $state.raw('');
  scope = $state.raw<Scope | null>(null);
  /** Asked in this session: room for the answer is kept, so that nothing jumps. */
  readonly live: boolean;

  phase = $state.raw<TurnPhase>('searching');
  phaseSinceMs = $state.raw(0);
  conversationId = $state.raw<ConversationId | null>(null);
  answerId = $state.raw<AnswerId | null>(null);
  searchedQuestion = $state.raw<string | null>(null);
  passages = $state.raw<readonly RankedPassage[]>([]);
  /** The sentence that fits best: shown until there is more to say. */
  extract = $state.raw<Citation | null>(null);
  contradictions = $state.raw<readonly Contradiction[]>([]);
  /** Of a question to every file: how far it came, and what it found so far. */
  progress = $state.raw<WholeSetProgress | null>(null);
  notes = $state.raw<readonly WholeSetNote[]>([]);
  passagesUsed = $state.raw(0);
  coverage = $state.raw<Coverage | null>(null);
  elapsedMs = $state.raw<number | null>(null);
  text = $state.raw('');
  /** The model's own words, where the files do not answer; null as long as it was not asked for them. */
  general = $state.raw<string | null>(null);
  answer = $state.raw<Answer | null>(null);
  error = $state.raw<AppError | null>(null);
  stopping = $state.raw(false);

  /** Every file was asked, not the best passages. */
  readonly wholeSet = $derived(this.progress !== null || this.answer?.wholeSet !== undefined);
  readonly done = $derived(this.phase === 'done');
  readonly status = $derived<AnswerStatus | null>(this.#statusNow());
  /** The files do not answer it. */
  readonly notFound = $derived(this.status === 'not-in-documents' || this.general !== null);

  constructor(question: string, scope: Scope | null, live: boolean) {
    this.question = question;
    this.scope = scope;
    this.live = live;
    this.phaseSinceMs = Date.now();
  }

  static fromHistory(answer: Answer): Turn {
    const turn = new Turn(answer.question, answer.scope ?? null, false);
    turn.#settle(answer);
    return turn;
  }

  receive(event: AnswerEvent): void {
    switch (event.type) {
      case 'started':
        this.conversationId = event.conversationId;
        this.answerId = event.answerId;
        this.question = event.question;
        this.scope = event.scope;
        this.searchedQuestion = event.searchedQuestion;
        return;
      case 'passages':
        this.passages = event.passages;
        this.coverage = event.coverage;
        this.elapsedMs = event.elapsedMs;
        this.#enter('preparing');
        return;
      case 'extract':
        this.extract = event.extract;
        return;
      case 'contradictions':
        this.contradictions = event.contradictions;
        return;
      case 'wholeSet':
        this.progress = event.progress;
        if (event.note !== null) this.notes = [...this.notes, event.note];
        if (this.phase !== 'reading') this.#enter('reading');
        return;
      case 'reading':
        this.passagesUsed = event.passagesUsed;
        this.#enter('reading');
        return;
      case 'general':
        this.text = '';
        this.general = '';
        this.#enter('general');
        return;
      case 'delta':
        if (this.general === null) this.text += event.text;
        else this.general += event.text;
        if (this.phase !== 'writing') this.#enter('writing');
        return;
      case 'answer':
        this.#settle(event.answer);
    }
  }

  /** The stream is over. Without an answer, what there is stays: as a failure, or as stopped by the person. */
  end(error: AppError | null): void {
    if (this.done) return;
    this.error = error;
    this.#enter('done');
  }

  #settle(answer: Answer): void {
    this.answer = answer;
    this.answerId = answer.id;
    this.conversationId = answer.conversationId;
    this.searchedQuestion = answer.searchedQuestion;
    this.passages = answer.passages;
    this.extract = answer.extract ?? null;
    this.contradictions = answer.contradictions ?? [];
    this.notes = answer.wholeSet?.notes ?? [];
    this.coverage = answer.coverage;
    this.text = answer.text;
    this.general = answer.general?.text ?? null;
    this.#enter('done');
  }

  #enter(phase: TurnPhase): void {
    this.phase = phase;
    this.phaseSinceMs = Date.now();
  }

  #statusNow(): AnswerStatus | null {
    if (this.answer !== null) return this.answer.status;
    if (this.phase !== 'done') return null;
    return this.error === null ? 'stopped' : 'interrupted';
  }
}
