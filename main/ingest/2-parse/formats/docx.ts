// DOCX: mammoth turns the document into plain HTML, whose text is taken as for any HTML. Pictures are dropped and no
// other file is ever opened. mammoth is handed an archive that holds only parts that were inflated and checked before.
import mammoth from 'mammoth';
import { besideBodyToHtml } from '../office/word/besideBody.ts';
import { readXml } from '../office/xml.ts';
import { accept, firstHeading, refuse, type ParseOutcome } from '../parseOutcome.ts';
import { writeStoredZip } from '../readZip.ts';
import { textOfHtml } from './html.ts';
import { boxesToParagraphs, withoutHiddenText, withoutWrappers } from './wordShapes.ts';
import { bodyToHtml, equationsToText, marginToHtml } from './wordXml.ts';

const MIB = 1024 * 1024;
/** mammoth takes about 60 bytes for each byte of XML, and the parser has 512 MB. Larger ones are read more plainly. */
const MAMMOTH_BYTES = 6 * MIB;
const isTextPart = (name: string): boolean => /\.(?:xml|rels)$/i.test(name) && !/^(?:customXml|docProps)\//i.test(name) && !name.includes('..');

const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh", "p[style-name='Code'] => pre:separator('\\n')"];

/** @param entries the archive's parts, as they came out of `readZip` @throws XmlFault */
export async function readDocxParts(entries: ReadonlyMap<string, Buffer>, titleOfFile: string): Promise<ParseOutcome> {
  const parts = new Map(Array.from(entries).filter(([name]) => isTextPart(name)));
  // The format knows no document type; with one come entities that expand without end.
  if ([...parts.values()].some((part) => part.subarray(0, 1024).includes('<!DOCTYPE'))) return refuse('damaged');
  const html = await bodyOf(parts);
  if (html === null) return refuse('damaged');
  const margins = Array.from(parts).flatMap(([name, part]) => (/^word\/(?:header|footer)\d*\.xml$/.test(name) ? marginToHtml(part.toString('utf8')) : []));
  const { text, blocks } = textOfHtml(html + besideBodyToHtml(parts) + [...new Set(margins)].join(''));
  return accept({ title: firstHeading(text, blocks) || titleOfFile, text, blocks, pageStarts: null });
}

/** Footnotes and endnotes, which have parts of their own; mammoth adds them by itself. */
function notesOf(entries: ReadonlyMap<string, Buffer>): string {
  return Array.from(entries, ([name, part]) => (/^word\/(?:footnotes|endnotes)\d*\.xml$/.test(name) ? bodyToHtml(part.toString('utf8'), '') : '')).join('');
}

/** As HTML; null for what is not a whole document. @throws XmlFault */
async function bodyOf(entries: ReadonlyMap<string, Buffer>): Promise<string | null> {
  const parts = new Map(entries);
  for (const [name, part] of entries) {
    if (!/^word\/document\d*\.xml$/.test(name)) continue;
    const documentXml = withoutHiddenText(withoutWrappers(boxesToParagraphs(part.toString('utf8'))));
    if (part.length > MAMMOTH_BYTES) return plainBody(documentXml, entries);
    parts.set(name, Buffer.from(equationsToText(documentXml)));
  }
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: writeStoredZip(parts) },
      {
        externalFileAccess: false,
        includeEmbeddedStyleMap: false,
        styleMap: STYLES,
        convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
      },
    );
    return value;
  } catch {
    // mammoth throws plain errors for whatever it can't make sense of: a part that is named and missing, a list without
    // its numbers. A body that is whole is read all the same.
    const body = entries.get('word/document.xml');
    if (body === undefined) return null;
    readXml(body, {});
    return plainBody(withoutHiddenText(boxesToParagraphs(body.toString('utf8'))), entries);
  }
}

/** Without mammoth: paragraphs, headings, lists and tables. */
function plainBody(documentXml: string, entries: ReadonlyMap<string, Buffer>): string {
  return bodyToHtml(documentXml, entries.get('word/styles.xml')?.toString('utf8') ?? '') + notesOf(entries);
}
