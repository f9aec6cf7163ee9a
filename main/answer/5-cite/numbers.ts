// Numbers in a text as they are compared: digits without group separators, decimals behind a point without trailing
// zeros, so that 1,000 and 1.000 and 1000 are one number, 3,5 and 3.5 another, and 35 a third. A claim is read in one
// way; of its source every reading counts, since "2021 450" may be one number of a text or two of a table's row.

/** Groups of three parted by spaces. Only a space that does not break says for certain that they are one number. */
const SPACED = /(?<![\d.,])[1-9]\d{0,2}(?:([ \u00a0\u202f])\d{3})(?:\1\d{3})*(?!\d)(?:[.,]\d+)?/gu;
const UNSPACED = /\d+(?:[.,]\d+)*/gu;
const GROUPED = /^[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?$/u;
const ONE_SEPARATOR = /^\d+[.,]\d+$/u;

/** The numbers that a claim makes, each in its likeliest reading. */
export function numbersOf(claim: string): string[] {
  const spaced = Array.from(claim.matchAll(SPACED), ([match]) => grouped(match));
  const rest = claim.replace(SPACED, ' ');
  return [...spaced, ...Array.from(rest.matchAll(UNSPACED), ([match]) => likeliest(match)).flat()];
}

/** Every number that a source may mean. */
export function numbersReadIn(source: string): Set<string> {
  const spaced = Array.from(source.matchAll(SPACED), ([match]) => grouped(match));
  const rest = source.replace(SPACED, (match, separator: string) => (separator === ' ' ? match : ' '));
  const others = Array.from(rest.matchAll(UNSPACED), ([match]) => (ONE_SEPARATOR.test(match) ? [...likeliest(match), decimal(match)] : likeliest(match)));
  return new Set([...spaced, ...others.flat()]);
}

/** Of what is neither grouped nor a decimal (31.12.2026) each part is a number. */
function likeliest(digits: string): string[] {
  if (GROUPED.test(digits)) return [grouped(digits)];
  return ONE_SEPARATOR.test(digits) ? [decimal(digits)] : digits.split(/[.,]/u).map(decimal);
}

function grouped(digits: string): string {
  const separator = /\D/u.exec(digits)![0];
  return decimal(digits.replaceAll(separator, ''));
}

function decimal(digits: string): string {
  const [whole = '', fraction = ''] = digits.split(/[.,]/u);
  const decimals = fraction.replace(/0+$/u, '');
  return (whole.replace(/^0+(?=\d)/u, '') || '0') + (decimals === '' ? '' : `.${decimals}`);
}
