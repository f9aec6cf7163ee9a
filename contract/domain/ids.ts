// Ids that can't be mistaken for one another, and the hash that a version of a document is known by.

type Brand<Base, Name extends string> = Base & { readonly __brand: Name };

export type SourceId = Brand<string, 'SourceId'>;
export type DocumentId = Brand<string, 'DocumentId'>;
export type ChunkId = Brand<string, 'ChunkId'>;
export type ConversationId = Brand<string, 'ConversationId'>;
export type CollectionId = Brand<string, 'CollectionId'>;
export type AnswerId = Brand<string, 'AnswerId'>;
/** SHA-256 of a file's bytes, lower-case hex: the identity of a document version. */
export type VersionHash = Brand<string, 'VersionHash'>;
