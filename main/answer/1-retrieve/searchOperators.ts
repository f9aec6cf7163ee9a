// What a person types into the search, taken apart: words, "literal phrases", -words to leave out, and operators such
// as type:pdf. Any text can be taken apart and nothing throws: what is no operator is words, and `notes` says which of
// it looked like one.
import type { FolderPlace, Scope, SearchNote } from '../../../contract/domain.ts';
import { kindsNamed, languageNamed, periodNamed } from './operatorValues.ts';

/** What operators can limit a search to; a collection may have any part of a scope. */
export type Filters = Scope;

/** What the values of some operators are looked up in; none found, and they are words. */
export interface KnownNames {
  readonly nowMs: number;
  readonly folders: (name: string) => readonly FolderPlace[];
  readonly tags: (name: string) => readonly string[];
  readonly collection: (name: string) => Scope | null;
}

export interface SearchQuery {
  /** Everything that is looked for, phrases without their quotes; ranks what was found. */
  readonly words: string;
  /** Must stand in a passage as they are. */
  readonly phrases: readonly string[];
  /** The words outside of phrases. */
  readonly loose: readonly string[];
  /** Must not stand in a passage. */
  readonly excluded: readonly string[];
  readonly filters: Filters;
  readonly notes: readonly SearchNote[];
  /** The last word, or a phrase without its end, that may go on: nothing was typed behind it. */
  readonly unfinished: string | null;
}

type Operator = 'collection' | 'type' | 'in' | 'before' | 'after' | 'tag' | 'lang' | 'from';
const OPERATORS: Readonly<Record<string, Operator>> = {
  ...{ collection: 'collection', sammlung: 'collection' },
  ...{ type: 'type', in: 'in', before: 'before', after: 'after', tag: 'tag', lang: 'lang', from: 'from' },
  ...{ kind: 'type', folder: 'in', since: 'after', language: 'lang', author: 'from' },
  ...{ typ: 'type', art: 'type', ordner: 'in', vor: 'before', nach: 'after', seit: 'after', schlagwort: 'tag', sprache: 'lang', von: 'from', autor: 'from' },
};

const QUOTED = `"[^"]*"?|“[^”"]*[”"]?|„[^“”"]*[“”"]?|«[^»]*»?`;
const TOKEN = new RegExp(`(?<minus>[-−](?=[\\p{L}"“„«]))?(?:(?<name>\\p{L}{2,20}):(?=[^\\s/\\\\]))?(?:(?<quoted>${QUOTED})|(?<plain>\\S+))`, 'gu');

const CLOSED = /.["“”»]$/su;

/** A piece of what was typed, with where it stood. */
interface Token {
  readonly written: string;
  readonly index: number;
  readonly minus: boolean;
  readonly name: string | null;
  /** The value or the words, without quotes. */
  readonly value: string;
  readonly quoted: boolean;
}

export function readSearch(typed: string, names: KnownNames): SearchQuery {
  const words: string[] = [];
  const phrases: string[] = [];
  const loose: string[] = [];
  const excluded: string[] = [];
  const notes: SearchNote[] = [];
  let filters: Filters = {};
  let unfinished: string | null = null;
  for (const token of tokensOf(typed)) {
    const { written, name, value, minus, quoted } = token;
    unfinished = null;
    const read = minus ? null : filterOf(token, names);
    if (read !== null) {
      filters = both(filters, read);
      continue;
    }
    if (name !== null) notes.push({ written, why: !minus && operatorOf(name) !== undefined ? 'unknown-value' : 'unknown-operator' });
    const text = name === null ? value : written.replace(/^[-−]/u, '');
    if (text.trim() === '') continue;
    if (minus) excluded.push(text);
    else {
      words.push(text);
      const isPhrase = quoted && name === null;
      (isPhrase ? phrases : loose).push(text);
      if (token.index + written.length === typed.length && !(quoted && CLOSED.test(written))) unfinished = text;
    }
  }
  return { words: words.join(' '), phrases, loose, excluded, filters, notes, unfinished };
}

/**
 * A question without its operators, which limit where it looks; all the rest of it is left as it was typed. Quotes and
 * minus signs are part of a question.
 */
export function liftFilters(question: string, names: KnownNames): { readonly question: string; readonly filters: Filters } {
  let filters: Filters = {};
  const kept: string[] = [];
  let end = 0;
  for (const token of tokensOf(question)) {
    const read = token.minus ? null : filterOf(token, names);
    if (read === null) continue;
    filters = both(filters, read);
    kept.push(question.slice(end, token.index));
    end = token.index + token.written.length;
  }
  if (end === 0) return { question, filters };
  const pieces = [...kept, question.slice(end)].map((piece) => piece.replaceAll(/^[^\S\n]+|[^\S\n]+$/gu, ''));
  return { question: pieces.filter((piece) => piece !== '').join(' ').trim(), filters };
}

function* tokensOf(typed: string): Generator<Token> {
  for (const match of typed.matchAll(TOKEN)) {
    const { minus, name, quoted, plain } = match.groups!;
    yield { written: match[0], index: match.index, minus: minus !== undefined, name: name ?? null, value: quoted === undefined ? plain! : withoutQuotes(quoted), quoted: quoted !== undefined };
  }
}

const withoutQuotes = (quoted: string): string => quoted.slice(1).replace(/["“”»]$/u, '').trim();
const operatorOf = (name: string): Operator | undefined => (Object.hasOwn(OPERATORS, name.toLowerCase()) ? OPERATORS[name.toLowerCase()] : undefined);

/** Null where it is no operator, or its value says nothing. */
function filterOf({ name, value }: Token, { nowMs, folders, tags, collection }: KnownNames): Filters | null {
  const operator = name === null ? undefined : operatorOf(name);
  if (operator === undefined || value === '') return null;
  switch (operator) {
    case 'type': {
      const kinds = kindsNamed(value);
      return kinds === null ? null : { kinds };
    }
    case 'lang': {
      const language = languageNamed(value);
      return language === null ? null : { languages: [language] };
    }
    case 'after': {
      const period = periodNamed(value, nowMs);
      return period === null ? null : { afterMs: period };
    }
    case 'before': {
      const period = periodNamed(value, nowMs);
      return period === null ? null : { beforeMs: period };
    }
    case 'in': {
      const found = folders(value);
      return found.length === 0 ? null : { folders: found };
    }
    case 'tag': {
      const found = tags(value);
      return found.length === 0 ? null : { tags: found };
    }
    case 'collection':
      return collection(value);
    case 'from':
      return { authors: [value] };
  }
}

/** Said twice, a kind, a folder, a tag is any of the two; of two dates the narrower one counts. */
function both(one: Filters, other: Filters): Filters {
  const merged: Record<string, unknown> = { ...one };
  for (const [part, value] of Object.entries(other) as [keyof Filters, number | readonly unknown[]][]) {
    const before = one[part];
    if (before === undefined) merged[part] = value;
    else if (typeof value === 'number') merged[part] = part === 'afterMs' ? Math.max(before as number, value) : Math.min(before as number, value);
    else merged[part] = [...(before as readonly unknown[]), ...value];
  }
  return merged as Filters;
}
