// Who may import whom. A folder is a permission: each rule says in its comment why it is there.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'contract-stands-alone',
      comment: 'The contract is shared by every process: it may use zod and itself, nothing else.',
      severity: 'error',
      from: { path: '^contract/' },
      to: { pathNot: ['^contract/', 'node_modules/zod/'] },
    },
    {
      name: 'electron-only-in-the-shell',
      comment: 'The core runs under the command line and the tests too; only app/, ipc/, index.ts and compose.ts know Electron.',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/(app|ipc)/|^main/(index|compose)\\.ts$' },
      to: { path: '(^|/)node_modules/electron/|^electron$' },
    },
    {
      name: 'shell-without-native-modules',
      comment: "Native code in Electron's processes runs on Chromium's allocator and dies of large allocations (docs/adr/0001).",
      severity: 'error',
      from: { path: '^main/(app|ipc|host|sovereignty|models)/|^main/(index|compose)\\.ts$|^preload/|^renderer/' },
      to: { path: 'better-sqlite3|@lancedb|@parcel/watcher|@xenova/transformers|onnxruntime|node-llama-cpp|@hyzyla/pdfium' },
    },
    {
      name: 'renderer-knows-the-contract-only',
      comment: 'The window has no Node and no paths: it speaks through the bridge.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|preload|scripts|tests)/' },
    },
    {
      name: 'preload-knows-the-contract-only',
      comment: 'Preload is the narrowest place of the boundary.',
      severity: 'error',
      from: { path: '^preload/' },
      to: { path: '^(main|renderer|scripts|tests)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'stages-of-ingest-apart',
      comment: 'A stage imports its own folder, never another stage; only runIngest.ts calls stages.',
      severity: 'error',
      from: { path: '^main/ingest/([1-5]-[a-z]+)/' },
      to: { path: '^main/ingest/[1-5]-', pathNot: '^main/ingest/$1/' },
    },
    {
      name: 'stages-of-answer-apart',
      comment: 'As above; the words of a question are shared vocabulary, and live in the first stage.',
      severity: 'error',
      from: { path: '^main/answer/([1-5]-[a-z]+)/' },
      to: { path: '^main/answer/[1-5]-', pathNot: ['^main/answer/$1/', '^main/answer/1-retrieve/queryTerms\\.ts$'] },
    },
    {
      name: 'parser-has-no-library',
      comment: 'Hostile files meet no database and no keys.',
      severity: 'error',
      from: { path: '^main/(engines/parser|ingest/2-parse)/' },
      to: { path: '^main/(library|host|sovereignty|engines/library|engines/llm)/' },
    },
    { name: 'files-below-all', comment: 'How files are written knows of nobody who writes some.', severity: 'error', from: { path: '^main/files/' }, to: { path: '^(main/(?!files/)|preload/|renderer/)' } },
    { name: 'no-cycles', comment: 'A cycle has no order to read it in.', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'main/tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types', 'svelte'] },
  },
};
