// Words for a library that is damaged, or not there for now, `repair.*`, in the window and in the terminal.

export const enRepair = {
  'repair.title': 'Make it anew from your files',
  'repair.explain': 'Freehold sets the damaged library aside, makes a new one in its place and reads your files again. Sources, conversations, collections, tags and what is not to come back are kept as far as they can be read. The damaged one stays in the library’s folder until you next forget something, or encrypt the library.',
  'repair.button': 'Set aside and make anew',
  'repair.working': 'Making your library anew…',
  'repair.done': { one: 'The library was made anew. Kept: {sources}, {count} conversation. Your files are read again now.', other: 'The library was made anew. Kept: {sources}, {count} conversations. Your files are read again now.' },
  'repair.sources': { one: '{count} source', other: '{count} sources' },
  'repair.noSources': 'The library was made anew, but which sources it had could not be read. Add your folders again.',
  'repair.whenBack.path-not-found': 'Freehold opens it by itself as soon as it is there again.',
  'repair.whenBack.disk-full': 'Freehold opens it by itself as soon as there is room.',
  'repair.cli.hint': 'To set it aside and make it anew from your files: freehold repair --library "{path}"',
  'repair.cli.nothing': 'This library can be read; nothing was changed.',
  'repair.cli.aside': 'The damaged database is kept in {path}',
} as const;
