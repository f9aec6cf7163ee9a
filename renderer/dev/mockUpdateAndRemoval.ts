// Updates and removal of the mock bridge: an installation that takes updates, and data of ordinary sizes.
import type { RequestName, RouteInput, RouteOutput } from '../../contract/routes.ts';

type Handler<Name extends RequestName> = (input: RouteInput<Name>) => RouteOutput<Name>;

const id = (digit: number): string => String(digit).repeat(32);
const place = '/home/ada/.config/Freehold';
const items: RouteOutput<'removal.list'> = [
  { id: id(1), part: 'library', name: 'Freehold', location: '/home/ada/Documents/Freehold', files: 12, bytes: 184_000_000, foreign: 1 },
  { id: id(2), part: 'models', name: null, location: place, files: 3, bytes: 1_120_000_000, foreign: 0 },
  { id: id(3), part: 'records', name: null, location: place, files: 7, bytes: 412_000, foreign: 0 },
  { id: id(4), part: 'caches', name: null, location: place, files: 96, bytes: 9_300_000, foreign: 0 },
  { id: id(5), part: 'settings', name: null, location: place, files: 6, bytes: 3_100, foreign: 0 },
];

export const mockUpdateAndRemoval: { [Name in 'update.state' | 'update.show' | 'removal.list' | 'removal.run' | 'removal.quit']: Handler<Name> } = {
  'update.state': () => ({ version: '0.1.0', takes: 'no-keys', kind: null, waiting: null }),
  'update.show': () => ({}),
  'removal.list': () => items,
  'removal.run': ({ ids }) => items.filter((item) => ids.includes(item.id)).map(({ foreign, ...item }) => ({ ...item, left: foreign > 0 ? [{ name: 'notes.txt', why: 'foreign' as const }] : [] })),
  'removal.quit': () => ({}),
};
