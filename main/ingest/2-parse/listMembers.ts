// Stage 2 for files that are nothing but other files: their list. In: a source of bytes that is read where it has to
// be, of any size; out: every file in it, or the reason why none can be had.
import type { DocumentKind } from '../../../contract/domain.ts';
import { listMbox } from './formats/mbox.ts';
import { listZip } from './formats/zip.ts';
import type { ByteSource } from './members/byteSource.ts';
import { refuse, type ContainerOutcome } from './parseOutcome.ts';

export type ContainerKind = 'mbox' | 'zip';
export const isContainer = (kind: DocumentKind): kind is ContainerKind => kind === 'mbox' || kind === 'zip';

export async function listMembers(source: ByteSource, kind: ContainerKind): Promise<ContainerOutcome> {
  if (source.sizeBytes === 0) return refuse('empty');
  return kind === 'zip' ? listZip(source) : listMbox(source);
}
