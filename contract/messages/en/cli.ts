// Words of the command line, `cli.*`.

export const enCli = {
  'cli.usage': `Freehold: ask questions about your own files, offline.

  freehold index DIR…         add folders or files to the library and read them
  freehold ask "QUESTION"     answer from the library, with sources
  freehold search "WORDS"     the best passages, no model needed
  freehold status             what the library holds
  freehold account            what became of every file

  --library DIR   the library's folder (default: the one the window uses)
  --folder DIR    with ask: add and read this folder first, and answer from it alone
  --model ID      with ask: answer with this model
  --limit N       with search: how many passages, 1 to 50
  --csv FILE      with account: write every file with its state to this file
  --json          print JSON

Exit codes: 0 done, 3 not in your documents, 2 wrong use, 1 failure.`,
  'cli.badUse': 'Freehold does not understand this: {problem}',
  'cli.indexing': 'Reading files: {done} of {total}',
  'cli.coverage': '{seen} files: {indexed} indexed, {skipped} skipped, {failed} failed, {waiting} waiting',
  'cli.account': '  {state}: {number}',
  'cli.accountWhy': '  {state} ({reason}): {number}',
  'cli.accountWritten': 'Every file is listed in {path}',
  'cli.unread': '  not read: {name} ({reason})',
  'cli.nameIn': '{name} (in {container})',
  'cli.placeIn': '{name} · {place}',
  'cli.sources': 'Sources',
  'cli.unsupported': 'No passage supports this: “{sentence}”',
  'cli.passagesFound': { one: '{count} passage found in {ms} ms', other: '{count} passages found in {ms} ms' },
  'cli.notInDocuments': 'Not in your documents.',
  'cli.nearest': 'The nearest passages:',
  'cli.noModel': 'No language model is installed, so here are the passages. Add a model in the window under Settings.',
  'cli.notAllRead': 'Not everything could be read: {reason}. The answer is from what was read before.',
  'cli.interrupted': 'The answer was cut short.',
} as const;
