// What an EPUB's package file says: which parts are chapters, in which order, and what the table of contents calls them.
// Its XML is simple and flat, so start tags are found by plain scanning; no entity but the five of XML is known.
import { textOfHtml } from './html.ts';

export interface EpubPackage {
  /** Names of the archive's entries in reading order. */
  readonly chapters: readonly string[];
  /** Tables of contents: the navigation page of EPUB 3, the NCX of EPUB 2. */
  readonly contents: readonly string[];
}

type Attributes = ReadonlyMap<string, string>;

const XML_ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescapeXml = (text: string): string => text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => XML_ENTITIES[name]!);

function withoutComments(xml: string): string {
  const [before = '', ...commented] = xml.split('<!--');
  return before + commented.map((part) => (part.includes('-->') ? part.slice(part.indexOf('-->') + 3) : '')).join('');
}

/** The attributes of every start tag of a name, whatever its namespace; attribute names in lower case. */
export function tagsOf(xml: string, name: string): Attributes[] {
  return Array.from(withoutComments(xml).matchAll(new RegExp(`<(?:[\\w-]+:)?${name}(\\s[^<>]*)?/?>`, 'g')), ([, attributes = '']) => attributesOf(attributes));
}

function attributesOf(source: string): Attributes {
  return new Map(Array.from(source.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g), ([, name, double, single]) => [name!.toLowerCase(), unescapeXml(double ?? single ?? '')]));
}

/** The texts of the first elements of a name, `most` of them. */
export function textsOf(xml: string, name: string, most: number): string[] {
  const texts: string[] = [];
  for (const [, content = ''] of withoutComments(xml).matchAll(new RegExp(`<(?:[\\w-]+:)?${name}(?:\\s[^<>]*)?>([^<]*)<`, 'g'))) {
    if (texts.length === most) break;
    texts.push(textOfHtml(content).text.replaceAll(/\s+/g, ' '));
  }
  return texts;
}

/** The entry that a reference in another entry means; its fragment is left away. */
export function pathFrom(base: string, reference: string): string {
  const [path = ''] = reference.split('#');
  const parts = base.split('/').slice(0, -1);
  for (const part of decoded(path).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const isChapter = (type: string): boolean => /xhtml|html|x-dtbook|xml$/.test(type) && !/ncx/.test(type);

export function packageOf(xml: string, name: string): EpubPackage {
  const items = tagsOf(xml, 'item').map((item) => ({
    id: item.get('id') ?? '',
    path: pathFrom(name, item.get('href') ?? ''),
    type: item.get('media-type') ?? '',
    isContents: (item.get('properties') ?? '').split(/\s+/).includes('nav') || /ncx/.test(item.get('media-type') ?? ''),
  }));
  const byId = new Map(items.map((item) => [item.id, item]));
  const inSpine = tagsOf(xml, 'itemref').map((reference) => ({ item: byId.get(reference.get('idref') ?? ''), flows: reference.get('linear') !== 'no' }));
  const guided = tagsOf(xml, 'reference').filter((reference) => reference.get('type') === 'toc').map((reference) => pathFrom(name, reference.get('href') ?? ''));
  const read = [...inSpine.filter(({ flows }) => flows), ...inSpine.filter(({ flows }) => !flows)].flatMap(({ item }) => (item !== undefined && isChapter(item.type) ? [item] : []));
  // A book without a spine is read as its parts are listed.
  const chapters = read.length > 0 ? read : items.filter(({ type }) => isChapter(type));
  const isTable = (path: string): boolean => guided.includes(path) || items.some((item) => item.isContents && item.path === path);
  const paths = [...new Set(chapters.map(({ path }) => path))];
  const withoutTables = paths.filter((path) => !isTable(path));
  return { chapters: withoutTables.length > 0 ? withoutTables : paths, contents: items.filter(({ isContents }) => isContents).map(({ path }) => path) };
}

const ENTRY_PART = /<(\/?)(?:[\w-]+:)?(text|content|a)(?:\s([^<>]*))?>|<[^<>]*>?|([^<]+)/g;

/** The names that tables of contents give to whole chapters: the first one that points at each. */
export function chapterNames(tables: readonly { readonly name: string; readonly xml: string }[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const note = (table: string, target: string | undefined, label: string): void => {
    const chapter = pathFrom(table, target ?? '');
    const words = textOfHtml(label).text.replaceAll(/\s+/g, ' ').trim();
    if (target !== undefined && words !== '' && !names.has(chapter)) names.set(chapter, words);
  };
  for (const { name, xml } of tables) {
    let label = '';
    let link: string | undefined;
    // An NCX has the label before its target, a page of links behind it.
    for (const [, slash, tag, attributes = '', text = ''] of withoutComments(xml).matchAll(ENTRY_PART)) {
      if (tag === undefined) label += text;
      else if (tag === 'content') note(name, attributesOf(attributes).get('src'), label);
      else if (tag === 'a' && slash === '/') note(name, link, label);
      else if (slash === '') label = '';
      if (tag === 'a') link = slash === '' ? attributesOf(attributes).get('href') : undefined;
    }
  }
  return names;
}
