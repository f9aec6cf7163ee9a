// How a parser worker is started, and how much it may hold: as little as reading hostile files can do with. The host, the
// fuzzer and the evaluation start it alike.
const MIB = 1024 * 1024;

/** Of the whole process, as the system counts it: heap, buffers, wasm. The largest files that are read peak below it. */
export const PARSER_MEMORY_BYTES = 512 * MIB;
/** Leaves room for a file's bytes beside the heap, and makes V8 collect in time. */
const HEAP_MIB = 384;
/** V8's own size lets the young generation grow by 100 MB: a DOCX with 60 MB of XML peaks at 450 MB with this, above 512 without. */
const SEMI_SPACE_MIB = 8;

export const PARSER_ARGUMENTS: readonly string[] = [
  // No writing, no programs, no native code. What Node's permission model does not cover goes in `confine`.
  '--permission',
  // A person's files may lie anywhere; which of them is read the host alone says.
  '--allow-fs-read=*',
  // For the watch, which is started before `confine`.
  '--allow-worker',
  '--disable-warning=SecurityWarning',
  `--max-old-space-size=${HEAP_MIB}`,
  `--max-semi-space-size=${SEMI_SPACE_MIB}`,
];
