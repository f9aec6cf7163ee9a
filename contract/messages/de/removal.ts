// Entfernen, was Freehold auf diesem Rechner aufbewahrt.
import type { enRemoval, enRemovalErrors } from '../en/removal.ts';
import type { SameKeys } from '../shape.ts';

export const deRemoval: SameKeys<typeof enRemoval> = {
  'removal.title': 'Daten von Freehold entfernen',
  'removal.hint': 'Bevor Sie Freehold deinstallieren oder den Rechner weggeben: zeigt, was Freehold hier aufbewahrt, und entfernt, was Sie wählen.',
  'removal.open': 'Daten von Freehold entfernen …',
  'removal.looking': 'Freehold sieht nach, was da ist …',
  'removal.choose': 'Ihre eigenen Dateien bleiben unberührt. Was Sie ankreuzen, ist endgültig weg; es kommt nicht in den Papierkorb.',
  'removal.part.library': 'Bibliothek',
  'removal.part.models': 'Heruntergeladene Modelle und Sprachen',
  'removal.part.records': 'Nachweisbuch und Protokoll',
  'removal.part.caches': 'Zwischenspeicher, Beispieldateien und Update-Dateien',
  'removal.part.settings': 'Einstellungen',
  'removal.library': 'Bibliothek „{name}“',
  'removal.hint.library': 'Ihre Gespräche, Antworten, Schlagwörter und Textstellen lassen sich nicht wiederherstellen. Bleibt sie, kann sie lesen, wer den Ordner öffnet, außer sie ist verschlüsselt.',
  'removal.hint.models': 'Sie lassen sich wieder herunterladen. Mitgelieferte Modelle gehen mit dem Programm.',
  'removal.hint.records': 'Was gelesen, gefragt und exportiert wurde. Für eine Bibliothek, die bleibt, lässt sich dann nicht mehr bürgen.',
  'removal.hint.caches': 'Nichts von Ihnen. Was das Fenster noch braucht, geht beim Beenden.',
  'removal.hint.settings': 'Farben, Sprache, verwendete Modelle, und wo die Bibliothek liegt.',
  'removal.size': { one: '{size}, {count} Datei', other: '{size}, {count} Dateien' },
  'removal.foreign': { one: '{count} Eintrag im Ordner ist nicht von Freehold und bleibt.', other: '{count} Einträge im Ordner sind nicht von Freehold und bleiben.' },
  'removal.stays': 'Nicht entfernt werden: Ihre Dateien; Sicherungen und Exporte; Bibliotheken anderswo, an die Freehold sich nicht erinnert; der Eintrag „Freehold Safe Storage“ im Schlüsselbund dieses Rechners, falls es ihn gibt; das Programm selbst.',
  'removal.type': 'Zum Fortfahren {word} eingeben',
  'removal.word': 'ENTFERNEN',
  'removal.confirm': 'Endgültig entfernen',
  'removal.working': 'Wird beendet und entfernt …',
  'removal.doneTitle': 'Entfernt',
  'removal.partlyTitle': 'Entfernt, bis auf das Folgende',
  'removal.doneLine': { one: '{what}: {count} Datei, {size}', other: '{what}: {count} Dateien, {size}' },
  'removal.left.foreign': 'bleibt, nicht von Freehold: {name}',
  'removal.left.link': 'bleibt, führt woandershin: {name}',
  'removal.left.failed': 'ließ sich nicht entfernen: {name}',
  'removal.more': { one: 'und {count} weiterer', other: 'und {count} weitere' },
  'removal.quit': 'Freehold beenden',
  'removal.again': 'Ohne das Entfernte kann das Fenster nicht weitermachen. Beim nächsten Öffnen beginnt Freehold von vorn.',
  'removal.cli.title': 'Was Freehold hier aufbewahrt:',
  'removal.cli.line': '{part}: {megabytes} MB in {count} Dateien, {location}',
  'removal.cli.removed': 'Entfernt, {part}: {megabytes} MB in {count} Dateien, {location}',
  'removal.cli.yes': 'Entfernt wurde nichts. --yes entfernt dies; --libraries nimmt Bibliotheken hinzu.',
};

export const deRemovalErrors: SameKeys<typeof enRemovalErrors> = {
  'error.app-running.title': 'Freehold ist offen',
  'error.app-running.remedy': 'Beenden Sie es zuerst, und versuchen Sie es dann noch einmal. Entfernt wurde nichts.',
  'error.removal-cut-off.title': 'Das Entfernen kam nicht zu Ende',
  'error.removal-cut-off.remedy': 'Freehold kann so nicht weiterarbeiten. Beenden Sie es, öffnen Sie es wieder, und entfernen Sie noch einmal: Dann geht auch der Rest.',
};
