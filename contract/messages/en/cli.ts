// Words of the command line, `cli.*`.

export const enCli = {
  'cli.usage': `Freehold: ask questions about your own files, offline.

  freehold index DIR…         add folders or files to the library and read them
  freehold ask "QUESTION"     answer from the library, with sources
  freehold search "WORDS"     the best passages, no model needed
  freehold status             what the library holds
  freehold account            what became of every file
  freehold check              read the sample library and ask it questions with known answers
  freehold repair             set a library that can't be read aside, and make it anew from its files
  freehold backup FOLDER      write an encrypted backup of the library into this folder, and check it
  freehold restore FILE       make a library of a backup, in --library DIR (empty) or at the usual place
  freehold verify RECEIPT     what still holds of a saved answer, and what has changed
  freehold replay RECEIPT     run a saved answer again with the same model, and compare
  freehold export --to DIR    everything as Markdown, JSON lines and Parquet, in a new folder
  freehold audit verify       whether the ledgers are whole, unchanged and uncut
  freehold update FILE        check a signed update file and install it
  freehold remove-data        list what Freehold keeps here; with --yes, remove it

  --library DIR   the library's folder (default: the one the window uses); not with check and update
  --folder DIR    with ask: add and read this folder first, and answer from it alone;
                  with verify: look for the files here (may be given several times), no library needed
  --passphrase-fd N  read an encrypted library’s or a backup’s passphrase, or its recovery code, from this file descriptor
                  (default: asked for on the terminal)
  --model ID      with ask: answer with this model
  --general       with ask: what the files do not answer may be answered from the model's own knowledge, and says so
  --limit N       with search: how many passages, 1 to 50
  --receipt FILE  with ask: save the answer's receipt to this file
  --csv FILE      with account: write every file with its state to this file
  --quick         with check: twelve questions instead of sixty
  --no-model      with check: the figures of the search alone
  --export FILE   with audit verify: also against a ledger that was saved earlier; no library needed
  --check         with update: check the file only
  --libraries     with remove-data: the libraries, too; with --library DIR instead: that library and nothing else
  --yes           with remove-data: remove it
  --json          print JSON

Exit codes: 0 done, 3 not in your documents, 2 wrong use, 1 failure. With verify: 0 all of it holds,
1 something changed, 2 it can't be checked. With replay: 0 the same words, 1 others, 2 it can't be run.
With check: 1 when a figure is not as expected. With audit verify: 0 whole,
1 something was changed or cut, 2 it can't be checked, 3 not all of it can be vouched for.`,
  'cli.passphrase': 'Passphrase or recovery code of the library: ',
  'cli.badUse': 'Freehold does not understand this: {problem}',
  'cli.otherOption': 'freehold {command} takes no --{option}.',
  'cli.usedAs': 'It is used like this: freehold {use}',
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
  'cli.receiptWritten': 'The receipt is in {path}',
  'cli.verify.head': 'Receipt of {time}: “{question}”',
  'cli.verify.intact': 'The receipt is as it was saved.',
  'cli.verify.altered': 'The receipt was altered after it was saved: {fields}',
  'cli.replay.model': 'Run again with {model}',
  'cli.replay.otherwise': 'Not as it was then: {name} {is} instead of {was}',
  'cli.replay.passages': { one: 'The library finds {found} of {count} passage again', other: 'The library finds {found} of {count} passages again' },
  'cli.replay.same': 'The model writes the same, word for word.',
  'cli.replay.differs': 'The model writes something else: [-then-] {+now+}',
} as const;
