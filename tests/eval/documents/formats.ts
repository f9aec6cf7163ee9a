// The rows of the table: what a file claims to be by its name. A list of its own, so that a format that the product
// overlooks is seen here.
import path from 'node:path';

const EXTENSIONS: Readonly<Record<string, string>> = {
  pdf: 'pdf', docx: 'docx', doc: 'doc', pptx: 'pptx', ppt: 'ppt', xlsx: 'xlsx', xls: 'xls', csv: 'csv', tsv: 'csv', odt: 'odt', ods: 'ods', odp: 'odp',
  rtf: 'rtf', epub: 'epub', html: 'html', htm: 'html', xhtml: 'html', mhtml: 'mhtml', mht: 'mhtml', md: 'markdown', markdown: 'markdown', org: 'org', rst: 'rst', tex: 'latex',
  txt: 'text', text: 'text', log: 'text', eml: 'eml', msg: 'msg', mbox: 'mbox', zip: 'zip', png: 'image', jpg: 'image', jpeg: 'image', tif: 'image', tiff: 'image',
};
/** Source code has too many names to list; what is none of these and nothing above is `other`, and not a listed format. */
const CODE = /(?:^|\/)(?:[\w-]*makefile|dockerfile)$|\.(?:ya?ml|json|xml|toml|ini|cfg|c|h|cpp|cs|css|go|java|js|jsx|ts|tsx|kt|lua|php|pl|py|r|rb|rs|sh|sql|swift|vue)$/i;

/** Old binary formats without a kept library: rows of their own, outside `readShare`. */
export const OLD_FORMATS: ReadonlySet<string> = new Set(['doc', 'ppt']);
export const OTHER = 'other';

export function formatOf(file: string): string {
  return EXTENSIONS[path.extname(file).slice(1).toLowerCase()] ?? (CODE.test(file.replaceAll('\\', '/')) ? 'code' : OTHER);
}
