// The parts of an OOXML or ODF archive that hold text, inflated and counted. Relationships are read as names within the
// archive only: what points outside it is not followed. Invariant: no document type, no name that leaves the archive.
import { posix } from 'node:path';
import type { FileReason } from '../../../../contract/domain.ts';
import { DOCUMENT_LIMITS, readZip } from '../readZip.ts';
import { attribute, readXml } from './xml.ts';


export interface Relationship {
  readonly id: string;
  /** Last word of the relationship's type: `slide`, `notesSlide`, `chart`. */
  readonly type: string;
  /** Name of the part. */
  readonly target: string;
}

export interface OfficePackage {
  readonly parts: ReadonlyMap<string, Buffer>;
  /** Whatever the case of the name, and a slash before it. */
  part(name: string): Buffer | undefined;
  /** Of one part; of the whole package with ''. */
  relationships(name: string): readonly Relationship[];
}

export type PackageOutcome = { readonly ok: true; readonly package: OfficePackage } | { readonly ok: false; readonly reason: FileReason };

/** Parts with text or structure, also those of a workbook in binary form, and who wrote it. Pictures, objects, macros and fonts stay packed. */
const TEXT_PART = /\.(?:xml|rels)$|^xl\/(?:\w+|worksheets\/\w+)\.bin$/i;
const PROPERTIES = /^(?:customXml|docProps)\//i;
const isTextPart = (name: string): boolean => TEXT_PART.test(name) && (!PROPERTIES.test(name) || /^docProps\/core\.xml$/i.test(name)) && !/^xl\/vbaProject|\.\./i.test(name);

export function openPackage(bytes: Uint8Array): PackageOutcome {
  const archive = readZip(bytes, isTextPart, DOCUMENT_LIMITS);
  return archive.ok ? { ok: true, package: packageOf(archive.entries) } : archive;
}

export function packageOf(parts: ReadonlyMap<string, Buffer>): OfficePackage {
  const byName = new Map(Array.from(parts, ([name, content]) => [normal(name), content] as const));
  const part = (name: string): Buffer | undefined => byName.get(normal(name));
  return {
    // What is made of all the parts is made of their text.
    parts: new Map([...parts].filter(([name]) => !PROPERTIES.test(name))),
    part,
    relationships: (name) => {
      const content = part(posix.join(posix.dirname(name), '_rels', `${posix.basename(name)}.rels`));
      const found: Relationship[] = [];
      if (content === undefined) return found;
      readXml(content, {
        open: (element, attributes) => {
          const target = attribute(attributes, 'Target');
          if (element !== 'Relationship' || target === undefined || attribute(attributes, 'TargetMode') === 'External') return;
          const path = target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(name), target);
          found.push({ id: attribute(attributes, 'Id') ?? '', type: (attribute(attributes, 'Type') ?? '').replace(/^.*\//, ''), target: path });
        },
      });
      return found;
    },
  };
}

const normal = (name: string): string => posix.normalize(name.replaceAll('\\', '/').replace(/^\/+/, '')).toLowerCase();
