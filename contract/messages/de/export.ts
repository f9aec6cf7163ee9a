// Deutsch: Worte der Übersicht, was aus jeder Datei wurde, `export.*`.
import type { enExport } from '../en/export.ts';
import type { SameKeys } from '../shape.ts';

export const deExport: SameKeys<typeof enExport> = {
  'export.state.indexed': 'Gelesen',
  'export.state.partly': 'Teilweise gelesen',
  'export.state.waiting': 'Wartet',
  'export.state.reading': 'Wird gelesen',
  'export.state.skipped': 'Nicht gelesen',
  'export.state.failed': 'Nicht lesbar',
  'export.column.folder': 'Ordner',
  'export.column.name': 'Name',
  'export.column.insideOf': 'Enthalten in',
  'export.column.kind': 'Art',
  'export.column.state': 'Zustand',
  'export.column.reason': 'Grund',
  'export.column.unreadPages': 'Nicht gelesene Seiten',
  'export.column.size': 'Größe in Byte',
  'export.column.changed': 'Geändert',
  'export.save': 'Liste aller Dateien sichern',
  'export.fileName': 'Freehold-Dateien.csv',
};
