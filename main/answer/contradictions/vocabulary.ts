// What words around a value mean for comparing it, in English and German. Data and their patterns, no decisions.
import { fold } from '../1-retrieve/queryTerms.ts';

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/u).map(fold));

/** They say that there is a value, who pays it or how, never of what it is one. */
export const NEUTRAL = wordSet(
  `amount amounts amounted currently date day due effective end ends fee-payer fixed following further given hereby including inclusive initially is month monthly months new newly now page
  paid parties party pay payable payment pays period per respectively section set sum term terms today total totals valid value week weekly weeks year yearly years annual annually daily
  agreed agree agrees calculated charged contract contractual document equal equals file stands stated
  customer customers company employee employees employer landlord landlords lessee lessor lender borrower owner owners tenant tenants they we you your our his her their its
  abschnitt aktuell arbeitgeber arbeitnehmer beitragt betragt betrage betragen betrag bezahlt beträgt datum derzeit dokument eigentumer ende endet fallig festgelegt gesamt gilt gultig hohe inklusive insgesamt
  everybody everyone anybody each every all jeder jede jeden alle allen
  jahr jahre jahren jahrlich jahrliche jahrlichen kunde lauft laufzeit mieter monat monate monaten monatlich monatliche monatlichen neu neue neuen pro seite summe tag tage tagen taglich
  vereinbart vermieter vertrag vertrags woche wochen wochentlich zahlbar zahlen zahlt zeitraum zuzuglich`,
);

/** Verbs and the like behind which stands what the value is of, or before which it stands. */
export const PREDICATES = wordSet(
  `is are was were be been being amounts amount costs cost pays pay equals totals becomes remains stays has have had stands charges charge receives receive received earns earn gets get covers cover requires require
  rises rise rose raised increases increase increased reduced reduces reduce lowered drops falls fell changed changes set fixed agreed paid lasts last takes
  ist sind war waren wird werden betragt betragen kostet kosten zahlt zahlen bezahlt erhalt erhalten bekommt hat haben belauft steigt sinkt erhoht gesenkt geandert festgelegt vereinbart gilt gelten bleibt dauert liegt
  begins begin starts start commences ends end expires expire terminates terminate runs run beginnt startet endet lauft`,
);

/** Said of whoever is meant. */
export const UNIVERSAL = /(?<!\p{L})(?:everybody|everyone|(?:all|every|each) (?:employees?|staff|tenants?|members?|customers?|residents?|participants?)|jeder|alle (?:mitarbeiter|angestellten|mieter|mitglieder|kunden|bewohner)\p{L}*)(?!\p{L})/iu;

/** A value that replaces another one, which may stand beside it. */
export const CHANGE = /(?<!\p{L})(?:rais|increas|ris(?:es|en|ing)|rose|reduc|lower|decreas|chang|amend|extend|prolong|replac|erhöh|steig|gesenkt|sink|geänder|änder|verlänger|verkürz|angepasst|ersetz|adjust)\p{L}*|(?<!\p{L})rise(?!\p{L})/iu;
/** What was once, or might be, or is an example: nothing that stands against another statement. */
export const UNSURE = /(?<!\p{L})(?:formerly|former|previously|until then|so far|used to|e\.\s?g|for example|for instance|proposal|proposed|suggested|would|früher|bisher|bislang|ehemal|vormals|z\.\s?b|beispiel|vorschlag|würde)\p{L}*/iu;
/** Then every word of the sentence says when or for whom the value holds. */
export const CONDITION = /(?<!\p{L})(?:if|unless|during|in case|except|otherwise|wenn|falls|sofern|soweit|während|außer|ausgenommen|sonst|andernfalls)(?!\p{L})/iu;
/** The same, where it stands beside the value. */
export const EXCEPTION = /(?<!\p{L})(?:first|second|third|last|erste[nrs]?|zweite[nrs]?|dritte[nrs]?|letzte[nrs]?)(?!\p{L})/iu;
/** `from 950` of "raised from 950 to 980 euros". */
export const OLD_VALUE = /(?<!\p{L})(?:from|von)\s+\d[\d.,]*(?=\s+(?:to|auf)\s+\d)/giu;
export const ABOUT = /(?<!\p{L})(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|some|nearly|almost|etwa|rund|ungefähr|zirka|knapp|gut|fast)\s*$|~\s*$/iu;
/** A bound, a difference or a delay: compared with its like alone. */
export const BOUND = /(?<!\p{L})(at least|minimum(?: of)?|no(?:t)? less than|mindestens|wenigstens|up to|at most|not? more than|maximum(?: of)?|höchstens|maximal|bis zu|less than|under|below|over|more than|exceed(?:s|ing)?|über|unter|weniger als|mehr als|by|um|after|nach|before|vor|within|innerhalb(?: von)?|every|alle|another|weitere)\s*$/iu;
/** The first end of a range. */
export const RANGE = /[\d.,](?:\s*\p{L}+)?\s*(?:to|-|–|bis|and|und)\s*$/iu;
/** From when on a value holds. */
export const FROM = /(?<!\p{L})(?:from|as of|as from|since|starting|effective|beginning|with effect (?:from|on)|ab|seit|zum|ab dem|mit wirkung (?:vom|ab|zum))(?: (?:the|on|dem))?\s*$/iu;
/** The date of something that is only named. */
export const DATED = /(?<!\p{L})(?:of|dated|vom|von|datiert)(?: (?:the|dem))?\s*$/iu;
/** Says how a value is paid or up to when, not of what it is one. */
export const ASIDE = /^\s*(?:to|zum|zur|payable|due|plus|including|incl|inkl|inklusive|zuzüglich|zzgl|in advance|zahlbar|fällig|net of|before|vor|after which|\.)/iu;

/** What happens at a date, in one word for all that say it. */
const MOMENTS: readonly (readonly [moment: string, pattern: RegExp])[] = [
  ['due', /(?<!\p{L})(?:due|deadline|no later than|at the latest|fällig|frist|spätestens|einsendeschluss|abgabe)\p{L}*/giu],
  ['end', /(?<!\p{L})(?:ends?|ended|expir|terminat|until|valid to|endet|ablauf|läuft ab|läuft bis|gültig bis|befristet bis|bis)\p{L}*/giu],
  ['start', /(?<!\p{L})(?:begins?|began|starts?|started|commenc|beginnt|beginn|startet)\p{L}*/giu],
  ['planned', /(?<!\p{L})(?:planned|scheduled|geplant|angesetzt|vorgesehen)(?!\p{L})/giu],
  ['once', /(?<!\p{L})(?:born|died|founded|built|constructed|established|geboren|gestorben|gegründet|gebaut|erbaut|errichtet)(?!\p{L})/giu],
];
/** Of the words for a moment: they name no thing. */
export const MOMENT_WORDS = wordSet('due deadline latest later fallig frist spatestens ends end ended expires expire expired expiry terminates until valid endet ablauf lauft gultig befristet bis begins begin began starts start started commences beginnt beginn startet planned scheduled geplant angesetzt vorgesehen');

/** The moment whose word stands nearest to a place of the text; null for none. */
export function momentAt(text: string, at: number): string | null {
  let nearest: { moment: string; distance: number } | null = null;
  for (const [moment, pattern] of MOMENTS) {
    for (const { index, 0: word } of text.matchAll(pattern)) {
      const distance = index < at ? at - index - word.length : index - at + 1_000;
      if (nearest === null || distance < nearest.distance) nearest = { moment, distance };
    }
  }
  return nearest?.moment ?? null;
}

const RATES: readonly (readonly [rate: string, words: string])[] = [
  ['hour', 'hourly|hour|stündlich\\p{L}*|stunde'],
  ['day', 'daily|day|täglich\\p{L}*|tag'],
  ['week', 'weekly|week|wöchentlich\\p{L}*|woche'],
  ['quarter', 'quarterly|quarter|vierteljährlich\\p{L}*|quartal'],
  ['month', 'monthly|month|monatlich\\p{L}*|monat'],
  ['year', 'yearly|annual|annually|year|annum|jährlich\\p{L}*|jahr'],
];
const RATE_NAMES = RATES.map(([, words]) => words).join('|');
const RATE_BEHIND = new RegExp(`^\\s*(?:(?:/|per|a|an|each|every|pro|je|im|in jedem)\\s*(?<per>${RATE_NAMES}|\\p{L}+)|(?<adverb>${RATE_NAMES}))(?!\\p{L})`, 'iu');
const RATE_BEFORE = /(?<!\p{L})(?:hourly|daily|weekly|quarterly|monthly|yearly|annual|annually|stündlich\p{L}*|täglich\p{L}*|wöchentlich\p{L}*|vierteljährlich\p{L}*|monatlich\p{L}*|jährlich\p{L}*)(?!\p{L})/giu;

/** `per month`, `a year`, `pro Person` behind a value, or `monthly` before it; with the length of what stands behind. */
export function rateOf(before: string, behind: string): { readonly rate: string | null; readonly length: number } {
  const match = RATE_BEHIND.exec(behind);
  const said = match?.groups?.['per'] ?? match?.groups?.['adverb'] ?? before.match(RATE_BEFORE)?.at(-1);
  if (said === undefined) return { rate: null, length: 0 };
  const known = RATES.find(([, words]) => new RegExp(`^(?:${words})$`, 'iu').test(said));
  return { rate: known?.[0] ?? fold(said), length: match?.[0].length ?? 0 };
}
