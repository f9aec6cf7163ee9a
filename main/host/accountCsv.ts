// The account as a spreadsheet opens it: RFC 4180, UTF-8 with its mark, one line a file, in the person's language. A
// name that a spreadsheet would take for a formula is written so that it is none.
import Papa from 'papaparse';
import type { DocumentId, SourceId } from '../../contract/domain.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { AccountedFile } from '../engines/library/protocol.ts';

const PAGE_FILES = 1_000;
const BYTE_ORDER_MARK = '\uFEFF';

type ReadPage = (params: { sourceId: SourceId | null; after: DocumentId | null; limit: number }) => Promise<readonly AccountedFile[]>;

export async function* accountCsv(readPage: ReadPage, sourceId: SourceId | null, t: Translate): AsyncGenerator<string> {
  const header = ['folder', 'name', 'insideOf', 'kind', 'state', 'reason', 'unreadPages', 'size', 'changed'] as const;
  yield BYTE_ORDER_MARK + toCsv([header.map((column) => t(`export.column.${column}`))]);
  for (let after: DocumentId | null = null; ; ) {
    const page = await readPage({ sourceId, after, limit: PAGE_FILES });
    if (page.length === 0) return;
    yield toCsv(page.map((file) => lineOf(file, t)));
    after = page.at(-1)!.id;
  }
}

function lineOf(file: AccountedFile, t: Translate): string[] {
  const reason = file.reason === null ? '' : t(`reason.${file.reason}`);
  return [file.folder, file.name, file.insideOf ?? '', file.kind ?? '', t(`export.state.${file.state}`), reason, file.unreadPages ?? '', String(file.sizeBytes), localTime(file.modifiedMs)];
}

/** `2026-03-31 17:05:00`, which every spreadsheet takes for a time. */
function localTime(ms: number): string {
  return new Date(ms).toLocaleString('sv-SE');
}

const toCsv = (lines: string[][]): string => `${Papa.unparse(lines, { newline: '\r\n', escapeFormulae: true })}\r\n`;
