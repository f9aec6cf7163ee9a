// An answer: its sentences with their proof, what wrote it, and the stream in which it arrives.
import type { WholeSet, WholeSetNote, WholeSetProgress } from './everyFile.ts';
import type { AnswerId, ConversationId } from './ids.ts';
import type { ChatMessage, Citation, RankedPassage, Scope } from './search.ts';
import type { Coverage } from './sources.ts';

/** One sentence of an answer with the proof for it. `supported: false` is marked on screen, never hidden. */
export interface AnswerSentence {
  /** Range in the answer's text. */
  readonly start: number;
  readonly end: number;
  readonly supported: boolean;
  readonly citations: readonly Citation[];
}

/** What one document says where documents disagree. */
export interface ContradictionSide {
  /** The value as it is written in the quote. */
  readonly value: string;
  readonly citation: Citation;
  /** Since when the value holds, as written beside it. */
  readonly since: string | null;
  /** When the file was last changed; null when it is not in the library any more. */
  readonly modifiedMs: number | null;
}

/** Documents that give different values for the same thing. Two or more sides, each of another document. */
export interface Contradiction {
  readonly sides: readonly ContradictionSide[];
}

export const ANSWER_STATUSES = ['answered', 'not-in-documents', 'stopped', 'interrupted', 'no-model'] as const;
export type AnswerStatus = (typeof ANSWER_STATUSES)[number];

/** Where the time of one answer went, milliseconds; token counts beside them. */
export interface AnswerTimings {
  readonly retrieveMs: number;
  /** Until the model was in memory. Absent in answers of earlier versions. */
  readonly modelMs?: number;
  readonly promptMs: number;
  readonly prefillMs: number;
  readonly firstTokenMs: number;
  readonly generateMs: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly generatedTokens: number;
}

/** A model's file and how it was run, as far as that decides what it writes. */
export interface ModelRun {
  /** Of the model's file; null while nobody has taken it. */
  readonly sha256: string | null;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** As llama.cpp names it, e.g. `Q4_K_M`; null when the file does not say. */
  readonly quantisation: string | null;
  readonly threads: number;
  readonly contextTokens: number;
  readonly engine: { readonly node: string; readonly nodeLlamaCpp: string; readonly llamaCpp: string };
}

export interface Sampling {
  /** 0: the likeliest token each time; no chance has a part in it. */
  readonly temperature: number;
  /** Null where no chance has a part in it. */
  readonly seed: number | null;
  readonly maxTokens: number;
}

/** What wrote an answer: enough to tell whether it could be written again. Hashes are SHA-256, hex. */
export interface MadeWith {
  /** Null where the model's host tells nothing of it. */
  readonly model: ModelRun | null;
  readonly sampling: Sampling;
  /** Of the messages as canonical JSON (RFC 8785). */
  readonly promptSha256: string;
  /** Of the system prompt alone: the version of it. */
  readonly systemSha256: string;
  /** Null when a source that it quotes was forgotten, as the next one is. */
  readonly messages: readonly ChatMessage[] | null;
  /** What the model wrote, before anything was taken off or cited. */
  readonly reply: string | null;
}

/** How likely the passages answer the question, 0..1, by a calibrated regression; below the threshold the answer is a refusal. */
export interface Evidence {
  readonly score: number;
  readonly threshold: number;
}

/**
 * What a model wrote from its own knowledge, beside a refusal. Apart from the answer's `text`, so that nothing takes it
 * for proved: no file has a part in it, and no sentence of it has a citation.
 */
export interface GeneralAnswer {
  /** Markdown. Empty when there was no model, it had nothing to say, or it was stopped before its first word. */
  readonly text: string;
  /** Absent when no model was asked. */
  readonly madeWith?: MadeWith;
}

export interface Answer {
  readonly id: AnswerId;
  readonly conversationId: ConversationId;
  readonly question: string;
  /** The question as searched: follow-ups are completed with what they refer to. */
  readonly searchedQuestion: string;
  /** What was searched, null for everything; answers of earlier versions may not say. `coverage` counts this alone. */
  readonly scope?: Scope | null;
  readonly text: string;
  readonly status: AnswerStatus;
  /** True when the text is the extract, word for word: the model had nothing to say although the evidence is strong. */
  readonly quoted?: boolean;
  /** True when the answer reached its longest length before the model had said all. */
  readonly cutShort?: boolean;
  readonly passages: readonly RankedPassage[];
  readonly sentences: readonly AnswerSentence[];
  /** Where the passages disagree; absent where they don't. */
  readonly contradictions?: readonly Contradiction[];
  /** How many of the passages that the model saw tried to give it orders; absent when none did. */
  readonly ordersRefused?: number;
  /** Of a question to every file. Its `text` has a line a note, or the summary. */
  readonly wholeSet?: WholeSet;
  /** Absent in answers of earlier versions. */
  readonly evidence?: Evidence;
  /** The sentence of the passages that fits best; null where none does. Absent in answers of earlier versions. */
  readonly extract?: Citation | null;
  readonly coverage: Coverage;
  readonly modelId: string | null;
  readonly timings: AnswerTimings | null;
  /** Absent when no model wrote from the passages, and in answers of earlier versions. */
  readonly madeWith?: MadeWith;
  /** Absent: from the files only. Null: the person allowed the model's own knowledge, and it was not needed. */
  readonly general?: GeneralAnswer | null;
  readonly createdAtMs: number;
}

/**
 * What a question's stream delivers, in this order: started, passages, extract, contradictions?, reading?, delta*,
 * general?, delta*, answer. Text behind `general` is the model's own, and no answer from the files.
 */
export type AnswerEvent =
  | { readonly type: 'started'; readonly conversationId: ConversationId; readonly answerId: AnswerId; /** Without its operators, which are in `scope`. */ readonly question: string; readonly searchedQuestion: string; readonly scope: Scope | null }
  | { readonly type: 'passages'; readonly passages: readonly RankedPassage[]; readonly coverage: Coverage; readonly elapsedMs: number }
  | { readonly type: 'extract'; readonly extract: Citation | null }
  | { readonly type: 'contradictions'; readonly contradictions: readonly Contradiction[] }
  | { readonly type: 'reading'; readonly promptTokens: number; readonly passagesUsed: number }
  /** Of a question to every file, again and again, with the note that came of the file before. */
  | { readonly type: 'wholeSet'; readonly progress: WholeSetProgress; readonly note: WholeSetNote | null }
  | { readonly type: 'delta'; readonly text: string }
  /** The files do not answer; the model is asked what it knows itself. */
  | { readonly type: 'general' }
  | { readonly type: 'answer'; readonly answer: Answer };
