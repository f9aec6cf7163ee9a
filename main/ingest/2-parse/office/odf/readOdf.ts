// ODF packages and flat documents: text and presentations by one stream, spreadsheets by their own reader.
import { accept, firstHeading, refuse, type ParseOutcome } from '../../parseOutcome.ts';
import { createTextBuilder } from '../../textBuilder.ts';
import type { OfficePackage } from '../officePackage.ts';
import { readOds } from '../sheets/ods.ts';
import { streamOdf } from './odfStream.ts';

const OBJECT = /^(?!META-INF\/)[^/]+\/content\.xml$/;

/** @throws XmlFault */
export function readOdf(opened: OfficePackage, title: string): ParseOutcome {
  const content = opened.part('content.xml');
  if (content === undefined) return refuse('damaged');
  const charts = Array.from(opened.parts, ([name, part]) => (OBJECT.test(name) && part.includes('office:chart') ? [part] : [])).flat();
  return isSpreadsheet(content) ? readOds(content, title) : readText(content, opened.part('styles.xml'), charts, title);
}

/** @param document a whole document in one XML file @throws XmlFault */
export function readFlatOdf(document: Buffer, title: string): ParseOutcome {
  return isSpreadsheet(document) ? readOds(document, title) : readText(document, document, [], title);
}

const isSpreadsheet = (content: Buffer): boolean => content.includes('<office:spreadsheet');

function readText(content: Buffer, styles: Buffer | undefined, charts: readonly Buffer[], titleOfFile: string): ParseOutcome {
  const builder = createTextBuilder();
  streamOdf(content, builder);
  for (const chart of charts) streamOdf(chart, builder);
  if (styles !== undefined) streamOdf(styles, builder, { onlyMargins: true });
  const { text, blocks, pageStarts } = builder.finish();
  return accept({ title: firstHeading(text, blocks) || titleOfFile, text, blocks, pageStarts: pageStarts.length === 0 ? null : pageStarts });
}
