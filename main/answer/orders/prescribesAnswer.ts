// Sentences of a file that say what an answer has to look like ("every answer begins with …", "format of the reply: …"):
// they ask for nothing that is wrong, so that no sign of an order gives them away, and a small model follows them. In: a
// sentence. Out: how plainly it speaks of answers and of their form. Letters do that, too ("give your answer in writing");
// what follows from it is only that words which stand nowhere else don't get into an answer.

const words = (list: string): RegExp => new RegExp(`(?<!\\p{L})(?:${list.trim().replace(/\s+/gu, '|').replaceAll('*', '\\p{L}*')})(?!\\p{L})`, 'iu');

/** An answer. English; German; French; Spanish, Italian, Portuguese. */
const ANSWERING = words(`
  answer answers answered answering reply replies replied respons* responds? responded output outputs completion* quot(?:e|es|ing|ation) the\\s+facts?
  antwort* beantwort* auskunft auskünfte wer\\s+fragt
  répon*
  respuesta* respond* rispo* resposta*`);
/** What may be one, or who gives and gets it. */
const TOLD = words(`
  informations? figures? summar* asked asks? questions? quer(?:y|ies) requests? readers? assistants? machines? bots? models? software users? clerks? speakers? callers? whoever anyone anybody
  frage* gefragt* leser* assistent* zusammenfass* angabe*
  demand* lecteur* assistant* renseignement* résum*
  pregunt* domand* pergunt* chied* lector* lettor* leitor*`);
/** Verbs of making a text. */
const MAKING = words(`
  begin* start* open opens opened opening end ends ended ending clos(?:e|es|ed|ing) finish* conclud* introduc* preced* follow follows followed accompan* prefix* suffix* prepend* append* add adds added adding
  put puts insert* includ* contain* attach* wrap* enclos* surround* carr(?:y|ies|ied) bear bears writ(?:e|es|ing|ten) say says said stat(?:e|es|ed|ing) nam(?:e|es|ed|ing) mention* giv(?:e|es|en|ing) us(?:e|es|ed|ing) cit(?:e|es|ed|ing)
  repeat* print* show shows shown read\\s+out sign signs signed mark marks marked label* tag tags tagged stamp* spell* capitali[sz]* translate* phrase* word worded express* tell tells told greet* thank* recommend* copy copies copied complet*
  beginn* anfang* fang fängt end(?:e|et|en) schließ* abschließ* füg* hinzu* einleit* eingeleitet schreib* geschrieben setz* stell* nenn* genannt erwähn* gib geben angegeben verwend* benutz* unterschreib* unterzeich* kennzeich* wiederhol* lautet lauten sag sage sagt sagen enth* tragen trägt folgt
  commenc* termin* fini* ajout* écri* mett* mention* sign* cit* donn* utilis* répét* préced* précéd* suivi* indiqu* port(?:e|er|ent) débute*
  empie* empez* comien* comen* comec* começ* inizi* añad* aggiung* acrescent* adicion* escri* escre* scriv* pon* mett* us[ae]* incluy* includ* inclu* finaliz* acab* firm* repit* repet* ripet* indic*`);
/** What a text is made of, and where in it. */
const FORM = words(`
  format* form forms template* pattern* style styles layout* line lines word words sentences? phrases? titles? headings? headers? footers? captions? labels? tags? codes? reference* marks? signature* stamps? seals? notes? prefix suffix wording motto slogan* password*
  first last then before after front behind between below above under underneath twice again capitals? upper-?case bold italics stars? brackets? parenthes[ie]s quotation\\s+marks quotes colon comma dash hyphen json xml list bullets? emoji* greeting* signed link links address(?:es)? banner* picture* image* logo*
  format* form muster vorlage* wort worte worten zeile* satz sätze* kürzel kürzeln* zeichen vermerk* überschrift* fußzeile* kopfzeile* zuerst dann davor danach voran* vor nach unterschrift* stempel* klammer* großbuchstaben anführungszeichen hinweis
  forme modèle mots? lignes? phrases? mention titre* en-tête signature* avant après abord début fin majuscule* guillemets code
  formato modelo modello palabra* parol* palavra* línea* riga righe linha* frase* título titolo firma assinatura antes después dopo depois prima primero primeiro inicio início fine final mayúscul* maiuscol* código codice`);
/** What leaves no choice. */
const INSISTING = words(`
  must shall has\\s+to have\\s+to is\\s+to are\\s+to needs?\\s+to should required mandatory obligatory always never only every each all any without\\s+exception important remember note please unless incomplete invalid
  muss müssen soll sollen immer stets nie nur jede* alle* bitte wichtig unvollständig ungültig
  doit doivent faut toujours jamais seulement chaque toute? tous important
  debe* deve* devono siempre sempre solo sólo cada ogni todas? tutte`);
/** The verb comes first. */
const COMMANDING = new RegExp(String.raw`^[\s"“(*>#-]*${MAKING.source}`, 'iu');
/** Prompts and transcripts. */
const TRANSCRIPT = /(?:^|\n)\s*(?:user|human|assistant|system|prompt|instruction|input|output|response|completion|context|task|expected|example|q|a|frage|antwort|question|answer|reply)\b[^.:\n]{0,24}:/iu;
/** Elsewhere the word for an answer is enough. */
const ANSWER_AFAR = /(?<!\p{L})(?:antwoord|odpowied|odpowiada|svar|odpov|cevap|cevab|yanıt|ответ|отвеч|відпов|válasz|răspun|απάντ|vastau)\p{L}*|答案|回答|答复|答覆|作答|答え|答[へ]|답|대답|응답|إجابة|الإجابة|الجواب|أجب|उत्तर|जवाब|คำตอบ|trả lời/iu;
/** A form that is given as one: `Pattern: DRAGONFLY -> answer`. */
const SLOT = /[<{[(]\s*(?:the )?(?:answer|fact|figure|reply|response|text|result|information|antwort|réponse|respuesta|risposta|resposta)\b[^>}\])]*[>}\])]|(?:->|=>|→)\s*(?:the )?(?:answer|fact|reply)\b/iu;

/** `plainly`: it speaks of answers and of their making. `maybe`: it speaks of a text's making in a way that leaves no choice. */
export function prescribesAnswer(sentence: string): 'plainly' | 'maybe' | null {
  if (TRANSCRIPT.test(sentence) || ANSWER_AFAR.test(sentence) || SLOT.test(sentence)) return 'plainly';
  const [making, form] = [MAKING.test(sentence), FORM.test(sentence)];
  if (ANSWERING.test(sentence) && (making || form)) return 'plainly';
  return ((making || form) && TOLD.test(sentence)) || (making && form && (INSISTING.test(sentence) || COMMANDING.test(sentence))) ? 'maybe' : null;
}
