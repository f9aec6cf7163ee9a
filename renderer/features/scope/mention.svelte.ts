// Naming a file, a folder or a tag in a question with @: what may be meant while it is typed. In: the text and where the
// caret is. Out: suggestions, and the scope with the chosen one. No rendering.
import type { Scope } from '../../../contract/domain.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { debounce } from '../../ui/timing.ts';
import { noteName } from './documentNames.svelte.ts';

type Suggested = RouteOutput<'scope.suggest'>;
export type Suggestion =
  | { readonly kind: 'document'; readonly key: string; readonly document: Suggested['documents'][number] }
  | { readonly kind: 'folder'; readonly key: string; readonly folder: Suggested['folders'][number] }
  | { readonly kind: 'tag'; readonly key: string; readonly tag: string };

const PAUSE_MS = 80;
const MOST_FILES = 8;
/** An @ inside of a word is an address. */
const MENTION = /(?:^|\s)@([^\n@]{0,60})$/u;

/** Where the @ stands that the caret is behind, and what was typed since; null where there is none. */
export function mentionAt(text: string, caret: number): { readonly start: number; readonly typed: string } | null {
  const match = MENTION.exec(text.slice(0, caret));
  return match === null ? null : { start: caret - match[1]!.length - 1, typed: match[1]! };
}

/** The scope with one more place to look in. */
export function withSuggestion(scope: Scope | null, suggestion: Suggestion): Scope {
  switch (suggestion.kind) {
    case 'document': {
      const { id } = suggestion.document;
      return { ...scope, documents: [...(scope?.documents ?? []).filter((other) => other !== id), id] };
    }
    case 'folder': {
      const { sourceId, folder } = suggestion.folder;
      const others = (scope?.folders ?? []).filter((other) => other.sourceId !== sourceId || other.folder !== folder);
      return { ...scope, folders: [...others, { sourceId, folder }] };
    }
    case 'tag':
      return { ...scope, tags: [...(scope?.tags ?? []).filter((other) => other !== suggestion.tag), suggestion.tag] };
  }
}

export class Mention {
  items = $state.raw<readonly Suggestion[]>([]);
  active = $state(0);
  /** Nothing has these letters in its name. */
  none = $state(false);
  open = $state(false);
  #at: { readonly start: number; readonly typed: string } | null = null;
  #dismissed: number | null = null;
  #newest = 0;
  readonly #scope: () => Scope | null;
  readonly #soon = debounce(() => void this.#suggest(), PAUSE_MS);

  constructor(scope: () => Scope | null) {
    this.#scope = scope;
  }

  follow(text: string, caret: number): void {
    this.#at = mentionAt(text, caret);
    this.#newest += 1;
    if (this.#at === null || this.#at.start === this.#dismissed) {
      if (this.#at === null) this.#dismissed = null;
      this.#close();
    } else this.#soon.call();
  }

  /** Until another @ is typed, this one is a sign like any other. */
  dismiss(): void {
    this.#dismissed = this.#at?.start ?? null;
    this.#close();
  }

  move(by: 1 | -1): void {
    if (this.items.length > 0) this.active = (this.active + by + this.items.length) % this.items.length;
  }

  /** The text without the mention, and where the caret goes. */
  take(text: string): { readonly text: string; readonly caret: number } {
    const at = this.#at;
    this.#close();
    if (at === null) return { text, caret: text.length };
    const after = text.slice(at.start + 1 + at.typed.length);
    return { text: text.slice(0, at.start) + after.replace(/^ /, ''), caret: at.start };
  }

  #close(): void {
    this.#soon.cancel();
    this.#newest += 1;
    this.open = false;
    this.none = false;
    this.items = [];
  }

  async #suggest(): Promise<void> {
    const at = this.#at;
    if (at === null) return;
    const ticket = ++this.#newest;
    const sources = this.#scope()?.sources ?? null;
    const found = await request('scope.suggest', { text: at.typed.trim(), sources: sources === null ? null : [...sources], limit: MOST_FILES }).catch(() => null);
    if (found === null || ticket !== this.#newest) return;
    for (const { id, name } of found.documents) noteName(id, name);
    this.items = [
      ...found.documents.map((document): Suggestion => ({ kind: 'document', key: document.id, document })),
      ...found.folders.map((folder): Suggestion => ({ kind: 'folder', key: `${folder.sourceId} ${folder.folder}`, folder })),
      ...found.tags.map((tag): Suggestion => ({ kind: 'tag', key: `tag ${tag}`, tag })),
    ];
    this.active = 0;
    this.none = this.items.length === 0;
    // A sentence with an @ in it names nothing.
    this.open = !this.none || !/\s/.test(at.typed);
  }
}
