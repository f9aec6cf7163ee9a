// Another program that has a library open. Prints a line when it has, and keeps it until it is killed.
import { openDatabase } from '../../main/library/openDatabase.ts';

openDatabase(process.argv[2]!);
process.stdout.write('open\n');
setInterval(() => undefined, 1_000);
