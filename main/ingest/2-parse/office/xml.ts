// XML of office files as a stream of elements and text: no tree, no document type, no entity but the five of XML.
// Depth and size cost nothing. What is not well-formed ends in XmlFault, but for characters that XML forbids, which
// some producers write all the same.
import { SaxesParser } from 'saxes';

export class XmlFault extends Error {}

export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandler {
  /** Called for empty elements too, followed by `close`. Names as written, with their prefix, or without, see `readXml`. */
  open?(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Characters handed over at a time. */
const CHUNK_LENGTH = 64 * 1024;
const FORGIVEN = /disallowed character|DOCTYPE|xml declaration|version number|encoding/i;

/**
 * @param prefixes true to keep the prefixes of names: OOXML's producers choose theirs freely, ODF's don't
 * @throws XmlFault for what is no XML, or has a document type with declarations of its own
 */
export function readXml(bytes: Uint8Array, handler: XmlHandler, prefixes = false): void {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const local = prefixes ? (name: string): string => name : withoutPrefix();
  parser.on('error', (error) => {
    if (!FORGIVEN.test(error.message)) throw new XmlFault(error.message);
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) throw new XmlFault('document type');
  });
  parser.on('opentag', (tag) => handler.open?.(local(tag.name), tag.attributes as Attributes));
  parser.on('closetag', (tag) => handler.close?.(local(tag.name)));
  if (handler.text !== undefined) {
    const onText = handler.text.bind(handler);
    parser.on('text', onText);
    parser.on('cdata', onText);
  }
  const decoder = new TextDecoder(encodingOf(bytes));
  for (let at = 0; at < bytes.length; at += CHUNK_LENGTH) parser.write(decoder.decode(bytes.subarray(at, at + CHUNK_LENGTH), { stream: true }));
  const rest = decoder.decode();
  if (rest !== '') parser.write(rest);
  parser.close();
}

/** An attribute by its local name, whatever its prefix. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const suffix = `:${name}`;
  for (const key in attributes) if (key.endsWith(suffix)) return attributes[key];
  return undefined;
}

/** True for the spellings of a set flag: no value, `1`, `true`, `on`. */
export const isOn = (value: string | undefined): boolean => value !== undefined && !/^(?:0|false|off|none)$/i.test(value);

function withoutPrefix(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    let local = known.get(name);
    if (local === undefined) {
      local = name.slice(name.indexOf(':') + 1);
      if (known.size < 10_000) known.set(name, local);
    }
    return local;
  };
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  const declared = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/i.exec(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 300)).toString('latin1'))?.[1];
  try {
    return declared === undefined ? 'utf-8' : new TextDecoder(declared).encoding;
  } catch {
    return 'utf-8';
  }
}
