// A program that records entries in a library's ledger until it is killed. Prints the number of each entry once it is
// committed. In: the library's folder and the ledger's.
import { openLedger } from '../../main/library/ledger.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';

const [libraryDir, ledgerDir] = process.argv.slice(2) as [string, string];
const ledger = openLedger(openDatabase(libraryDir), { ledgerDir, onProblem: (error) => process.stderr.write(String(error)) });
for (let at = 0; ; at += 1) {
  ledger.record({ kind: 'file.read', facts: { outcome: 'indexed', reason: null, bytes: at }, content: null, name: `/files/${at}.md`, owner: { type: 'source', id: 'source' as never } });
  process.stdout.write(`${ledger.head().sequence}\n`);
  // Far more often than in earnest, so that a kill often comes between the two.
  if (at % 5 === 0) ledger.anchor();
  await new Promise<void>((resolve) => setImmediate(resolve));
}
