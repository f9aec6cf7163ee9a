// The icon for each kind of document; one kept set, quiet shapes.
import FileArchive from '@lucide/svelte/icons/file-archive';
import FileCode from '@lucide/svelte/icons/file-code';
import FileImage from '@lucide/svelte/icons/file-image';
import FileQuestion from '@lucide/svelte/icons/file-question-mark';
import FileSpreadsheet from '@lucide/svelte/icons/file-spreadsheet';
import FileText from '@lucide/svelte/icons/file-text';
import FileType from '@lucide/svelte/icons/file-type';
import Globe from '@lucide/svelte/icons/globe';
import BookOpen from '@lucide/svelte/icons/book-open';
import Mail from '@lucide/svelte/icons/mail';
import Mails from '@lucide/svelte/icons/mails';
import Presentation from '@lucide/svelte/icons/presentation';
import type { DocumentKind } from '../../contract/domain.ts';

const ICONS: Readonly<Record<DocumentKind, typeof FileText>> = {
  text: FileText,
  markdown: FileText,
  org: FileText,
  rst: FileText,
  latex: FileText,
  html: Globe,
  mhtml: Globe,
  pdf: FileType,
  docx: FileType,
  doc: FileType,
  odt: FileType,
  rtf: FileType,
  pptx: Presentation,
  ppt: Presentation,
  odp: Presentation,
  csv: FileSpreadsheet,
  xlsx: FileSpreadsheet,
  xls: FileSpreadsheet,
  ods: FileSpreadsheet,
  code: FileCode,
  epub: BookOpen,
  eml: Mail,
  msg: Mail,
  mbox: Mails,
  zip: FileArchive,
  image: FileImage,
};

export function fileIcon(kind: DocumentKind | null): typeof FileText {
  return kind === null ? FileQuestion : ICONS[kind];
}
