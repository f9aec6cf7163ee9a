// The commands: how each is written, which options it takes, which library it works with, what it does. All but one run over
// the same host and engines as the window.
import { account } from './account.ts';
import { ask } from './ask.ts';
import { audit } from './audit.ts';
import { backup, restore } from './backup.ts';
import { check } from './check.ts';
import type { Command } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { exportEverything } from './exportEverything.ts';
import { indexFolders } from './indexFolders.ts';
import { removeAll } from './removeData.ts';
import { repair } from './repair.ts';
import { replay } from './replay.ts';
import { search } from './search.ts';
import { status } from './status.ts';
import { update } from './update.ts';
import { verify } from './verify.ts';

const OF_LIBRARY = ['library', 'passphrase-fd'] as const;
const MOST_PASSAGES = 50;

export const COMMANDS: Readonly<Record<string, Command>> = {
  index: {
    use: 'index DIR…',
    options: OF_LIBRARY,
    read: ({ words, at, common }) => (words.length === 0 ? null : { library: 'make', run: ({ host, t, signal }) => indexFolders({ folders: words.map(at), common }, host, t, signal) }),
  },
  ask: {
    use: 'ask "QUESTION" [--folder DIR…] [--model ID] [--general] [--receipt FILE]',
    options: [...OF_LIBRARY, 'folder', 'model', 'general', 'receipt'],
    read: ({ words, values, at, common }) => {
      const question = words.join(' ').trim();
      const { model = null, general = false } = values;
      const folders = (values.folder ?? []).map(at);
      const receipt = values.receipt === undefined ? null : at(values.receipt);
      if (question === '') return null;
      return { library: folders.length > 0 ? 'make' : 'must', model, run: ({ host, t, signal }) => ask({ question, folders, model, receipt, general, common }, host, t, signal) };
    },
  },
  search: {
    use: `search "WORDS" [--limit 1…${MOST_PASSAGES}]`,
    options: [...OF_LIBRARY, 'limit'],
    read: ({ words, values, common }) => {
      const question = words.join(' ').trim();
      const limit = Number(values.limit ?? '10');
      if (question === '' || !Number.isInteger(limit) || limit < 1 || limit > MOST_PASSAGES) return null;
      return { library: 'must', run: ({ host, t, signal }) => search({ question, limit, common }, host, t, signal) };
    },
  },
  status: {
    use: 'status',
    options: OF_LIBRARY,
    read: ({ words, common }) => (words.length > 0 ? null : { library: 'must', run: ({ host, t, signal }) => status({ common }, host, t, signal) }),
  },
  account: {
    use: 'account [--csv FILE]',
    options: [...OF_LIBRARY, 'csv'],
    read: ({ words, values: { csv }, at, common }) => (words.length > 0 ? null : { library: 'must', run: ({ host, t, signal }) => account({ csv: csv === undefined ? null : at(csv), common }, host, t, signal) }),
  },
  check: {
    use: 'check [--quick] [--no-model]',
    // It brings its own library.
    options: ['quick', 'no-model'],
    read: ({ words, values, common }) => (words.length > 0 ? null : { library: 'none', run: ({ host, t, signal }) => check({ quick: values.quick ?? false, answers: values['no-model'] !== true, common }, host, t, signal) }),
  },
  repair: {
    use: 'repair',
    options: OF_LIBRARY,
    // That it does not open is what it is for.
    read: ({ words, common }) => (words.length > 0 ? null : { library: 'none', run: (place) => repair({ common }, place) }),
  },
  backup: {
    use: 'backup FOLDER',
    options: OF_LIBRARY,
    read: ({ words: [folder, ...more], at, common }) => (folder === undefined || more.length > 0 ? null : { library: 'must', run: ({ host, t, signal }) => backup({ folder: at(folder), common }, host, t, signal) }),
  },
  restore: {
    use: 'restore FILE',
    options: OF_LIBRARY,
    read: ({ words: [file, ...more], at, common }) => (file === undefined || more.length > 0 ? null : { library: 'none', run: ({ host, t, signal }) => restore({ file: at(file), common }, host, t, signal) }),
  },
  verify: {
    use: 'verify RECEIPT [--library DIR | --folder DIR…]',
    options: [...OF_LIBRARY, 'folder'],
    failure: EXIT.unreadable,
    read: ({ words: [receipt, ...more], values, at, common }) => {
      const folders = (values.folder ?? []).map(at);
      if (receipt === undefined || more.length > 0 || (folders.length > 0 && common.libraryDir !== null)) return null;
      return { library: folders.length > 0 ? 'none' : 'must', run: ({ host, t, signal }) => verify({ receipt: at(receipt), folders, common }, host, t, signal) };
    },
  },
  replay: {
    use: 'replay RECEIPT',
    options: OF_LIBRARY,
    failure: EXIT.unreadable,
    read: ({ words: [receipt, ...more], at, common }) => (receipt === undefined || more.length > 0 ? null : { library: common.libraryDir === null ? 'none' : 'must', run: ({ host, t, signal }) => replay({ receipt: at(receipt), common }, host, t, signal) }),
  },
  export: {
    use: 'export --to DIR',
    options: [...OF_LIBRARY, 'to'],
    read: ({ words, values: { to }, at, common }) => (words.length > 0 || to === undefined ? null : { library: 'must', run: ({ host, t, signal }) => exportEverything({ to: at(to), common }, host, t, signal) }),
  },
  audit: {
    use: 'audit verify [--export FILE]',
    options: [...OF_LIBRARY, 'export'],
    failure: EXIT.unreadable,
    read: ({ words, values, at, common }) => {
      const exported = values.export === undefined ? null : at(values.export);
      if (words.length !== 1 || words[0] !== 'verify') return null;
      // Whoever was given an export alone checks that by itself.
      return { library: exported !== null && common.libraryDir === null ? 'may' : 'must', run: ({ host, t, signal }) => audit({ export: exported, common }, host, t, signal) };
    },
  },
  update: {
    use: 'update FILE [--check]',
    options: ['check'],
    read: ({ words: [file, ...more], values, at, common }) => (file === undefined || more.length > 0 ? null : { library: 'none', run: ({ host, t, language, signal }) => update({ file: at(file), check: values.check ?? false, common }, host, t, language, signal) }),
  },
  'remove-data': {
    use: 'remove-data [--libraries | --library DIR] [--yes]',
    options: ['library', 'libraries', 'yes'],
    read: ({ words, values: { libraries = false, yes = false }, common }) => {
      // All of them, or this one: whoever says both may mean either.
      if (words.length > 0 || (libraries && common.libraryDir !== null)) return null;
      return { runAlone: (paths, t) => removeAll({ libraries, yes, common }, paths, t) };
    },
  },
};
