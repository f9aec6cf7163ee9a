// Words of the command line, `cli.*`.
import type { enCli } from '../en/cli.ts';
import type { SameKeys } from '../shape.ts';

export const deCli: SameKeys<typeof enCli> = {
  'cli.usage': `Freehold: Fragen an die eigenen Dateien, ohne Netz.

  freehold index ORDNER…      Ordner oder Dateien in die Bibliothek aufnehmen und lesen
  freehold ask "FRAGE"        aus der Bibliothek antworten, mit Quellen
  freehold search "WÖRTER"    die besten Textstellen, ohne Modell
  freehold status             was die Bibliothek enthält
  freehold account            was aus jeder Datei wurde
  freehold check              die Beispielbibliothek lesen und ihr Fragen mit bekannten Antworten stellen
  freehold repair             eine unlesbare Bibliothek beiseitelegen und aus ihren Dateien neu anlegen
  freehold backup ORDNER      eine verschlüsselte Sicherung der Bibliothek in diesen Ordner schreiben und prüfen
  freehold restore DATEI      aus einer Sicherung eine Bibliothek machen, in --library ORDNER (leer) oder am üblichen Ort
  freehold verify BELEG       was an einer gesicherten Antwort noch gilt, und was sich geändert hat
  freehold replay BELEG       eine gesicherte Antwort mit demselben Modell wiederholen und vergleichen
  freehold export --to ORDNER alles als Markdown, JSON-Zeilen und Parquet, in einen neuen Ordner
  freehold audit verify       ob die Nachweisbücher vollständig und unverändert sind
  freehold update DATEI       eine signierte Update-Datei prüfen und einspielen
  freehold remove-data        zeigen, was Freehold hier aufbewahrt; mit --yes wird es entfernt

  --library ORDNER  der Ordner der Bibliothek (sonst: die des Fensters); nicht bei check und update
  --folder ORDNER   bei ask: diesen Ordner zuerst aufnehmen und lesen, und nur aus ihm antworten;
                    bei verify: die Dateien hier suchen (mehrmals möglich), ohne Bibliothek
  --passphrase-fd N  Passphrase oder Wiederherstellungscode einer verschlüsselten Bibliothek oder Sicherung aus diesem
                    Dateideskriptor lesen (sonst: im Terminal gefragt)
  --model KENNUNG   bei ask: mit diesem Modell antworten
  --general         bei ask: was die Dateien nicht beantworten, darf das Modell aus eigenem Wissen beantworten, und sagt es
  --limit N         bei search: wie viele Textstellen, 1 bis 50
  --receipt DATEI   bei ask: den Beleg der Antwort in diese Datei sichern
  --csv DATEI       bei account: jede Datei mit ihrem Zustand in diese Datei schreiben
  --quick           bei check: zwölf Fragen statt sechzig
  --no-model        bei check: nur die Kennzahlen der Suche
  --export DATEI    bei audit verify: auch gegen ein früher gesichertes Nachweisbuch; ohne Bibliothek möglich
  --check           bei update: die Datei nur prüfen
  --libraries       bei remove-data: auch die Bibliotheken; mit --library ORDNER statt dessen: diese Bibliothek und sonst nichts
  --yes             bei remove-data: entfernen
  --json            JSON ausgeben

Rückgabewerte: 0 erledigt, 3 nicht in Ihren Dokumenten, 2 falscher Aufruf, 1 Fehler. Bei verify: 0 alles gilt noch,
1 etwas hat sich geändert, 2 nicht prüfbar. Bei replay: 0 dieselben Wörter, 1 andere, 2 nicht ausführbar.
Bei check: 1, wenn eine Kennzahl nicht wie erwartet ist. Bei audit verify: 0 vollständig,
1 etwas wurde geändert oder gekürzt, 2 nicht prüfbar, 3 nicht für alles lässt sich bürgen.`,
  'cli.passphrase': 'Passphrase oder Wiederherstellungscode der Bibliothek: ',
  'cli.badUse': 'Freehold versteht das nicht: {problem}',
  'cli.otherOption': 'freehold {command} kennt kein --{option}.',
  'cli.usedAs': 'So wird es aufgerufen: freehold {use}',
  'cli.indexing': 'Dateien werden gelesen: {done} von {total}',
  'cli.coverage': '{seen} Dateien: {indexed} gelesen, {skipped} übersprungen, {failed} fehlgeschlagen, {waiting} warten',
  'cli.account': '  {state}: {number}',
  'cli.accountWhy': '  {state} ({reason}): {number}',
  'cli.accountWritten': 'Jede Datei steht in {path}',
  'cli.unread': '  nicht gelesen: {name} ({reason})',
  'cli.nameIn': '{name} (in {container})',
  'cli.placeIn': '{name} · {place}',
  'cli.sources': 'Quellen',
  'cli.unsupported': 'Dies belegt keine Textstelle: „{sentence}“',
  'cli.passagesFound': { one: '{count} Textstelle in {ms} ms gefunden', other: '{count} Textstellen in {ms} ms gefunden' },
  'cli.notInDocuments': 'Nicht in Ihren Dokumenten.',
  'cli.nearest': 'Die nächsten Textstellen:',
  'cli.noModel': 'Es ist kein Sprachmodell da, deshalb hier die Textstellen. Ein Modell fügen Sie im Fenster unter Einstellungen hinzu.',
  'cli.notAllRead': 'Nicht alles konnte gelesen werden: {reason}. Die Antwort ist aus dem, was schon gelesen ist.',
  'cli.interrupted': 'Die Antwort wurde abgebrochen.',
  'cli.receiptWritten': 'Der Beleg steht in {path}',
  'cli.verify.head': 'Beleg vom {time}: „{question}“',
  'cli.verify.intact': 'Der Beleg ist so, wie er gesichert wurde.',
  'cli.verify.altered': 'Der Beleg wurde nach dem Sichern verändert: {fields}',
  'cli.replay.model': 'Noch einmal ausgeführt mit {model}',
  'cli.replay.otherwise': 'Nicht wie damals: {name} {is} statt {was}',
  'cli.replay.passages': { one: 'Die Bibliothek findet {found} von {count} Textstelle wieder', other: 'Die Bibliothek findet {found} von {count} Textstellen wieder' },
  'cli.replay.same': 'Das Modell schreibt dasselbe, Wort für Wort.',
  'cli.replay.differs': 'Das Modell schreibt etwas anderes: [-damals-] {+jetzt+}',
};
