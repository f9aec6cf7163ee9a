// The model catalog as a person meets it: sealed at first, unsealed on purpose; a download that is paused, outlives a
// restart, fails in plain words and ends in a model that answers. The hub is a server on the loopback, over TLS.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CERTIFICATE_FILE, sha256, startHubServer, type HubServer } from '../support/hubServer.ts';
import { setup } from '../support/host.ts';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';
import { look } from './look.ts';

const REPOSITORY = 'maker/small-gguf';
const MODEL = readFileSync(path.join(setup.modelsDir, 'smollm2-135m-instruct-q4_1', 'SmolLM2-135M-Instruct.Q4_1.gguf'));
const dir = temporaryFolderOfFile();
const kept = { userDataDir: path.join(dir, 'profile'), libraryDir: path.join(dir, 'Library') };
let hub: HubServer;
let app: App;

/** A few hundred kilobytes every tenth of a second, until the connection is gone. */
const slowly: HubServer['serve'] = (request, response, { bytes, etag }) => {
  let at = request.headers['if-range'] === etag ? Number(/\d+/.exec(request.headers.range ?? '0')?.[0] ?? 0) : 0;
  response.writeHead(at > 0 ? 206 : 200, { 'Content-Length': bytes.length - at, ETag: etag, ...(at > 0 ? { 'Content-Range': `bytes ${at}-${bytes.length - 1}/${bytes.length}` } : {}) });
  const timer = setInterval(() => {
    response.write(bytes.subarray(at, at + 400_000));
    at += 400_000;
    if (at >= bytes.length) response.end();
  }, 100);
  response.on('close', () => clearInterval(timer));
};
const asAsked: HubServer['serve'] = (_request, _response, _file, normally) => normally();

async function launch(): Promise<App> {
  const started = await App.launch({ ...kept, environment: { FREEHOLD_DOWNLOADS: path.join(dir, 'downloads.json'), FREEHOLD_TEST_CA: CERTIFICATE_FILE } });
  await started.waitUntilLoaded();
  return started;
}

async function openCatalog(): Promise<void> {
  await app.page.getByTestId('place-settings').click();
  await app.page.getByTestId('models-more').click();
  await app.page.getByTestId('catalog-model').first().waitFor();
}

const small = () => app.page.locator('[data-model="small"]');
const download = () => small().getByTestId('download');
const state = async (): Promise<string | null> => ((await download().count()) === 0 ? null : download().getAttribute('data-state'));

beforeAll(async () => {
  hub = await startHubServer();
  hub.put(REPOSITORY, 'small.gguf', MODEL);
  const shape = { layers: 30, kvHeads: 3, headDim: 64, vocabulary: 49_152 };
  const entry = (id: string, name: string, more: object = {}): object => ({ id, role: 'llm', name, description: '', licence: 'Apache-2.0', parameters: '135M', quantisation: 'Q4_1', contextTokens: 8_192, languages: ['en', 'de'], shape, files: [{ path: 'small.gguf', url: hub.url(REPOSITORY, 'small.gguf'), bytes: 98_000_000 }], ...more });
  writeFileSync(
    path.join(dir, 'downloads.json'),
    JSON.stringify({
      hosts: [hub.host, '*.hub.example'],
      models: [
        entry('small', 'Small model'),
        entry('tight', 'Tight model', { licence: 'Llama 3.2 Community License', languages: ['en', 'de', 'fr', 'it'], parameters: '13B', quantisation: 'Q4_K_M', files: [{ path: 'tight.gguf', url: hub.url(REPOSITORY, 'tight.gguf'), bytes: 14_000_000_000 }] }),
        entry('huge', 'Huge model', { parameters: '405B', files: [{ path: 'huge.gguf', url: hub.url(REPOSITORY, 'huge.gguf'), bytes: 400_000_000_000 }] }),
      ],
    }),
  );
  app = await launch();
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('add-folder').first().waitFor();
});

afterAll(async () => {
  await app.close();
  await hub.close();
});

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

test('sealed after set-up: a download leads to the question whether to unseal, and no connection is made', async () => {
  await openCatalog();
  expect(await app.page.getByTestId('seal').getAttribute('data-sealed')).toBe('true');
  await look(app, 'catalog-sealed');
  await small().getByTestId('catalog-download').click();
  const question = app.page.getByRole('alertdialog');
  await question.getByText(hub.host).waitFor();
  await look(app, 'catalog-unseal');
  await app.page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await expect(app.request('catalog.download', { modelId: 'small' })).rejects.toThrow('download-sealed');
  expect(await app.rawRequest('settings.set', { sealed: false })).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  expect(hub.connections().made).toBe(0);
});

test('too big and too large for the disk are said before anything is fetched', async () => {
  expect(await small().getAttribute('data-fit')).toBe('fits');
  const huge = app.page.locator('[data-model="huge"]');
  expect(await huge.getAttribute('data-fit')).toBe('too-big');
  expect(await huge.innerText()).toContain('The disk has too little room');
  expect(await huge.getByTestId('catalog-download').count()).toBe(0);
});

test('unsealed on purpose, the download names host and size first, and goes on while another page is shown', async () => {
  hub.serve = slowly;
  await app.page.getByTestId('seal-open').click();
  await app.page.getByRole('alertdialog').getByRole('button', { name: 'Unseal' }).press('Enter');
  await expect.poll(() => app.page.getByTestId('seal').getAttribute('data-sealed')).toBe('false');
  expect(hub.connections().made).toBe(0);
  await small().getByTestId('catalog-download').click();
  const what = await app.page.getByTestId('download-what').innerText();
  expect(what).toContain(`connects to ${hub.host} and fetches ≈ 98 MB. The host may send it on to *.hub.example, and nowhere else.`);
  await look(app, 'catalog-download');
  await app.page.getByTestId('download-confirm').press('Enter');
  await expect.poll(state).toBe('running');
  await expect.poll(() => download().innerText()).toMatch(/Downloading from localhost:\d+.*MB of 98 MB · .* per second · (about \d+ minutes?|less than a minute) left/s);
  await look(app, 'catalog-running');
  await app.page.getByTestId('place-ask').click();
  await expect.poll(() => app.page.getByTestId('sidebar-download').innerText()).toMatch(/Small model\s+\d+ %/);
  await look(app, 'catalog-sidebar');
  await app.page.getByTestId('sidebar-download').click();
  await small().getByTestId('download-pause').press('Enter');
  await expect.poll(state).toBe('paused');
  await expect.poll(() => hub.connections().open).toBe(0);
});

test('after a restart it waits, with what has arrived, until it is told to go on', async () => {
  await app.close();
  const { made } = hub.connections();
  app = await launch();
  await app.page.getByTestId('place-settings').waitFor();
  await openCatalog();
  expect(await state()).toBe('paused');
  expect(hub.connections().made).toBe(made);
  await small().getByTestId('download-resume').click();
  await expect.poll(state).toBe('running');
  await expect.poll(() => hub.requests.at(-1)?.headers.range).toMatch(/^bytes=\d{5,}-$/);
});

test('sealing closes the connection at once, and nothing goes on', async () => {
  await app.page.getByTestId('seal-close').click();
  await expect.poll(state).toBe('paused');
  await expect.poll(() => hub.connections().open).toBe(0);
  expect(await small().getByTestId('download-resume').isDisabled()).toBe(true);
  await look(app, 'catalog-sealed-paused');
  await app.page.getByTestId('seal-open').click();
  await app.page.getByRole('alertdialog').getByRole('button', { name: 'Unseal' }).click();
});

test('a host that sends it elsewhere is refused in words, and a file of another hash never becomes a model', async () => {
  const elsewhere = await startHubServer();
  hub.serve = (_request, response) => void response.writeHead(302, { Location: `https://${elsewhere.host}/x` }).end();
  await small().getByTestId('download-resume').click();
  await small().getByText(`The download was sent on to ${elsewhere.host}`).waitFor();
  await look(app, 'catalog-redirected');
  expect(elsewhere.connections().made).toBe(0);
  await elsewhere.close();
  await small().getByTestId('download-cancel').click();
  await download().waitFor({ state: 'detached' });
  hub.serve = (_request, response, { bytes }) => void response.writeHead(200, { 'Content-Length': bytes.length }).end(Buffer.alloc(bytes.length, 1));
  await small().getByTestId('catalog-download').click();
  await app.page.getByTestId('download-confirm').click();
  await small().getByText('The file that came is not the one that was published').waitFor();
  expect(await small().getAttribute('data-installed')).toBe('false');
});

test('a download that ends is a model: it is measured, chosen, and answers', async () => {
  hub.serve = asAsked;
  await small().getByTestId('download-resume').click();
  await app.page.getByText('Small model was downloaded and checked').waitFor();
  await expect.poll(() => small().getAttribute('data-installed')).toBe('true');
  await small().getByTestId('catalog-measure').click();
  await small().getByTestId('catalog-measured').waitFor({ timeout: 60_000 });
  expect(await small().getByTestId('catalog-measured').innerText()).toMatch(/^Measured: writes [\d.]+ and reads [\d.]+ tokens per second with \d+ threads? · \d+ MB of memory when it ran$/);
  await look(app, 'catalog-installed');
  await app.page.getByTestId('back').click();
  const chosen = app.page.getByTestId('model-row').filter({ hasText: 'Small model' });
  expect(await chosen.innerText()).toContain('downloaded by you');
  await chosen.getByRole('radio').check();
  await look(app, 'catalog-chosen');
  await app.request('source.addSample', {});
  await app.waitUntilRead(33);
  await app.ask('When does the lease end?');
  await app.waitUntilAnswered();
});

test('what left this machine is told on the page on privacy, connection by connection', async () => {
  await app.page.getByTestId('place-privacy').click();
  await app.page.getByRole('heading', { name: /^Only your downloads used the network: \d+ connections$/ }).waitFor();
  const rows = await app.page.getByTestId('connections').locator('tbody tr').allInnerTexts();
  expect(rows[0]).toContain(hub.host);
  expect(rows.join('\n')).toMatch(/Small model\s+98 MB/);
  expect(rows.join('\n')).toContain('refused');
  await app.page.getByTestId('connections').scrollIntoViewIfNeeded();
  await look(app, 'catalog-privacy');
});

test('the ledger has the seal, every connection and how each download ended', async () => {
  const { rows } = await app.request('ledger.page', { chain: 'installation', group: null, fromMs: null, untilMs: null, offset: 0, limit: 500 });
  const of = (kind: string): Record<string, unknown>[] => rows.filter((row) => row.kind === kind).map(({ facts }) => facts);
  expect(of('sealed.changed').toReversed()).toEqual([{ sealed: false }, { sealed: true }, { sealed: false }]);
  expect(of('download.finished').toReversed()).toEqual([{ model: 'small', bytes: 0, sha256: null, outcome: 'failed' }, { model: 'small', bytes: 0, sha256: null, outcome: 'cancelled' }, { model: 'small', bytes: 0, sha256: null, outcome: 'wrongHash' }, { model: 'small', bytes: MODEL.length, sha256: sha256(MODEL), outcome: 'done' }]);
  expect(of('connection.allowed')).toHaveLength(hub.requests.length);
  expect(of('connection.allowed').every(({ host, purpose }) => host === hub.host && purpose === 'small')).toBe(true);
  expect(of('connection.blocked')).toContainEqual({ by: 'catalog', scheme: 'https:', what: 'redirect', count: 1 });
  const verdicts = await app.request('ledger.verify', {});
  expect(verdicts.flatMap(({ faults }) => faults)).toEqual([]);
});

test('in German, in a small window', async () => {
  await app.request('settings.set', { language: 'de' });
  await openCatalog();
  await app.page.getByRole('heading', { name: 'Modelle holen' }).waitFor();
  await look(app, 'catalog-german');
  await app.page.setViewportSize({ width: 560, height: 640 });
  await look(app, 'catalog-small');
  await app.page.setViewportSize({ width: 1280, height: 800 });
  await app.request('settings.set', { language: 'system', theme: 'system' });
});

test('the model in use is deleted after it is said that it is', async () => {
  await small().getByTestId('catalog-delete').click();
  const question = app.page.getByRole('alertdialog');
  await question.getByText('This model writes your answers now.').waitFor();
  await look(app, 'catalog-delete');
  await question.getByRole('button', { name: 'Delete the model' }).click();
  await expect.poll(() => small().getAttribute('data-installed')).toBe('false');
  expect((await app.request('settings.get', {})).modelId).not.toBe('small');
  expect((await app.request('model.list', {})).some(({ id }) => id === 'small')).toBe(false);
});
