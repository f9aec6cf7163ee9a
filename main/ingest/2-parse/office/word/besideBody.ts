// What stands beside the body of a Word document in parts of its own, as HTML of a few elements: comments, charts,
// SmartArt. It comes after the body.
import { bodyToHtml } from '../../formats/wordXml.ts';
import { chartText } from '../chartText.ts';
import { paragraphsOfDrawing } from '../drawingText.ts';

/** @throws XmlFault */
export function besideBodyToHtml(parts: ReadonlyMap<string, Buffer>): string {
  return Array.from(parts, ([name, part]) => {
    if (/^word\/comments\.xml$/.test(name)) return bodyToHtml(part.toString('utf8'), '');
    if (/^word\/diagrams\/data\d*\.xml$/.test(name)) return paragraphs(paragraphsOfDrawing(part));
    return /^word\/charts\/chart\w*\.xml$/.test(name) ? chartToHtml(part) : '';
  }).join('');
}

function chartToHtml(part: Buffer): string {
  const { titles, rows } = chartText(part);
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeText(cell)}</td>`).join('')}</tr>`);
  return `${paragraphs(titles)}<table>${lines.join('')}</table>`;
}

const paragraphs = (texts: readonly string[]): string => texts.map((text) => `<p>${escapeText(text)}</p>`).join('');
const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
