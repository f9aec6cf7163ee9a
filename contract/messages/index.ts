// The message catalogue: every word that people read, for the window, the menu, errors and the command line.
// In: a language, a key and values for its `{placeholders}`. Out: one line of text. No DOM, no Node.
// Invariant: both languages have exactly the same keys and placeholders (by type, and by test).
import { de } from './de.ts';
import { en } from './en.ts';
import type { PluralForms } from './shape.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];
export type MessageKey = keyof typeof en;
/** For keys made of an id, such as a model's, which may have no words of their own. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

export type MessageData = Readonly<Record<string, string | number | boolean | null>>;
export type Translate = (key: MessageKey, data?: MessageData) => string;

const catalogues: Record<Language, Record<MessageKey, string | PluralForms>> = { en, de };

/** Picks the plural form by `data.count`; numbers are written in the language's own way, those of pages as printed on them. */
export function messagesFor(language: Language): Translate {
  const catalogue = catalogues[language];
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);

  return (key, data = {}) => {
    const message = catalogue[key];
    const pattern = typeof message === 'string' ? message : pluralForm(message, plural, data['count']);
    return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = data[name];
      if (value === undefined || value === null) return whole;
      return typeof value === 'number' && name !== 'page' ? number.format(value) : String(value);
    });
  };
}

function pluralForm(forms: PluralForms, rules: Intl.PluralRules, count: unknown): string {
  return rules.select(typeof count === 'number' ? count : 0) === 'one' ? forms.one : forms.other;
}

/** The language of the window when the setting says `system`: the first preferred one that there is a catalogue for. */
export function resolveLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split('-')[0];
    const found = LANGUAGES.find((language) => language === base);
    if (found !== undefined) return found;
  }
  return 'en';
}
