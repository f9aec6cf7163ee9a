// Wörter für eine Bibliothek, die beschädigt oder gerade nicht da ist, `repair.*`, im Fenster und im Terminal.
import type { enRepair } from '../en/repair.ts';
import type { SameKeys } from '../shape.ts';

export const deRepair: SameKeys<typeof enRepair> = {
  'repair.title': 'Aus Ihren Dateien neu anlegen',
  'repair.explain': 'Freehold legt die beschädigte Bibliothek beiseite, legt an ihrer Stelle eine neue an und liest Ihre Dateien noch einmal. Quellen, Unterhaltungen, Sammlungen, Schlagwörter und was nicht wiederkommen soll bleiben erhalten, soweit sie sich lesen lassen. Die beschädigte bleibt im Ordner der Bibliothek, bis Sie das nächste Mal etwas vergessen lassen oder die Bibliothek verschlüsseln.',
  'repair.button': 'Beiseitelegen und neu anlegen',
  'repair.working': 'Ihre Bibliothek wird neu angelegt …',
  'repair.done': { one: 'Die Bibliothek wurde neu angelegt. Erhalten: {sources}, {count} Unterhaltung. Ihre Dateien werden jetzt noch einmal gelesen.', other: 'Die Bibliothek wurde neu angelegt. Erhalten: {sources}, {count} Unterhaltungen. Ihre Dateien werden jetzt noch einmal gelesen.' },
  'repair.sources': { one: '{count} Quelle', other: '{count} Quellen' },
  'repair.noSources': 'Die Bibliothek wurde neu angelegt; welche Quellen sie hatte, ließ sich aber nicht lesen. Fügen Sie Ihre Ordner wieder hinzu.',
  'repair.whenBack.path-not-found': 'Freehold öffnet sie von selbst, sobald sie wieder da ist.',
  'repair.whenBack.disk-full': 'Freehold öffnet sie von selbst, sobald Platz ist.',
  'repair.cli.hint': 'Beiseitelegen und aus Ihren Dateien neu anlegen: freehold repair --library "{path}"',
  'repair.cli.nothing': 'Diese Bibliothek lässt sich lesen; es wurde nichts geändert.',
  'repair.cli.aside': 'Die beschädigte Datenbank liegt in {path}',
};
