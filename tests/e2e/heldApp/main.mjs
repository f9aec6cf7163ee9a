// Starts the real app, but holds it before `ready` until Playwright has attached and calls `__playwright_run`.
// Playwright does the same by itself (lib/server/electron/loader.js), except when it is given an executablePath;
// without it a window that opens first is sometimes never seen, and the start hangs.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { app } from 'electron';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
app.setAppPath(root);
app.setVersion(manifest.version);

const ready = app.whenReady();
const attached = new Promise((resolve) => (globalThis.__playwright_run = resolve));
app.whenReady = () => Promise.all([ready, attached]).then(([event]) => event);

await import(pathToFileURL(join(root, manifest.main)).href);
