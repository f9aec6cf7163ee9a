// The words of the field and their shapes, shared by every process. Data only: no Node, no DOM, no Electron.
// Types chain along the two lines: SourceFile -> ParsedDocument -> Chunk -> EmbeddedChunk, and
// Passage -> RankedPassage -> PackedPrompt -> AnswerEvent -> Citation. Offsets are UTF-16 code units into a
// version's canonical text, half-open [start, end).
export * from './domain/ids.ts';
export * from './domain/sources.ts';
export * from './domain/documents.ts';
export * from './domain/search.ts';
export * from './domain/everyFile.ts';
export * from './domain/answers.ts';
