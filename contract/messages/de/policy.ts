// Was eine Administration für diesen Rechner bestimmt hat.
import type { enPolicy } from '../en/policy.ts';
import type { SameKeys } from '../shape.ts';

export const dePolicy: SameKeys<typeof enPolicy> = {
  'policy.title': 'Von Ihrer Administration bestimmt',
  'policy.sealed': 'Freehold ist auf diesem Rechner versiegelt. Es lässt sich nichts herunterladen.',
  'policy.models': { one: 'Antworten und Suche verwenden nur {count} erlaubtes Modell.', other: 'Antworten und Suche verwenden nur {count} erlaubte Modelle.' },
  'policy.folders': 'Dateien lassen sich nur aus diesen Ordnern hinzufügen: {folders}',
  'policy.noFolders': 'Es lassen sich keine Dateien hinzufügen.',
  'policy.noUpdates': 'Freehold nimmt keine Updates aus Dateien an.',
};
