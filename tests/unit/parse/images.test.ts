// Image files: what is decoded, page by page, and how large a page is in points. Broken and oversized ones are refused.
import { expect, test } from 'vitest';
import { decodeImagePage } from '../../../main/ingest/2-parse/image/decodeImage.ts';
import { encodePng } from '../../../main/ingest/2-parse/image/encodePng.ts';
import { pageImage } from '../../../main/ingest/2-parse/image/pageImage.ts';
import type { Raster } from '../../../main/ingest/2-parse/image/raster.ts';
import { tiffPages } from '../../../main/ingest/2-parse/image/tiffDirectory.ts';
import { parseDocument } from '../../../main/ingest/2-parse/parseDocument.ts';
import { makeTiff } from './fixtures/makeTiff.ts';

const grey = (width: number, height: number): Raster => ({ width, height, channels: 1, data: Uint8Array.from({ length: width * height }, (_, at) => (at * 7) % 256) });
const colour: Raster = { width: 5, height: 3, channels: 3, data: Uint8Array.from({ length: 45 }, (_, at) => (at * 5) % 256) };

async function decoded(bytes: Uint8Array, page = 0): Promise<Raster> {
  const outcome = await decodeImagePage(bytes, page);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.page.raster;
}

test('what is written as PNG is read as it was', async () => {
  expect(await decoded(encodePng(colour))).toEqual(colour);
  expect(await decoded(encodePng(grey(33, 9)))).toEqual(grey(33, 9));
});

test('a TIFF has all its pages, but no thumbnails, the right way up, at its own resolution', async () => {
  const file = makeTiff([{ raster: grey(30, 20), dotsPerInch: 200 }, { raster: grey(3, 2), reduced: true }, { raster: grey(8, 4), orientation: 6 }]);
  expect(tiffPages(file).map(({ width, height }) => [width, height])).toEqual([[30, 20], [8, 4]]);
  expect(await decoded(file, 0)).toEqual(grey(30, 20));
  expect(await decoded(file, 1)).toMatchObject({ width: 4, height: 8 });
  expect(await pageImage(file, 0, 1_000_000)).toMatchObject({ type: 'image/png', width: expect.closeTo(10.8), height: expect.closeTo(7.2) });
  expect(await parseDocument(file, { kind: 'image', name: 'fax.tif' })).toMatchObject({ ok: false, reason: 'no-text', needsOcr: [1, 2] });
});

test('a picture for the window is no larger than asked, and its page keeps its size', async () => {
  const shown = await pageImage(encodePng(grey(960, 480)), 0, 20_000);
  const small = await decoded(shown!.bytes);
  expect(small.width * small.height).toBeLessThanOrEqual(20_000);
  expect([shown!.width, shown!.height, Math.round((small.width / small.height) * 100)]).toEqual([720, 360, 200]);
});

test('a header that promises more than fits is not decoded; broken and foreign bytes are damaged', async () => {
  const huge = Buffer.from(encodePng(grey(4, 4)));
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  expect(await decodeImagePage(huge, 0)).toEqual({ ok: false, reason: 'too-large' });
  const hugeTiff = makeTiff([{ raster: grey(4, 4) }]);
  const widthAt = tiffPages(hugeTiff)[0]!.offset + 2 + 12 + 8;
  hugeTiff.writeUInt32LE(2_000_000, widthAt);
  hugeTiff.writeUInt32LE(2_000_000, widthAt + 12);
  expect(await decodeImagePage(hugeTiff, 0)).toEqual({ ok: false, reason: 'too-large' });
  const whole = encodePng(grey(64, 64));
  for (const bytes of [whole.subarray(0, 60), Buffer.from('GIF89a'), Buffer.from('BM'), Buffer.from('plain text'), Buffer.from('II*\0\xff\xff\xff\xff', 'latin1')]) {
    expect((await decodeImagePage(bytes, 0)).ok).toBe(false);
  }
  expect(await decodeImagePage(whole, 1)).toEqual({ ok: false, reason: 'damaged' });
  expect(await parseDocument(Buffer.from('plain text'), { kind: 'image', name: 'a.png' })).toMatchObject({ ok: false, reason: 'damaged' });
  // After all that the decoder works as before.
  expect(await decoded(whole)).toEqual(grey(64, 64));
});

test('a directory that points at itself ends', () => {
  const file = makeTiff([{ raster: grey(4, 4) }]);
  const [first] = tiffPages(file);
  file.writeUInt32LE(first!.offset, file.length - 4);
  expect(tiffPages(file)).toHaveLength(1);
});
