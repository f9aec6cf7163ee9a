// Entry of the library engine: a plain Node program that holds SQLite, LanceDB and the embedder.
import { runEngine } from '../rpc/runEngine.ts';
import { createLibraryService, type LibraryService } from './libraryService.ts';
import { libraryHostProtocol, libraryProtocol } from './protocol.ts';

let library: LibraryService | null = null;
runEngine({
  local: libraryProtocol,
  remote: libraryHostProtocol,
  createService: (call) => {
    library = createLibraryService(call);
    return library.service;
  },
  beforeExit: async () => library?.close(),
});
