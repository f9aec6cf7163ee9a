// OCR through all processes: the settings, the confined parser worker with its limit of memory, the picture of a page.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { encodePng } from '../../main/ingest/2-parse/image/encodePng.ts';
import { startHost } from '../support/host.ts';
import { languageFile } from '../support/libraryHarness.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { drawPage } from '../unit/parse/fixtures/drawPage.ts';
import { makePdf, setParagraphs } from '../unit/parse/fixtures/makePdf.ts';

const KEYS = 'The caretaker keeps the spare keys of the lighthouse in a blue tin.';

test('a scan and a photo are read as the settings say, and shown', async () => {
  const dir = temporaryFolder();
  const files = path.join(dir, 'files');
  mkdirSync(files);
  const raster = await drawPage(setParagraphs([KEYS]), { dotsPerInch: 300 });
  writeFileSync(path.join(files, 'scan.pdf'), makePdf([{ lines: [], image: { raster } }]));
  writeFileSync(path.join(files, 'photo.png'), encodePng(raster));
  const host = await startHost(path.join(dir, 'user'));
  onTestFinished(() => host.close());
  const context = { signal: new AbortController().signal };
  const { handlers } = host;
  expect((await handlers['settings.get']({}, context)).ocr).toEqual({ enabled: true, languages: ['eng'] });
  expect((await handlers['ocr.languages']({}, context)).map(({ id }) => id)).toEqual(expect.arrayContaining(['deu', 'eng', 'fra']));
  await handlers['settings.set']({ ocr: { enabled: false, languages: ['eng'] } }, context);
  await host.openLibrary(path.join(dir, 'library'), { remember: false });
  await host.addPaths([{ path: files, kind: 'folder' }]);
  const finished = () => host.engines.library.call('ingest.finished', {});
  await finished();
  const rows = async () => (await handlers['document.list']({ sourceId: null, state: null, nameContains: '', offset: 0, limit: 9 }, context)).rows;
  expect((await rows()).map(({ reason }) => reason)).toEqual(['ocr-off', 'ocr-off']);

  await handlers['settings.set']({ ocr: { enabled: true, languages: ['eng'] } }, context);
  await expect.poll(async () => (await rows()).map(({ state }) => state), { timeout: 120_000 }).toEqual(['indexed', 'indexed']);
  const { passages } = await handlers['search.passages']({ question: 'Where are the spare keys of the lighthouse?', scope: null, limit: 4 }, context);
  const photo = passages.find(({ documentName }) => documentName === 'photo.png')!;
  expect(photo.text).toContain('lighthouse');
  const at = photo.start + photo.text.indexOf('lighthouse');
  const [mark] = await handlers['document.locate']({ documentId: photo.documentId, versionHash: photo.versionHash, start: at, end: at + 10, quote: 'lighthouse' }, context);
  const shown = await handlers['document.pageImage']({ documentId: photo.documentId, versionHash: photo.versionHash, page: 1, maxPixels: 500_000 }, context);
  // 300 dots an inch that the file does not declare: 96 are assumed, for the mark and the picture alike.
  expect([Math.round(shown.width), Math.round(shown.height)]).toEqual([Math.round((raster.width / 96) * 72), Math.round((raster.height / 96) * 72)]);
  expect(mark!.x + mark!.width).toBeLessThan(shown.width);
  expect(host.engines.parser.restarts()).toBe(0);

  await expect(handlers['settings.set']({ ocr: { enabled: true, languages: ['tlh'] } }, context)).rejects.toMatchObject({ code: 'not-found' });
  const added = path.join(dir, 'tlh.traineddata');
  copyFileSync(languageFile('fra'), added);
  const { token } = host.registerPath(added, 'file');
  expect(await handlers['ocr.addLanguage']({ token }, context)).toMatchObject({ id: 'tlh', origin: 'added' });
  expect((await handlers['settings.get']({}, context)).ocr.languages).toEqual(['eng', 'tlh']);
  await expect.poll(async () => (await rows()).map(({ state }) => state), { timeout: 120_000 }).toEqual(['indexed', 'indexed']);
});
