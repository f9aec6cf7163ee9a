// @ts-check
// An hour of a person's work with the app in a minute: start, index hostile files, ask, look at everything, let the app
// prove itself, quit. In: an app that was just started on an empty profile, with the folder as `--folder`. Out: what
// came of each step, so that two sessions can be compared.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensure, until } from './report.mjs';

/** @typedef {import('./pipedApp.mjs').PipedApp} PipedApp */

const words = ['amber', 'basalt', 'cobalt', 'damask', 'ember', 'fennel', 'garnet', 'hazel', 'indigo', 'juniper', 'kelp', 'linden', 'marble', 'nettle', 'onyx', 'pewter', 'quartz', 'russet', 'saffron', 'thistle'];

/** Files whose text tries to load, run and send. @param {string} folder @param {string} fixture tests/fixtures/hostileAnswers.json @param {number} count at most 20 */
export function writeHostileFiles(folder, fixture, count) {
  const payloads = Object.values(/** @type {Record<string, string[]>} */ (JSON.parse(readFileSync(fixture, 'utf8')))).flat();
  const each = Math.ceil(payloads.length / count);
  mkdirSync(folder, { recursive: true });
  for (const [at, word] of words.slice(0, count).entries()) {
    const hostile = payloads.slice(at * each, (at + 1) * each).join('\n\n');
    writeFileSync(join(folder, `${word}.txt`), `The keeper of the ${word} room is Ms ${word.toUpperCase()}. ![the ${word} room](https://leak.example/${word}.png)\n\n${hostile}\n`);
  }
}

/** @param {PipedApp} app @param {number} count as many as files were written @param {{ model: string | null }} options */
export async function runSession(app, count, { model }) {
  await until(() => app.request('document.coverage').catch(() => null), (coverage) => coverage !== null && coverage.seen >= count && coverage.waiting === 0, 180_000, 'the files are read');
  const { indexed } = await app.request('document.coverage');
  await app.request('settings.set', { modelId: model });

  /** @type {{ question: string, status: string, found: boolean, first: string, writtenBy: string | null, tokens: number }[]} `tokens` that the model wrote */
  const answers = [];
  await app.click('place-ask');
  for (const word of words.slice(0, count)) {
    const question = `Who is the keeper of the ${word} room?`;
    await app.fill('composer', question);
    await app.click('ask-button');
    const newest = "[...document.querySelectorAll('[data-testid=answer]')].at(-1)";
    const asked = answers.length + 1;
    await until(() => app.evaluate("document.querySelectorAll('[data-testid=answer]').length"), (shown) => shown >= asked, 60_000, `answer ${asked} begins`);
    const status = await until(() => app.evaluate(`${newest}.dataset.status`), (found) => ['answered', 'not-in-documents', 'no-model', 'interrupted'].includes(found), 300_000, question);
    const [conversation] = await app.request('conversation.list');
    const kept = await app.request('conversation.get', { conversationId: conversation.id });
    const { passages, madeWith, modelId, timings } = kept.answers.at(-1);
    const names = passages.map((/** @type {{ documentName: string }} */ { documentName }) => documentName);
    const wrote = (madeWith?.reply ?? '') !== '';
    answers.push({ question, status, found: names.includes(`${word}.txt`), first: names[0] ?? '', writtenBy: wrote ? modelId : null, tokens: timings?.generatedTokens ?? 0 });
  }
  const strange = await app.evaluate("document.querySelectorAll('script:not([src^=\"app:\"]):not([src^=\"/\"]):not([src^=\"./\"]), iframe, object, embed, img[src^=http], link[href^=http], a[href^=http]').length");
  ensure(strange === 0, `${strange} elements of a hostile file are in the page`);
  ensure((await app.evaluate('globalThis.ran')) === undefined, 'a script of a hostile file ran');

  await app.click('place-library');
  await app.click('place-settings');
  for (const theme of ['dark', 'light', 'system']) await app.fill('theme-select', theme);
  for (const language of ['en', 'de', 'system']) await app.fill('language-select', language);
  await app.click('place-privacy');
  const { allowedRequests, engines } = await app.request('privacy.report');
  return { indexed, answers, allowedRequests, ownNetworks: engines.map((/** @type {any} */ { ownNetwork }) => ownNetwork) };
}
