// Wörter des Modells für die Suche nach Bedeutung: die Wahl, was ein Wechsel kostet, wie er vorankommt.
import type { enEmbedders } from '../en/embedders.ts';
import type { SameKeys } from '../shape.ts';

export const deEmbedders: SameKeys<typeof enEmbedders> = {
  'embedders.title': 'Modell für die Suche nach Bedeutung',
  'embedders.hint': 'Es vergleicht, was eine Textstelle bedeutet, mit dem, was Sie fragen; so wird eine Stelle auch gefunden, wenn sie es mit anderen Worten sagt. Ein anderes Modell muss alle Textstellen noch einmal lesen; Ihre Dateien und die Suche nach Wörtern bleiben, wie sie sind.',
  'embedders.madeFor': 'Gemacht für {languages}',
  'embedders.manyLanguages': 'Gemacht für viele Sprachen',
  'embedders.add': 'Modellordner hinzufügen …',
  'embedders.addHint': 'Ein Ordner mit einem ONNX-Modell der E5-Familie oder mit einer freehold.json, die sagt, wie das Modell verwendet wird. Er bleibt, wo er ist.',
  'embedders.adding': 'Der Ordner wird geprüft …',
  'embedders.noLibrary': 'Öffnen Sie eine Bibliothek, um ein anderes Modell für sie zu wählen.',

  'embedders.estimating': '{name} liest einige Textstellen, um zu sehen, wie lange es dauert …',
  'embedders.changeTitle': 'Mit {name} suchen?',
  'embedders.changeTakes': { one: '{count} Textstelle wird von diesem Modell noch einmal gelesen: {time} auf diesem Rechner, und {size} Speicherplatz.', other: '{count} Textstellen werden von diesem Modell noch einmal gelesen: {time} auf diesem Rechner, und {size} Speicherplatz.' },
  'embedders.changeNothing': 'Es ist keine Textstelle noch einmal zu lesen; der Wechsel dauert einen Augenblick.',
  'embedders.changeMeanwhile': 'Bis dahin werden Fragen beantwortet wie jetzt. Sie können den Wechsel anhalten, abbrechen und Freehold inzwischen beenden. Danach wird gelöscht, was das bisherige Modell berechnet hat.',
  'embedders.changeEvidence': 'Ob Ihre Dateien eine Antwort enthalten, entscheiden dann die Wörter allein: Nur das Modell, das zu Freehold gehört, ist dafür kalibriert.',
  'embedders.changeConfirm': 'Modell wechseln',

  'embedders.label': 'Wechsel des Modells für die Suche nach Bedeutung',
  'embedders.running': '{name} liest Textstellen',
  'embedders.waiting': 'Wartet: Fragen und neue Dateien kommen zuerst',
  'embedders.paused': 'Angehalten',
  'embedders.progress': { one: '{done} von {count} Textstelle', other: '{done} von {count} Textstellen' },
  'embedders.pause': 'Anhalten',
  'embedders.resume': 'Fortsetzen',
  'embedders.cancel': 'Wechsel abbrechen',
  'embedders.pauseHint': 'Anhalten hält auch das Lesen neuer Dateien an.',
  'embedders.use': 'Verwenden …',
  'embedders.useNamed': '{name} verwenden',
  'embedders.inUse': 'wird verwendet',
  'embedders.cancelled': 'Das Modell bleibt, wie es war',
  'embedders.changed': 'Die Suche nach Bedeutung verwendet jetzt {name}',
  'embedders.inLibrary': 'Die Suche nach Bedeutung wird auf {name} umgestellt: {percent} %. Bis dahin werden Fragen beantwortet wie bisher.',
};
