// Who wrote an office file, by the properties of its package: Dublin Core's creator in OOXML; in ODF the first author, and
// the last one where that is not said. Invariant: properties that can't be read cost the name and nothing else.
import type { OfficePackage } from './officePackage.ts';
import { readXml, XmlFault } from './xml.ts';

/** Of one name; more is none. */
const MAX_NAME_LENGTH = 1_000;
const MAX_NAMES = 20;

export function packageAuthors(opened: OfficePackage): readonly string[] {
  try {
    const declared = opened.relationships('').find(({ type }) => type === 'core-properties')?.target;
    const properties = opened.part('meta.xml') ?? opened.part(declared ?? 'docProps/core.xml');
    if (properties === undefined) return [];
    const names = namesIn(properties);
    return names.first.length > 0 ? names.first : names.creators;
  } catch (error) {
    if (error instanceof XmlFault) return [];
    throw error;
  }
}

function namesIn(properties: Buffer): { readonly first: readonly string[]; readonly creators: readonly string[] } {
  const found: { first: string[]; creators: string[] } = { first: [], creators: [] };
  let name: string | null = null;
  readXml(properties, {
    open: (element) => {
      if (element === 'creator' || element === 'initial-creator') name = '';
    },
    text: (text) => {
      if (name !== null && name.length < MAX_NAME_LENGTH) name += text;
    },
    close: (element) => {
      if (name === null || (element !== 'creator' && element !== 'initial-creator')) return;
      const list = element === 'creator' ? found.creators : found.first;
      if (list.length < MAX_NAMES && name.trim() !== '') list.push(name);
      name = null;
    },
  });
  return found;
}
