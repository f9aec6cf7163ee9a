// The window's language: `t` and the formats for numbers, dates, sizes and durations. Reading any of them in a
// component makes it follow a change of language. All words come from the catalogue.
import { AppError, ERROR_CODES, type ErrorCode } from '../../contract/errors.ts';
import { messagesFor, type Language, type MessageData, type MessageKey } from '../../contract/messages/index.ts';
import { asAppError } from '../api/client.ts';

let current = $state.raw<Language>('en');
const translate = $derived(messagesFor(current));
const formats = $derived({
  number: new Intl.NumberFormat(current),
  oneDecimal: new Intl.NumberFormat(current, { maximumFractionDigits: 1 }),
  date: new Intl.DateTimeFormat(current, { year: 'numeric', month: 'short', day: 'numeric' }),
  list: new Intl.ListFormat(current, { type: 'conjunction' }),
  language: new Intl.DisplayNames([current], { type: 'language', fallback: 'none' }),
  dateTime: new Intl.DateTimeFormat(current, { dateStyle: 'medium', timeStyle: 'short' }),
});

export function setLanguage(next: Language): void {
  current = next;
  document.documentElement.lang = next;
}

export function language(): Language {
  return current;
}

export function t(key: MessageKey, data?: MessageData): string {
  return translate(key, data);
}

export function formatNumber(value: number): string {
  return formats.number.format(value);
}

export function formatDate(ms: number): string {
  return formats.date.format(ms);
}

export function formatDateTime(ms: number): string {
  return formats.dateTime.format(ms);
}

/** @param words a few names, as `English, German and French` */
export function formatList(words: readonly string[]): string {
  return formats.list.format(words);
}

/** A language by its code, in the words of the window's; a code that is of no one language stays as it is. */
export function languageName(code: string): string {
  try {
    return formats.language.of(code.replaceAll('_', '-')) ?? code;
  } catch {
    return code;
  }
}

const SIZE_UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as file browsers show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return t('unit.bytes', { count: bytes });
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const number = value < 10 ? formats.oneDecimal.format(value) : formats.number.format(Math.round(value));
  return `${number} ${SIZE_UNITS[unit]}`;
}

/** How long something took: `240 ms`, `3.4 s`. */
export function formatElapsed(ms: number): string {
  if (ms < 950) return t('unit.ms', { value: Math.round(ms) });
  return t('unit.seconds', { value: formats.oneDecimal.format(ms / 1000) });
}

export function formatTimeLeft(seconds: number): string {
  if (seconds < 60) return t('unit.lessThanMinuteLeft');
  if (seconds < 5_400) return t('unit.minutesLeft', { count: Math.round(seconds / 60) });
  return t('unit.hoursLeft', { count: Math.round(seconds / 3600) });
}

/** How long something will take, roughly. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return t('unit.lessThanMinute');
  if (seconds < 5_400) return t('unit.minutes', { count: Math.round(seconds / 60) });
  return t('unit.hours', { count: Math.round(seconds / 3600) });
}

/** For codes that come as plain strings, such as a library's `errorCode`. */
export function isErrorCode(code: string): code is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(code);
}

export interface ErrorText {
  readonly title: string;
  readonly remedy: string;
}

/** What happened and what to do, for anything that was thrown. */
export function errorText(error: unknown): ErrorText {
  const { code, data } = error instanceof AppError ? error : asAppError(error);
  return { title: t(`error.${code}.title`, data), remedy: t(`error.${code}.remedy`, data) };
}
