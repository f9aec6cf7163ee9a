// @ts-check
// `npm start`: sets up what is missing, then opens the app, or answers in the terminal where there is no display.
// In: --folder, --ask. Out: the app's exit code.
// Invariant: only the answer goes to stdout; everything said about set-up goes to stderr.

import { join } from 'node:path';

import { electronFlags, hasDisplay } from './setup/display.mjs';
import { runMain, SetupError } from './setup/errors.mjs';
import { repoRoot } from './setup/paths.mjs';
import { handOver } from './setup/run.mjs';
import { runSetup } from './setup/runSetup.mjs';
import { parseStartArgs, usage } from './setup/startArgs.mjs';

const sampleLibrary = join(repoRoot, 'resources', 'sample-library');
const sampleQuestion = 'When does the lease end?';

await runMain(async () => {
  // npm runs scripts in the repository; a relative folder is meant from where the person typed it.
  const request = parseStartArgs(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if ('error' in request) {
    process.stderr.write(`${request.error}\n${usage}`);
    return 2;
  }
  if (request.help) {
    process.stdout.write(usage);
    return 0;
  }
  const inTerminal = request.question !== undefined || !hasDisplay();
  if (inTerminal && request.folder && !request.question) {
    process.stderr.write(`There is no display, so the answer would be printed here: add --ask "your question".\n${usage}`);
    return 2;
  }
  const { app, nodeBinary, system } = await runSetup({ profile: inTerminal ? 'terminal' : 'app', build: true });
  if (inTerminal) return answer(nodeBinary, request);
  if (system.lacksForWindow) {
    throw new SetupError('The window needs system libraries that are not installed.', { remedy: `Install them with this command, then run npm start again:\n  ${system.command}` });
  }
  if (!app) throw new Error('set-up of the profile "app" returned no Electron');
  return openWindow(app.electronBinary, request);
});

/** @param {string} nodeBinary @param {import('./setup/startArgs.mjs').StartRequest} request */
function answer(nodeBinary, { question = sampleQuestion, folder = sampleLibrary }) {
  if (!hasDisplay()) process.stderr.write('There is no display here, so Freehold answers in the terminal.\n');
  return handOver(nodeBinary, [join(repoRoot, 'build', 'cli', 'index.js'), 'ask', question, '--folder', folder]);
}

/** @param {string} electronBinary @param {import('./setup/startArgs.mjs').StartRequest} request */
function openWindow(electronBinary, { folder, electronFlags: extra }) {
  const { flags, notes } = electronFlags(electronBinary);
  for (const note of notes) process.stderr.write(`${note}\n`);
  const env = { ...process.env };
  // Editors' terminals set it for their own use; with it, Electron would start as a plain Node.
  delete env.ELECTRON_RUN_AS_NODE;
  return handOver(electronBinary, [...flags, ...extra, repoRoot, ...(folder ? [`--folder=${folder}`] : [])], { env });
}
