// Every route of the contract, with every kind of hostile input and from every wrong sender: refused before a handler
// sees it. A path is no input of any route; where any text at all is one, the list below says so.
import { expect, test, vi } from 'vitest';
import { routes } from '../../contract/routes.ts';
import { serveElectron } from '../../main/ipc/electronTransport.ts';
import { createRouter } from '../../main/ipc/router.ts';
import type { Handlers } from '../../main/host/handlers.ts';
import type { Bridge } from '../../contract/bridge.ts';
import { ANY_TEXT, everyRouteWithInputs, spoil, type RouteInputs } from '../support/hostileInputs.ts';
import { OWN_ORIGIN, page, resetElectron } from './fakeElectron.ts';
import '../../preload/index.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));

const bridge = page.bridge as Bridge;
let served: string[] = [];

function connect(): void {
  resetElectron();
  served = [];
  const { contents } = page;
  const handlers = Object.fromEntries(Object.keys(routes).map((name) => [name, async () => void served.push(name)])) as unknown as Handlers;
  serveElectron({ router: createRouter({ handlers, log: () => undefined, development: false }), log: () => undefined, ownOrigin: OWN_ORIGIN, ownWebContents: () => contents as never, registerDropped: async () => [] });
}

/** The code of the error, or `served`. */
async function outcome({ name, verb }: Pick<RouteInputs, 'name' | 'verb'>, input: unknown): Promise<string> {
  if (verb === 'request') {
    const result = await bridge.request(name, input);
    return result.ok ? 'served' : result.error.code;
  }
  return new Promise((resolve) => bridge.stream(name, input, () => undefined, (error) => resolve(error?.code ?? 'served')));
}

const everyRoute = everyRouteWithInputs();

test('there is a valid input for every route', async () => {
  connect();
  expect(everyRoute.length).toBeGreaterThan(70);
  expect(everyRoute.filter(({ name, valid }) => !routes[name].input.safeParse(valid).success).map(({ name, valid }) => [name, valid])).toEqual([]);
  for (const route of everyRoute) expect([route.name, await outcome(route, route.valid)]).toEqual([route.name, 'served']);
  expect(served).toHaveLength(everyRoute.length);
});

test('a field too many, ten million characters, a prototype, a path, a number that is none: refused everywhere', async () => {
  connect();
  let tried = 0;
  const through = new Set<string>();
  for (const route of everyRoute) {
    for (const spoiling of route.spoilings) {
      tried += 1;
      if ((await outcome(route, spoil(route.valid, spoiling))) === 'bad-request') continue;
      if (spoiling.how === 'path traversal') through.add(String(spoiling.at.findLast((key) => typeof key === 'string')));
      else throw new Error(`${route.name}: ${spoiling.how} at ${spoiling.at.join('.')} was not refused`);
    }
  }
  expect(tried).toBeGreaterThan(300);
  expect([...through].sort()).toEqual(ANY_TEXT);
  expect({}).not.toHaveProperty('polluted');
}, 300_000);

test.each([
  ['a frame that has gone', () => (page.contents.frame = null)],
  ['a frame inside the page', () => (page.contents.frame = { origin: OWN_ORIGIN, parent: {} })],
  ['another origin', () => (page.contents.frame = { origin: 'https://freehold', parent: null })],
  ['another window', () => (page.contents = Object.create(page.contents) as typeof page.contents)],
])('a valid input from %s: refused everywhere', async (_sender, become) => {
  connect();
  become();
  // A refused stream is only closed, as one whose main has died.
  for (const route of everyRoute) expect([route.name, await outcome(route, route.valid)]).toEqual([route.name, route.verb === 'request' ? 'bad-request' : 'internal']);
  expect(served).toEqual([]);
});
