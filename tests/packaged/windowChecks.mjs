// @ts-check
// The packaged app's window, tried with every check that the built one is tried with (tests/support/window), and what the
// system tells of its process. In: a package. Invariant: each check begins on a page that was loaded for it.
import { readFileSync, readdirSync } from 'node:fs';

import { listen } from '../support/window/listener.ts';
import { PAGE, windowChecks } from '../support/window/windowChecks.ts';
import { ensure, same } from './report.mjs';
import { commandLine, request, startApp } from './startApp.mjs';

/** @param {import('./report.mjs').Report} report @param {import('./startApp.mjs').Place} place */
export async function checkWindow(report, place) {
  const listener = await listen();
  const app = await startApp(place);
  const { page, browser } = app;
  const windowCount = async () => browser.contexts().flatMap((context) => context.pages()).length;
  try {
    for (const { name, run } of windowChecks) {
      await report.check(name, async () => {
        await page.goto(PAGE);
        await page.getByTestId('first-run-default').waitFor({ timeout: 60_000 });
        await run({ page, listener, windowCount, privacyReport: () => request(page, 'privacy.report') });
      });
    }
    await report.check('the witness is awake', async () => {
      same(await (await fetch(`http://${listener.host}/`)).text(), 'ok', 'its answer');
      ensure(listener.seen().requests === 1, 'it did not count');
    });
    if (process.getuid?.() === 0) report.skip("the window's process is under the system's sandbox", 'Chromium has none for root; run it as an ordinary person');
    else await report.check("the window's process is under the system's sandbox", () => same([...new Set(windowProcesses(place).map(seccompOf))], ['2'], 'seccomp of the windows’ processes'));
  } finally {
    app.kill();
    await listener.close();
  }
}

/** @param {import('./startApp.mjs').Place} place @returns {string[]} ids */
function windowProcesses(place) {
  const found = readdirSync('/proc').filter((id) => /^\d+$/.test(id) && commandLine(id).startsWith(`${place.app}/`) && commandLine(id).includes('--type=renderer'));
  ensure(found.length > 0, 'no window runs');
  return found;
}

/** 2: a filter on its system calls. @param {string} id */
const seccompOf = (id) => /^Seccomp:\s+(\d)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
