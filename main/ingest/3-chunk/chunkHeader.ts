// The line above a chunk's text, which tells the embedder and the reader where the text comes from: title, heading
// path, and in a table the names of its columns. Invariant: never more than its share of the token budget.
export interface Headers {
  /** @param path the headings above the chunk, outermost first @param columns of the table that the chunk is a part of */
  forPath(path: readonly string[], columns: readonly string[] | null): Header;
}

export interface Header {
  readonly text: string;
  readonly tokens: number;
}

const SEPARATOR = ' › ';
const ELLIPSIS = '…';
/** Longer labels are no labels; this also keeps the tokenizer away from hostile ones. */
const MAX_LABEL_LENGTH = 160;
const HEADING_SHARE = 1 / 5;
/** Column names are what gives a row of numbers its meaning. */
const COLUMN_SHARE = 1 / 3;

export function createHeaders(options: {
  readonly title: string;
  readonly maxTokens: number;
  readonly countTokens: (text: string) => number;
}): Headers {
  const { countTokens } = options;
  const headingTokens = Math.floor(options.maxTokens * HEADING_SHARE);
  const title = shorten(toLabel(options.title), Math.ceil(headingTokens / 2));
  const cache = new Map<string, Header>();

  function shorten(label: string, limit: number): string {
    if (countTokens(label) <= limit) return label;
    let fits = 0;
    let tooLong = label.length;
    while (fits + 1 < tooLong) {
      const middle = (fits + tooLong) >> 1;
      if (countTokens(cutAt(label, middle)) <= limit) fits = middle;
      else tooLong = middle;
    }
    return fits === 0 ? '' : cutAt(label, fits);
  }

  function join(labels: readonly string[]): string {
    return labels.filter((label) => label !== '').join(SEPARATOR);
  }

  function headingHeader(path: readonly string[]): string {
    let labels = withoutRepeats([title, ...path.map(toLabel)]);
    // The nearest heading says most; what lies between it and the title goes first.
    while (labels.length > 2 && countTokens(join(labels)) > headingTokens) labels = [labels[0]!, ...labels.slice(2)];
    if (countTokens(join(labels)) <= headingTokens) return join(labels);
    const [first = '', last] = labels;
    if (last === undefined) return shorten(first, headingTokens);
    const start = shorten(first, Math.ceil(headingTokens / 2));
    return join([start, shorten(last, headingTokens - countTokens(`${start}${SEPARATOR}`))]);
  }

  function columnHeader(path: readonly string[], names: readonly string[]): string {
    const limit = Math.floor(options.maxTokens * COLUMN_SHARE);
    const labels = names.map(toLabel).filter((name) => name !== '');
    const start = headingHeader(path);
    const headerOf = (count: number): string => join([start, labels.slice(0, count).join(', ') + (count < labels.length ? `, ${ELLIPSIS}` : '')]);
    let count = Math.min(labels.length, limit);
    while (count > 0 && countTokens(headerOf(count)) > limit) count -= 1;
    return count === 0 ? start : headerOf(count);
  }

  return {
    forPath: (path, columns) => {
      const key = [...path, ...(columns === null ? [] : ['\t', ...columns])].join('\n');
      let header = cache.get(key);
      if (header === undefined) {
        const text = columns === null ? headingHeader(path) : columnHeader(path, columns);
        header = { text, tokens: text === '' ? 0 : countTokens(text) };
        cache.set(key, header);
      }
      return header;
    },
  };
}

/** A heading as written in its source (`## The *lease*`, `Title\n=====`) as one plain line. */
export function toLabel(source: string): string {
  return source
    .slice(0, MAX_LABEL_LENGTH)
    .replace(/^([!-/:-@[-`{-~])\1+[ \t]*\n/, '')
    .replace(/\n[ \t]*([!-/:-@[-`{-~])\1{2,}\s*$/, '')
    .replace(/^[\s#*=]+(?=\S)/, '')
    .replace(/\s#+\s*$/, '')
    .replaceAll(/\]\([^)\s]*\)|[*`[\]]/g, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
}

function withoutRepeats(labels: readonly string[]): string[] {
  const seen = new Set<string>();
  return labels.filter((label) => {
    const key = label.toLowerCase();
    if (label === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** At a word's end where one is near. */
function cutAt(label: string, length: number): string {
  const cut = label.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > length * 0.6 ? cut.slice(0, space) : cut).trimEnd()}${ELLIPSIS}`;
}
