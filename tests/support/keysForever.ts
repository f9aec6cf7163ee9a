// Changes the keys of a library, or converts it, over and over, until it is killed. In: `passphrase DIR`, or `convert DIR KEY`
// with the key as hex, which is a test's own. Out: a line whenever one of them is done.
import { lookAtDatabase } from '../../main/library/databaseFile.ts';
import { convertDatabase } from '../../main/library/convertDatabase.ts';
import { openKeyring } from '../../main/sovereignty/keys/keyring.ts';
import { attemptsInMemory, CHEAP, MemoryKeychain } from './keyring.ts';

const [what, libraryDir, hex] = process.argv.slice(2) as [string, string, string];
const done = (): void => void process.stdout.write('.\n');

if (what === 'convert') {
  const key = Buffer.from(hex, 'hex');
  for (;;) {
    const plain = lookAtDatabase(libraryDir) === 'plain';
    convertDatabase({ libraryDir, from: plain ? null : key, to: plain ? key : null });
    done();
  }
}
const keyring = openKeyring(libraryDir, { keychain: new MemoryKeychain(), attempts: attemptsInMemory(), cost: CHEAP });
for (const secret of ['passphrase 0', 'passphrase 1']) await keyring.unlock(secret).catch(() => undefined);
process.stdout.write('ready\n');
for (let at = 0; ; at += 1) {
  await keyring.setPassphrase(`passphrase ${at % 2}`);
  done();
}
