// A cell's value as people see it: numbers, dates and percentages by the cell's format. Two exceptions, for the sake of
// search: numbers without a format keep all their digits, and dates in "the system's short format" are written
// year-month-day, since what the file's author saw depends on their machine.
import { SSF } from '@e965/xlsx';

const SYSTEM_DATE = 14;
const SYSTEM_DATE_TIME = 22;
/** Dates of the years 1900 to 9999; others are shown as numbers. */
const MAX_DATE = 2_958_466;
const MAX_FORMAT_LENGTH = 255;

/** @param format a number format's code, or the id of a built-in one */
export function numberText(value: number, format: string | number | undefined, date1904: boolean): string {
  const code = format === SYSTEM_DATE || format === 'm/d/yy' ? 'yyyy-mm-dd' : format === SYSTEM_DATE_TIME || format === 'm/d/yy h:mm' ? 'yyyy-mm-dd hh:mm' : format;
  if (code === undefined || code === 0 || code === '' || code === 'General' || code === '@' || code === 49) return plainNumber(value);
  if (typeof code === 'string' && code.length > MAX_FORMAT_LENGTH) return plainNumber(value);
  try {
    const isDate = typeof code === 'string' && SSF.is_date(code);
    if (isDate && (value < 0 || value > MAX_DATE)) return plainNumber(value);
    const text = (SSF.format(isDate ? withPlainDots(code) : code, value, { date1904 }) as string).replaceAll(/\s+/g, ' ').trim();
    // `;;;` hides a value from view; that it is there is known all the same.
    return text === '' || /^#+$/.test(text) ? plainNumber(value) : text;
  } catch {
    return plainNumber(value);
  }
}

/** SSF takes each dot of a date for the one before fractions of a second: `dd.mm.yyyy`. */
const withPlainDots = (code: string): string => code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|\.(?!0)/g, (part) => (part === '.' ? '\\.' : part));

export const booleanText = (value: boolean): string => (value ? 'TRUE' : 'FALSE');

function plainNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(15)));
}
