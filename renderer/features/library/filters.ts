// Which files the list shows, as people say it. "Read" is read completely: the filters add up to "All".
export const FILE_FILTERS = ['all', 'indexed', 'partly', 'waiting', 'unread'] as const;
export type FileFilter = (typeof FILE_FILTERS)[number];
