// Warum eine Datei nicht gelesen wurde: `reason.<code>` für jeden Code aus FILE_REASONS.
import type { enReasons } from '../en/reasons.ts';
import type { SameKeys } from '../shape.ts';

export const deReasons: SameKeys<typeof enReasons> = {
  'reason.unsupported-type': 'Diese Art von Datei kann Freehold nicht lesen',
  'reason.too-large': 'Die Datei ist zu groß',
  'reason.empty': 'Die Datei ist leer',
  'reason.binary-content': 'Sie enthält Binärdaten, keinen Text',
  'reason.no-text': 'Sie enthält keinen Text; vielleicht ist sie ein Scan',
  'reason.password-protected': 'Sie ist mit einem Passwort geschützt',
  'reason.damaged': 'Die Datei ist beschädigt',
  'reason.no-permission': 'Sie dürfen diese Datei nicht öffnen',
  'reason.vanished': 'Die Datei wurde verschoben oder gelöscht',
  'reason.timeout': 'Das Lesen dauerte zu lange und wurde beendet',
  'reason.parser-crashed': 'Der Leser ist beim Lesen abgebrochen',
  'reason.too-much-text': 'Sie enthält mehr Text, als Freehold aufnehmen kann',
  'reason.read-error': 'Der Datenträger meldete beim Lesen einen Fehler',
  'reason.pages-unread': 'Einige ihrer Seiten ließen sich nicht lesen',
  'reason.cancelled-by-you': 'Sie haben angehalten, bevor sie gelesen war',
};
