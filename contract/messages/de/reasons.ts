// Warum eine Datei nicht gelesen wurde: `reason.<code>` für jeden Code aus FILE_REASONS.
import type { enReasons } from '../en/reasons.ts';
import type { SameKeys } from '../shape.ts';

export const deReasons: SameKeys<typeof enReasons> = {
  'reason.unsupported-type': 'Diese Art von Datei kann Freehold nicht lesen',
  'reason.too-large': 'Die Datei ist zu groß',
  'reason.empty': 'Die Datei ist leer',
  'reason.binary-content': 'Sie enthält Binärdaten, keinen Text',
  'reason.no-text': 'Sie enthält keinen Text',
  'reason.password-protected': 'Sie ist mit einem Passwort geschützt',
  'reason.damaged': 'Die Datei ist beschädigt',
  'reason.no-permission': 'Sie dürfen diese Datei nicht öffnen',
  'reason.vanished': 'Die Datei wurde verschoben oder gelöscht',
  'reason.timeout': 'Das Lesen dauerte zu lange und wurde beendet',
  'reason.parser-crashed': 'Der Leser ist beim Lesen abgebrochen',
  'reason.too-much-text': 'Sie enthält mehr Text, als Freehold aufnehmen kann',
  'reason.read-error': 'Der Datenträger meldete beim Lesen einen Fehler',
  'reason.too-much-memory': 'Das Lesen brauchte zu viel Speicher und wurde beendet',
  'reason.ocr-off': 'Ihr Text steckt in Bildern, und das Lesen von Bildern ist ausgeschaltet',
  'reason.pages-unread': 'Einige ihrer Seiten ließen sich nicht lesen',
  'reason.pages-are-images': 'Einige ihrer Seiten sind Bilder, und das Lesen von Bildern ist ausgeschaltet',
  'reason.members-unread': 'Einige der Dateien darin ließen sich nicht lesen',
  'reason.nested-too-deep': 'Sie liegt zu tief in anderen Archiven',
  'reason.needs-program': 'Für dieses alte Format fehlt ein Programm auf diesem Rechner',
  'reason.online-only': 'Die Datei liegt nur online, nicht auf diesem Rechner',
  'reason.excluded': 'Die Regeln dieses Ordners lassen sie aus',
  'reason.cancelled-by-you': 'Sie haben angehalten, bevor sie gelesen war',
  'reason.older-than-kept': 'Älter, als Sie Dateien behalten',
};
