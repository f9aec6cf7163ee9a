// Questions to every file instead of the best passages: what they ask for, by their words in English and German. Data
// and one pure function, for whoever answers and whoever offers to. Invariant: it decides what is offered, never what is done.

/** What is made of the notes about the files. */
export const WHOLE_SET_KINDS = ['list', 'count', 'compare', 'summarise'] as const;
export type WholeSetKind = (typeof WHOLE_SET_KINDS)[number];

const KINDS: readonly (readonly [kind: WholeSetKind, pattern: RegExp])[] = [
  ['count', /(?<!\p{L})(?:how many|count|number of|wie ?viele|anzahl|zähle?)(?!\p{L})/iu],
  ['compare', /(?<!\p{L})(?:compar(?:e|es|ed|ing|ison)|differences? between|contrast|vergleich\p{L}*|unterschiede? zwischen|gegenüberstell\p{L}*)(?!\p{L})/iu],
  ['summarise', /(?<!\p{L})(?:summar(?:y|ies|ise|ize|ised|ized)|overview|zusammenfass\p{L}*|fasse?|überblick|übersicht)(?!\p{L})/iu],
  ['list', /(?<!\p{L})(?:list|enumerate|which (?:of (?:the|my|these) )?(?:files|documents|letters|messages|contracts|invoices|bills)|liste|aufzähl\p{L}*|zähle? auf|nenne alle|welche (?:der |meiner )?(?:dateien|dokumente|briefe|nachrichten|verträge|rechnungen))(?!\p{L})/iu],
  ['list', /(?<!\p{L})(?:all|every|each)(?:\s+(?:of|the|my|our|these|those)){0,2}\s+\p{L}+|(?<!\p{L})(?:alle[nrs]?|jede[mnrs]?|sämtliche[nrs]?)\s+(?:meine[nrs]?\s+|der\s+)?\p{L}+/iu],
];

/** What a question to every file would ask for; null when its words ask for one thing. */
export function wholeSetKindOf(question: string): WholeSetKind | null {
  return KINDS.find(([, pattern]) => pattern.test(question))?.[0] ?? null;
}
