// A program that opens a library and forgets a file of it by its name; it is killed meanwhile. Prints a line when it begins.
// In: the library's folder, the ledger's, and the name.
import type { DocumentId } from '../../contract/domain.ts';
import { forgetDocuments } from '../../main/engines/library/forgetDocuments.ts';
import { openOver } from './changingFolder.ts';

const [libraryDir, name] = process.argv.slice(2) as [string, string];
const library = await openOver(libraryDir, { watch: false });
const id = library.db.prepare('SELECT id FROM documents WHERE name = ? AND deleted_at_ms IS NULL').pluck().get(name) as DocumentId;
process.stdout.write('forgetting\n');
await forgetDocuments([id], 'erased', library);
process.stdout.write('forgotten\n');
await library.close();
