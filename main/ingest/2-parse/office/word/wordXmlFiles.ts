// Word documents in one XML file: the "flat" form of DOCX, and that of Word 2003. Both are read like the parts of a DOCX.
import { readDocxParts } from '../../formats/docx.ts';
import { bodyToHtml } from '../../formats/wordXml.ts';
import { textOfHtml } from '../../formats/html.ts';
import { accept, refuse, type ParseOutcome } from '../../parseOutcome.ts';

/** @param head its first bytes, as Latin-1 @returns null for any other XML */
export async function readWordXml(content: Buffer, head: string, title: string): Promise<ParseOutcome | null> {
  if (!/<pkg:package|<w:wordDocument/.test(head)) return null;
  if (head.includes('<!DOCTYPE')) return refuse('damaged');
  const xml = content.toString('utf8');
  if (head.includes('<pkg:package')) return readDocxParts(partsOfFlat(xml), title);
  const body = xml.indexOf('<w:body');
  if (body === -1) return refuse('damaged');
  const { text, blocks } = textOfHtml(bodyToHtml(xml.slice(body), ''));
  return accept({ title, text, blocks, pageStarts: null });
}

function partsOfFlat(xml: string): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  for (const piece of xml.split('<pkg:part ').slice(1)) {
    const name = /pkg:name="\/?([^"]+)"/.exec(piece.slice(0, 1000))?.[1];
    const start = piece.indexOf('<pkg:xmlData');
    const end = piece.lastIndexOf('</pkg:xmlData>');
    if (name === undefined || start === -1 || end === -1 || parts.has(name)) continue;
    parts.set(name, Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${piece.slice(piece.indexOf('>', start) + 1, end)}`));
  }
  return parts;
}
