// Sentences of a file that say what an answer has to look like ("every answer begins with …", "format of the reply: …"):
// they ask for nothing that is wrong, so that no sign of an order gives them away, and a small model follows them. In: a
// sentence. Out: does it speak of an answer and of its form? Letters do that, too ("give your answer in writing"); what
// follows from it is only that words which stand nowhere else don't get into an answer.

const ANSWER = /(?<!\p{L})(?:answer(?:s|ed|ing)?|repl(?:y|ies|ied)|respon(?:se|ses|d|ds)|outputs?|quot(?:e|es|ing)|summar(?:y|ies)|the facts?(?! that))(?!\p{L})/iu;
const FORM = /(?<!\p{L})(?:begin\p{L}*|start\p{L}*|open(?:s|ing)?|end(?:s|ing)?|clos(?:e|es|ing)|finish\p{L}*|preced\p{L}*|follow(?:s|ed)?|pre-?fix\p{L}*|suffix\p{L}*|prepend\p{L}*|append\p{L}*|formats?|form|forms|template|pattern|style|layout|lines?|words?|sentences?|phrases?|titles?|headings?|labels?|tags?|codes?|references?|marks?|marked|signs?|signed|signature|stamp\p{L}*|seal|adds?|added|put|puts|insert\p{L}*|includ\p{L}*|contain\p{L}*|carr(?:y|ies)|bears?|writ\p{L}*|says?|said|states?|names?|mentions?|gives?|given|us(?:e|es|ing)|first|then|before|after|front|between|below|above|twice|capital\p{L}*|json|list|bullets?|quotation|greet\p{L}*|only)(?!\p{L})/iu;
/** German, French and the southern languages, where letters speak of answers as often. */
const ANSWER_ELSEWHERE = /(?<!\p{L})(?:antwort\p{L}*|répon\p{L}*|respuesta\p{L}*|respond\p{L}*|rispo\p{L}*|resposta\p{L}*)/iu;
const FORM_ELSEWHERE = /(?<!\p{L})(?:beginn\p{L}*|anfang\p{L}*|fang\p{L}*|end[ei]\p{L}*|schließ\p{L}*|\p{L}*format\p{L}*|form|muster|vorlage|wort|worten|zeile\p{L}*|satz|sätze\p{L}*|kürzel|kennzeich\p{L}*|füg\p{L}*|schreib\p{L}*|setz\p{L}*|stell\p{L}*|zuerst|dann|davor|danach|voran\p{L}*|vor|nach|unterschr\p{L}*|enth\p{L}*|nenn\p{L}*|commenc\p{L}*|termin\p{L}*|fini\p{L}*|forme|modèle|mots?|ligne\p{L}*|phrase\p{L}*|ajout\p{L}*|écri\p{L}*|abord|avant|après|précéd\p{L}*|sign\p{L}*|conten\p{L}*|cont[ié]\p{L}*|mett\p{L}*|empie\p{L}*|comien\p{L}*|comen\p{L}*|comec\p{L}*|começ\p{L}*|inizi\p{L}*|formato|palabra\p{L}*|parol\p{L}*|palavra\p{L}*|línea|riga|linha|añad\p{L}*|aggiung\p{L}*|acrescent\p{L}*|adicion\p{L}*|escri\p{L}*|escre\p{L}*|scriv\p{L}*|primer\p{L}*|prima|primo|primeiro|antes|después|dopo|depois|pon\p{L}*|mett\p{L}*)(?!\p{L})/iu;
/** Elsewhere the word for an answer is enough. */
const ANSWER_AFAR = /(?<!\p{L})(?:antwoord|odpowied|odpowiada|svar|odpov|cevap|cevab|yanıt|ответ|отвеч|відпов|válasz|răspun|απάντ|vastau)\p{L}*|答案|回答|答复|答覆|答え|답|إجابة|الإجابة|الجواب|أجب|उत्तर|जवाब|คำตอบ|trả lời/iu;
/** A form that is given as one: `Pattern: DRAGONFLY -> answer`. */
const SLOT = /[<{[(]\s*(?:the )?(?:answer|fact|reply|response|text|result)\b[^>}\])]*[>}\])]|(?:->|=>|→)\s*(?:the )?(?:answer|fact|reply)\b/iu;

export function prescribesAnswer(sentence: string): boolean {
  return (ANSWER.test(sentence) && FORM.test(sentence)) || (ANSWER_ELSEWHERE.test(sentence) && FORM_ELSEWHERE.test(sentence)) || ANSWER_AFAR.test(sentence) || SLOT.test(sentence);
}
