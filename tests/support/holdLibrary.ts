// Another program that has a library open. Prints a line when it has, and keeps it until it is killed; or ends with the
// code of the error.
import { toWireError } from '../../contract/errors.ts';
import { descriptorOf, isSealed } from '../../main/library/databaseBytes.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { createByteSearch, searchFiles } from '../../main/library/searchBytes.ts';

try {
  const db = openDatabase(process.argv[2]!);
  // Looking at its bytes must not cost it the lock.
  isSealed(db);
  await searchFiles([descriptorOf(db)], createByteSearch([Buffer.from('anything')]), new AbortController().signal);
  process.stdout.write('open\n');
  setInterval(() => undefined, 1_000);
} catch (error) {
  process.stdout.write(`${toWireError(error).code}\n`);
}
