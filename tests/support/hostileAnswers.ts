// Answers that try to be more than text, by family, and what the renderer of answers may make of any text at all. In:
// elements with their attributes, from a real window or from drawn text. Out: what of it is not allowed.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const hostileAnswers = JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'fixtures', 'hostileAnswers.json'), 'utf8')) as Readonly<Record<string, readonly string[]>>;

/** Element -> its attributes with the values that they may have. */
const ALLOWED: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  div: { class: /^(answer-text selectable|table)$/ },
  p: { class: /^after$/ },
  h3: { class: /^heading$/ },
  h4: { class: /^heading$/ },
  h5: { class: /^heading$/ },
  h6: { class: /^heading$/ },
  blockquote: {},
  ul: {},
  ol: { start: /^\d{1,9}$/ },
  li: {},
  table: {},
  thead: {},
  tbody: {},
  tr: {},
  th: { scope: /^col$/ },
  td: {},
  pre: { tabindex: /^0$/, role: /^region$/, 'aria-label': /^Code$/ },
  code: {},
  strong: {},
  em: {},
  br: {},
  span: { class: /^unsupported$/, 'data-testid': /^sentence-unsupported$/ },
  button: { type: /^button$/, class: /^(citation|unproved)$/, 'data-testid': /^citation$/, 'data-number': /^\d{1,3}$/, 'aria-label': /^/ },
};

/** Svelte's own class of a component's styles. */
const SCOPE = /\s*\bsvelte-[a-z0-9]+\b/g;

export interface DrawnElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Each element or attribute that the renderer may not make, in words. */
export function notAllowed(elements: readonly DrawnElement[]): string[] {
  return elements.flatMap(({ name, attributes }) => {
    const allowed = Object.hasOwn(ALLOWED, name) ? ALLOWED[name]! : undefined;
    if (allowed === undefined) return [`<${name}>`];
    return Object.entries(attributes).flatMap(([attribute, value]) => {
      const plain = attribute === 'class' ? value.replace(SCOPE, '').trim() : value;
      if (attribute === 'class' && plain === '') return [];
      return Object.hasOwn(allowed, attribute) && allowed[attribute]!.test(plain) ? [] : [`<${name} ${attribute}="${value}">`];
    });
  });
}

/** What has arrived of a text after each of its bytes, and after each half of a character in two code units. */
export function arrivals(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  const byBytes = Array.from(bytes, (_, at) => decoder.decode(bytes.subarray(0, at + 1)));
  if (bytes.length === text.length) return byBytes;
  return [...new Set([...byBytes, ...Array.from({ length: text.length }, (_, at) => text.slice(0, at + 1))])];
}
