// EPUB: the chapters in the order of the book's spine, each read as the page of XHTML that it is. What the spine keeps
// out of the flow (notes, answers) comes at the end; the table of contents only lends its names to chapters without a
// heading. A book under copy protection is refused; fonts that are merely obfuscated are no protection.
import type { Block } from '../../../../contract/domain.ts';
import { authorOf } from '../author.ts';
import { readText } from '../decodeText.ts';
import { accept, MAX_TEXT_LENGTH, refuse, type ParseOutcome } from '../parseOutcome.ts';
import { DOCUMENT_LIMITS, readZip } from '../readZip.ts';
import { chapterNames, packageOf, tagsOf, textsOf } from './epubPackage.ts';
import { textOfHtml } from './html.ts';

const MAX_CREATORS = 20;
const CONTAINER = 'META-INF/container.xml';
const ENCRYPTION = 'META-INF/encryption.xml';
/** Ways to keep a font from being taken out of the book. */
const FONT_OBFUSCATION = new Set(['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC']);

const isTextPart = (name: string): boolean => /\.(?:x?html?|xml|opf|ncx)$/i.test(name);

export function readEpub(bytes: Uint8Array, titleOfFile: string): ParseOutcome {
  const archive = readZip(bytes, isTextPart, DOCUMENT_LIMITS);
  if (!archive.ok) return refuse(archive.reason);
  const { entries } = archive;
  const partOf = (name: string): string | null => {
    const entry = entries.get(name);
    return entry === undefined ? null : (readText(entry)?.text ?? null);
  };
  if (isProtected(partOf(ENCRYPTION) ?? '')) return refuse('password-protected');
  const packageName = tagsOf(partOf(CONTAINER) ?? '', 'rootfile')[0]?.get('full-path') ?? [...entries.keys()].find((name) => name.endsWith('.opf'));
  const packageXml = packageName === undefined ? null : partOf(packageName);
  if (packageName === undefined || packageXml === null) return refuse('damaged');
  const book = packageOf(packageXml, packageName);
  const names = chapterNames(book.contents.map((name) => ({ name, xml: partOf(name) ?? '' })));

  const texts: string[] = [];
  const blocks: Block[] = [];
  let length = 0;
  let hidden = 0;
  let unread = false;
  const add = (text: string, own: readonly Block[]): void => {
    if (text === '') return;
    if (length > 0) texts.push('\n\n');
    const start = length === 0 ? 0 : length + 2;
    texts.push(text);
    for (const block of own) blocks.push({ ...block, start: start + block.start, end: start + block.end });
    length = start + text.length;
  };
  for (const name of book.chapters) {
    if (length > MAX_TEXT_LENGTH) break;
    const xhtml = partOf(name);
    unread ||= xhtml === null;
    const chapter = textOfHtml(xhtml ?? '');
    hidden += chapter.hidden;
    const chapterName = names.get(name) ?? '';
    const isNamed = chapterName === '' || chapter.blocks.some(({ kind }) => kind === 'heading');
    if (chapter.text !== '' && !isNamed) add(chapterName, [{ kind: 'heading', start: 0, end: chapterName.length, level: 1 }]);
    add(chapter.text, chapter.blocks);
  }
  const [title = ''] = textsOf(packageXml, 'title', 1);
  const creators = textsOf(packageXml, 'creator', MAX_CREATORS);
  return accept({ title: title || titleOfFile, text: texts.join(''), blocks, pageStarts: null, hidden, ...(unread && length > 0 ? { partly: 'damaged' as const } : {}), ...authorOf(creators) });
}

function isProtected(encryptionXml: string): boolean {
  return tagsOf(encryptionXml, 'EncryptionMethod').some((method) => !FONT_OBFUSCATION.has(method.get('algorithm') ?? ''));
}

