// @ts-check
// `npm run sign-update`: makes a key, or an update file of a package. In: files and what the header says. Out: the key's file
// and the line for resources/update-keys.json, or the update file beside the package.
// Invariant: a private key goes into the file that was named, readable by its owner alone, and nowhere else.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { frontOf, keyId, PRODUCT, signedBytes, updateHeader } from '../main/update/updateFile.ts';

const USAGE = `npm run sign-update -- --new-key FILE
npm run sign-update -- --key FILE --package FILE --version 0.2.0 --platform linux --arch x64 --kind AppImage
                       [--notes-en FILE] [--notes-de FILE] [--out FILE]`;
/** How a raw Ed25519 key is wrapped as SubjectPublicKeyInfo, before its 32 bytes. */
const SPKI_PREFIX_BYTES = 12;

/** @param {import('node:crypto').KeyObject} privateKey @returns {string} */
const publicKeyOf = (privateKey) => createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX_BYTES).toString('base64');

/** @param {string} file */
function makeKey(file) {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
  const publicKey = publicKeyOf(privateKey);
  console.log(`The private key is ${file}. Keep it off every computer that builds, and out of every repository.`);
  console.log(`For resources/update-keys.json (key ${keyId({ publicKey })}):`);
  console.log(JSON.stringify({ name: basename(file).replace(/\.[^.]*$/, ''), publicKey }));
}

/** @param {string} file */
async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** @param {string | undefined} file */
const textOf = (file) => (file === undefined ? '' : readFileSync(file, 'utf8').trim());

/** @param {Readonly<Record<string, string | undefined>>} given */
async function signPackage(given) {
  const { key = '', package: file = '', version, platform, arch, kind } = given;
  const header = updateHeader.parse({
    format: 1,
    product: PRODUCT,
    version,
    platform,
    arch,
    kind,
    payloadBytes: statSync(file).size,
    sha256: await sha256Of(file),
    notes: { en: textOf(given['notes-en']), de: textOf(given['notes-de']) },
    madeAtMs: Date.now(),
  });
  const headerBytes = Buffer.from(JSON.stringify(header));
  const privateKey = createPrivateKey(readFileSync(key));
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${key} is no Ed25519 key.`);
  const out = given['out'] ?? join(dirname(file), `${PRODUCT}-${header.version}-${header.platform}-${header.arch}.freehold-update`);
  // Refuses a header that no program would take: before there is a file.
  const front = frontOf(headerBytes, sign(null, signedBytes(headerBytes), privateKey));
  const target = createWriteStream(out, { flags: 'wx' });
  target.write(front);
  await pipeline(createReadStream(file), target);
  console.log(`${out}\n${header.sha256}  payload\nsigned by key ${keyId({ publicKey: publicKeyOf(privateKey) })}`);
}

const text = /** @type {const} */ ({ type: 'string' });
const { values } = parseArgs({ options: { 'new-key': text, key: text, package: text, version: text, platform: text, arch: text, kind: text, 'notes-en': text, 'notes-de': text, out: text } });
if (values['new-key'] !== undefined) makeKey(values['new-key']);
else if (values.key !== undefined && values.package !== undefined) await signPackage(values);
else {
  console.error(USAGE);
  process.exitCode = 2;
}
