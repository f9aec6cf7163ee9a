// Words of the account: what became of every file, `export.*`.

export const enExport = {
  'export.state.indexed': 'Read',
  'export.state.partly': 'Read in part',
  'export.state.waiting': 'Waiting',
  'export.state.reading': 'Being read',
  'export.state.skipped': 'Not read',
  'export.state.failed': 'Could not be read',
  'export.column.folder': 'Folder',
  'export.column.name': 'Name',
  'export.column.insideOf': 'Inside of',
  'export.column.kind': 'Kind',
  'export.column.state': 'State',
  'export.column.reason': 'Why',
  'export.column.unreadPages': 'Pages not read',
  'export.column.size': 'Size in bytes',
  'export.column.changed': 'Changed',
  'export.save': 'Save the list of all files',
  'export.fileName': 'Freehold files.csv',
} as const;
