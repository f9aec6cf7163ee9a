// A document as a Markdown file: a head of facts, then its text to the last byte. The values of the head are JSON with
// everything escaped that YAML would take for an end of the line or for no text, so that no name can break out of it.
import type { Row } from './tables.ts';

export interface DocumentFacts extends Pick<Row<'documents'>, 'name' | 'path' | 'kind' | 'sizeBytes' | 'modifiedMs' | 'sha256' | 'tags' | 'reason' | 'unreadPages'> {
  readonly source: string;
  /** The file that holds it. */
  readonly insideOf: string | null;
  readonly title: string;
  readonly author: string | null;
  readonly language: string | null;
  readonly readAtMs: number;
}

export function documentHead({ modifiedMs, readAtMs, ...facts }: DocumentFacts): string {
  const { name, title, path, insideOf, source, kind, sizeBytes, sha256, author, language, tags, reason, unreadPages } = facts;
  const lines = { name, title, path, insideOf, source, kind, sizeBytes, sha256, modified: time(modifiedMs), read: time(readAtMs), author, language, tags, partly: reason, unreadPages };
  return `---\n${Object.entries(lines)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}: ${forYaml(value)}\n`)
    .join('')}---\n\n`;
}

function forYaml(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A file's clock may say anything. */
function time(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
