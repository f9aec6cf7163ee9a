// The icon for each kind of document; one kept set, quiet shapes.
import FileCode from '@lucide/svelte/icons/file-code';
import FileQuestion from '@lucide/svelte/icons/file-question-mark';
import FileSpreadsheet from '@lucide/svelte/icons/file-spreadsheet';
import FileText from '@lucide/svelte/icons/file-text';
import FileType from '@lucide/svelte/icons/file-type';
import Globe from '@lucide/svelte/icons/globe';
import type { DocumentKind } from '../../contract/domain.ts';

export function fileIcon(kind: DocumentKind | null): typeof FileText {
  switch (kind) {
    case 'pdf':
    case 'docx':
      return FileType;
    case 'csv':
      return FileSpreadsheet;
    case 'code':
      return FileCode;
    case 'html':
      return Globe;
    case 'text':
    case 'markdown':
      return FileText;
    case null:
      return FileQuestion;
  }
}
