// Says by its name and size which reader a file is for. Nothing is opened: whether the content is what the name
// promises is found out by the parser.
import type { DocumentKind, FileReason } from '../../../contract/domain.ts';

export interface SizeLimits {
  readonly maxBytes: number;
  /** For kinds that are text as they stand: all of it would be indexed. */
  readonly maxTextBytes: number;
  /** For mailboxes and archives, which are never read as a whole. */
  readonly maxContainerBytes: number;
}

const MIB = 1024 * 1024;
export const DEFAULT_SIZE_LIMITS: SizeLimits = { maxBytes: 100 * MIB, maxTextBytes: 50 * MIB, maxContainerBytes: 2048 * MIB };

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

const EXTENSIONS: Readonly<Record<DocumentKind, readonly string[]>> = {
  text: words('txt text log asc nfo'),
  markdown: words('md markdown mdown mkd mdx'),
  html: words('html htm xhtml'),
  pdf: words('pdf'),
  docx: words('docx docm dotx dotm'),
  csv: words('csv tsv tab'),
  doc: words('doc dot'),
  odt: words('odt ott fodt'),
  rtf: words('rtf'),
  pptx: words('pptx pptm ppsx ppsm potx potm'),
  ppt: words('ppt pps'),
  odp: words('odp otp fodp'),
  xlsx: words('xlsx xlsm xltx xltm xlsb'),
  xls: words('xls xlt'),
  ods: words('ods ots fods'),
  epub: words('epub'),
  mhtml: words('mhtml mht'),
  org: words('org'),
  rst: words('rst rest'),
  latex: words('tex latex ltx'),
  eml: words('eml emlx'),
  msg: words('msg'),
  mbox: words('mbox mbx'),
  zip: words('zip'),
  image: words('png jpg jpeg jpe tif tiff bmp gif webp'),
  code: words(`
    adoc asm awk bash bat bib c cc cfg cjs clj cmake conf cpp cs css cxx dart diff el elm erl ex exs f90 fish fs go
    gradle graphql groovy h hpp hs ini java jl js json json5 jsonl jsx kt kts less lisp lua m mjs mk ml nim nix pas
    patch php pl pm properties proto ps1 py r rb rs sass scala scm scss sh sql srt sty svelte swift tcl tf toml
    ts tsx vb vim vtt vue xml yaml yml zig zsh`),
};

/** Files known by their whole name. */
const NAMES: Readonly<Record<string, DocumentKind>> = {
  ...Object.fromEntries(words('readme license licence copying notice authors contributors changelog changes news todo install history thanks').map((name) => [name, 'text'])),
  ...Object.fromEntries(words('makefile gnumakefile dockerfile containerfile jenkinsfile vagrantfile rakefile gemfile procfile justfile').map((name) => [name, 'code'])),
};

const KIND_BY_EXTENSION: ReadonlyMap<string, DocumentKind> = new Map(
  Object.entries(EXTENSIONS).flatMap(([kind, extensions]) => extensions.map((extension) => [extension, kind as DocumentKind] as const)),
);

/** All of such a file would be indexed; the others hold pictures and packing too. */
const TEXT_KINDS: ReadonlySet<DocumentKind> = new Set(['text', 'markdown', 'html', 'csv', 'code', 'org', 'rst', 'latex']);

const CONTAINERS: ReadonlySet<DocumentKind> = new Set(['mbox', 'zip']);

export type Classification = { readonly kind: DocumentKind } | { readonly kind: null; readonly skip: FileReason };

/** @param name the file's name without folders @param sizeBytes as the file system says */
export function classifyFile(name: string, sizeBytes: number, limits: SizeLimits = DEFAULT_SIZE_LIMITS): Classification {
  const kind = kindOf(name);
  if (kind === undefined) return { kind: null, skip: 'unsupported-type' };
  const skip = skipBySize(kind, sizeBytes, limits);
  return skip === null ? { kind } : { kind: null, skip };
}

/** Why a file of this kind and size is not read; null when it is. */
export function skipBySize(kind: DocumentKind, sizeBytes: number, limits: SizeLimits = DEFAULT_SIZE_LIMITS): FileReason | null {
  if (sizeBytes === 0) return 'empty';
  const maxBytes = TEXT_KINDS.has(kind) ? limits.maxTextBytes : CONTAINERS.has(kind) ? limits.maxContainerBytes : limits.maxBytes;
  return sizeBytes > maxBytes ? 'too-large' : null;
}

/** Undefined for an ending that no reader is there for. */
function kindOf(name: string): DocumentKind | undefined {
  const lower = name.toLowerCase();
  const dot = lower.lastIndexOf('.');
  if (dot > 0) return KIND_BY_EXTENSION.get(lower.slice(dot + 1));
  // Whether it is text is seen when it is read.
  return Object.hasOwn(NAMES, lower) ? NAMES[lower] : 'text';
}
