// @ts-check
// Reads zip files (wheels, the Electron archive) with Node alone; Python's own unzip loses the executable bits.
// In: a zip's path. Out: its entries, and files written from them.
// Invariant: nothing is ever written outside the folder asked for, and an entry that inflates to another size is an error.

import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

import { SetupError } from './errors.mjs';

/**
 * @typedef {object} ZipEntry
 * @property {string} name with forward slashes; a folder ends with one
 * @property {number} method 0 stored, 8 deflated
 * @property {number} compressedBytes
 * @property {number} bytes
 * @property {number} mode Unix permission bits, 0 when unknown
 * @property {number} headerOffset
 */

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
// The end record is 22 bytes and may be followed by a comment of up to 65,535.
const endSearchBytes = 22 + 65_535;

/** @param {string} path @returns {Promise<ZipEntry[]>} */
export async function readZip(path) {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, endSearchBytes));
    await file.read(tail, 0, tail.length, size - tail.length);
    const at = findEnd(tail);
    if (at < 0) throw new SetupError(`${path} is not a complete zip file.`, { remedy: 'Delete it and run the same command again.' });
    const directory = Buffer.alloc(tail.readUInt32LE(at + 12));
    await file.read(directory, 0, directory.length, tail.readUInt32LE(at + 16));
    return readDirectory(directory, tail.readUInt16LE(at + 10), path);
  } finally {
    await file.close();
  }
}

/** @param {Buffer} tail */
function findEnd(tail) {
  for (let at = tail.length - 22; at >= 0; at -= 1) if (tail.readUInt32LE(at) === endSignature) return at;
  return -1;
}

/** @param {Buffer} directory @param {number} count @param {string} path */
function readDirectory(directory, count, path) {
  /** @type {ZipEntry[]} */
  const entries = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (directory.readUInt32LE(at) !== centralSignature) throw new SetupError(`${path} has a damaged list of files.`);
    const nameBytes = directory.readUInt16LE(at + 28);
    const mode = directory.readUInt32LE(at + 38) >>> 16;
    const entry = {
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      mode: mode & 0o777,
      headerOffset: directory.readUInt32LE(at + 42),
    };
    // Neither zip64 nor symbolic links occur in the pinned archives; refusing them keeps this reader small and safe.
    if (entry.bytes === 0xffffffff || (mode & 0o170000) === 0o120000) {
      throw new SetupError(`${path} holds ${entry.name}, of a kind that is not supported.`);
    }
    entries.push(entry);
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * Writes one entry's content to `target`, making its folder.
 * @param {string} path the zip
 * @param {ZipEntry} entry
 * @param {string} target
 */
export async function extractEntry(path, entry, target) {
  await mkdir(dirname(target), { recursive: true });
  const output = createWriteStream(target);
  if (entry.compressedBytes === 0) {
    await pipeline([], output);
  } else {
    const start = await dataOffset(path, entry);
    const input = createReadStream(path, { start, end: start + entry.compressedBytes - 1, highWaterMark: 1 << 20 });
    if (entry.method === 0) await pipeline(input, output);
    else if (entry.method === 8) await pipeline(input, createInflateRaw({ chunkSize: 1 << 18 }), output);
    else throw new SetupError(`${path} holds ${entry.name}, packed in an unknown way.`);
  }
  if (output.bytesWritten !== entry.bytes) throw new SetupError(`${entry.name} in ${path} is damaged: its size is wrong.`);
  if (entry.mode) await chmod(target, entry.mode);
}

/** The local header repeats the name with an extra field of its own length, so only it tells where the data starts. @param {string} path @param {ZipEntry} entry */
async function dataOffset(path, entry) {
  const file = await open(path);
  try {
    const header = Buffer.alloc(30);
    await file.read(header, 0, 30, entry.headerOffset);
    return entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

/**
 * @param {string} path
 * @param {string} folder
 * @param {(name: string) => string | undefined} rename the name to write under, undefined to leave it out
 */
export async function extractZip(path, folder, rename) {
  for (const entry of await readZip(path)) {
    const name = rename(entry.name);
    if (!name || name.endsWith('/')) continue;
    if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..')) {
      throw new SetupError(`${path} holds the unsafe name ${entry.name}.`);
    }
    await extractEntry(path, entry, join(folder, name));
  }
}

/** @param {string} path @param {string} member @param {string} target */
export async function extractMember(path, member, target) {
  const entry = (await readZip(path)).find(({ name }) => name === member);
  if (!entry) throw new SetupError(`${path} does not hold ${member}.`, { remedy: 'What is offered under that name has changed: report it.' });
  await extractEntry(path, entry, target);
}
