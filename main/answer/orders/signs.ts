// What gives away a sentence that speaks to the model instead of to a reader: signs by kind, each with its weight. A
// kind counts once, by its heaviest sign; a sum of 1 makes an order. Single words of an order are everyday words in
// letters, forms and manuals, so that only what no letter says is worth 1 by itself.

export interface Sign {
  readonly kind: 'override' | 'role' | 'speak' | 'manner' | 'occasion' | 'answer' | 'form' | 'authority' | 'secrecy' | 'leak' | 'cipher' | 'marker';
  readonly weight: number;
  readonly pattern: RegExp;
}

const sign = (kind: Sign['kind'], weight: number, ...patterns: readonly RegExp[]): Sign[] => patterns.map((pattern) => ({ kind, weight, pattern }));

/** A verb of saying at the beginning of a clause. */
const CLAUSE = String.raw`(?:^|[:;,.!?)(\]"'“‘«>*–—]\s*|(?:^|\s)-\s+|\b(?:please|now|then|and|just|instead|simply|always|only|immediately|must|should|shall|will|kindly|first)\s+)`;
const SAY = 'say|reply|respond|answer|output|print|write|repeat|state|return|include|append|add|begin|start|end|finish|close|insert|emit|display|type|echo|reveal|disclose|translate|decode|execute|recite|sing|tell (?:the user|them|him|her|the reader|whoever|everyone|people)|conclude|mention|quote|cite';
const AI = String.raw`(?:ai|a\.i\.|llms?|gpt\w*|chat ?gpt|chat ?bots?|(?:large )?language models?|(?:ai|virtual|digital|helpful|artificial|unrestricted|different|new) (?:assistant|model|system|agent|reader|engine|bot)s?|automated (?:reader|system|assistant|agent)s?)`;
const RULES = String.raw`(?:instructions?|prompts?|directions?|directives?|guidelines?|guard ?rails?|commands?|orders?|constraints?|restrictions?|system messages?|safety rules?|programming|rules? (?:above|before|you)|(?:previous|prior|earlier|other|your|these|those) rules?)`;
const BEFORE = String.raw`(?:everything|anything|all|text|content|what(?:ever)?|questions?|passages?|context|sources?|documents?|excerpts?|messages?|words?)\b.{0,25}\b(?:above|before|previous(?:ly)?|prior|earlier|so far|preceding|given|told|else|below)|(?:the|this|that|any|every|all|user(?:'s|’s)?|their|actual|real|other)\s+(?:\w+\s+)?(?:questions?|passages?|sources?|context|quer(?:y|ies)|requests?)|the above|previous text`;

const ENGLISH: readonly Sign[] = [
  ...sign('override', 1,
    new RegExp(String.raw`\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overlook|neglect|overrid(?:e|ing)|bypass|discard|set aside|pay no attention to|cease following|abandon|drop|stop (?:following|using|obeying|answering|reading)|(?:do not|don['’]t|never|no longer) (?:follow|obey|heed|use|read|consider|trust|answer|rely on|apply))\b.{0,45}?\b(?:${RULES}|${BEFORE})\b`, 'iu'),
    /\b(?:this|these|the following|below)\b.{0,40}\b(?:overrides?|supersedes?|takes? (?:precedence|priority)|ha(?:s|ve) priority|replaces?)\b.{0,40}\b(?:instructions?|prompt|system message|directives?|commands?|everything|guidelines)\b/iu,
    /\b(?:previous|prior|earlier|above|original|old|initial|system) (?:instructions?|prompts?|directives?|commands?|guidelines)\b.{0,40}\b(?:void|cancell?ed|obsolete|invalid|revoked|withdrawn|over|lifted|suspended|ended|no longer)\b/iu,
    /\b(?:new|real|actual|true|secret|hidden|updated|revised|final|overriding) (?:instructions?|directives?|system (?:prompt|message)|orders)\b(?=\s*(?:[:.–—-]|for|follow|begin|are|is))/iu),
  ...sign('override', 0.5, /\b(?:instructions?|commands?|directives?)\s*(?:to follow|begin|start)?\s*:/iu, /\b(?:follow|obey|execute|carry out|comply with) (?:this|these|the following|my|the) (?:\w+ )?(?:instructions?|commands?|orders?|directives?|steps?)\b/iu, /\b(?:there (?:is|are) no|forget about the) (?:passages?|question|rules)\b/iu, /\bfrom (?:now|here|this point) on(?:wards?)?\b|\bhenceforth\b/iu),
  ...sign('role', 1,
    new RegExp(String.raw`\b(?:dear|hey|hello|attention|notice|note|message|instructions?|memo|for the attention of|addressed|for|to)\b[\s,:]*(?:to|for|of)?\s*(?:the|any|all|an?|every|our|whichever|you,? the)?\s*(?:${AI})\b`, 'iu'),
    new RegExp(String.raw`\b(?:you are|you['’]re) (?:now |not |no longer |actually |really )?(?:an?|the|my)?\s*(?:\w+ )?(?:${AI})\b`, 'iu'),
    /\bas an? (?:\w+ )?(?:ai|chat ?bot|(?:large )?language model|(?:ai|helpful|virtual|digital) assistant|llm)\b,? you\b/iu,
    /\byou (?:must|should|shall|will|have to|need to|are (?:now |hereby )?(?:required|obliged|ordered|instructed|programmed|asked|supposed|told) to|may only|can only)\s+(?:\w+ly |now |always |only |instead |then |first |not )?(?:say|reply|respond|answer|output|print|repeat|ignore|disregard|forget|pretend|act as|role-?play|roleplay|obey|translate|decode|speak as|begin your|end your|start your|refuse)\b/iu,
    /\b(?:developer|debug|god|admin|maintenance|jailbreak|unrestricted|sudo|test) mode\b/iu, /\bjail ?broken\b|\bdo anything now\b|\bDAN\b(?= mode| now|,)/u,
    /\b(?:your|the) (?:system|hidden|initial|original|secret) (?:prompt|instructions?|message)\b/iu),
  ...sign('role', 0.75, /\byou are (?:now|no longer|henceforth)\b/iu, /\b(?:pretend|role-?play|(?<=^|[:;,.!]\s|\b(?:now|please|must|should|will|to)\s)(?:act|behave) as|assume the (?:role|persona|identity) of|take on the (?:role|persona)|play the (?:part|role) of|imagine (?:that )?you(?:'re| are)|impersonate|stay in character|you play|your (?:new )?(?:persona|character|role|name) is|speak as)\b/iu, /\blet['’]?s play (?:a game|pretend)\b/iu, /\b(?:switch|change|enter) (?:in)?to \w+ mode\b/iu),
  ...sign('role', 0.5, /\byou are (?:now |not |actually |really )?(?:an?|the|my) (?:\w+ )?(?:assistant|agent|model|bot|summari[sz]er)\b/iu, /\b(?:ai|chat ?bots?|language models?|llms?|chat ?gpt|(?:ai|virtual|digital) assistants?)\b/iu, /\byour (?:task|job|goal|mission|purpose|only (?:task|job|purpose))\b.{0,25}\b(?:is|now|will)\b/iu, /\b(?:whoever|whatever|anyone|anything|any (?:system|software|program|tool)|software|system) (?:that |which |who )?(?:reads?|is reading|processes|processing|summari[sz]es|answers|answering)\b/iu, /\b(?:readers?|systems?|programs?|tools?|software) (?:answering|summari[sz]ing|processing)\b/iu),
  ...sign('speak', 0.5, new RegExp(`${CLAUSE}(?:${SAY})\\b`, 'iu'), /\b(?:must|should|shall|has to|have to|is to|are to) (?:be (?:answered|replied to|responded)|(?:be (?:used|given|included|repeated|shown|placed)(?: \w+)? (?:in|as|at|with) (?:all|every|each|the|your|any)\b|contain|include|consist of|say|read|begin|start|end|answer|reply|respond|output|repeat|state))\b/iu),
  ...sign('manner', 0.5,
    /\b(?:only|exactly|just|solely|simply|nothing (?:else )?(?:but|except|other than)|instead)[\s,:]*(?:with|by|this|these|the (?:(?:single|one|two|three|exact|following|code|magic) )*(?:words?|phrase|text|string|code|token|sentence|line)|saying|reply|answer|say|["“‘«„`]|[A-Z]{3,})/u,
    /\b(?:with|say|write|print|output|reply|answer|respond|state|type|repeat|add|append|include|insert)(?: with| by)?(?: only| exactly| just)?(?: the)?(?: (?:single|one|two|three|exact|following|code|magic|secret|pass))* ?(?:words?|phrase|string|token|code|sentence|line|password|text)\b/iu,
    /\b(?:nothing else|no other (?:words?|text)|no (?:explanation|citation|citations|sources?|passage numbers?)|without (?:any )?(?:explanation|comment|citation|quotes|further)|verbatim|word for word)\b/iu,
    /\b(?:in|like|as) (?:an? |the )?(?:style|voice|language|accent|manner|words|tone)? ?(?:of )?(?:an? )?(?:pirates?|poem|haiku|riddles?|rhymes?|limerick|emojis?|morse|pig latin|klingon|robots?|villain|drunk|song|capitals? and|uppercase and)\b/iu,
    /\b(?:at|in|to|as) the (?:very )?(?:end|start|beginning|top|bottom|first line|last line|first word|last word) of (?:your|the|every|each|any) (?:answer|reply|response|output|message|summary)\b/iu,
    /\b(?:begin|start|end|finish|close|open|prefix|preface) (?:your|every|each|the|all|any)(?: \w+)? (?:answers?|repl(?:y|ies)|responses?|outputs?|sentences?|messages?)\b/iu),
  ...sign('occasion', 0.5,
    /\banswer (?:to )?(?:any|all|every|each)\b.{0,20}\b(?:questions?|quer(?:y|ies)|requests?) (?:with|by|as|using|in the)\b/iu,
    /(?<!\b(?:answer|read|complete) )\b(?:any|every|all|each|whatever|whichever|regardless of|no matter (?:what|which)|irrespective of)\b.{0,20}\b(?:questions?|quer(?:y|ies)|prompts?|requests?|asks?|asked|is said)\b/iu,
    /\b(?:when(?:ever)?|if|once|should) (?:you(?:'re| are)? |anyone |someone |somebody |the user |a user |users? |they |a person |people |being )?(?:are |is |get |gets )?ask(?:s|ed)?\b/iu,
    /\b(?:the|this|your) users?(?:['’]s)?\b(?! (?:manual|guide|name|account|interface))/iu),
  ...sign('answer', 0.75,
    /\bthe (?:only |single |one )?(?:correct|right|real|true|official|corrected|final|valid|expected|proper|verified|approved|accepted|required|permitted|only|best|complete)(?: (?:valid|correct|possible|acceptable|permitted))? (?:answer|response|reply|output)s?\b(?! (?:sheet|to the quiz|key))/iu,
    /\b(?:answer|response|reply|output)s? (?:to|for|of) (?:this|that|any|all|every|each|the|your|whatever)\b.{0,25}\b(?:questions?|quer(?:y|ies)|requests?|users?|asked|above)\b/iu,
    /\byour (?:response|output|final answer|next (?:message|answer|reply|sentence|words?)|first word|completion|whole answer|entire answer|complete answer)\b/iu),
  ...sign('answer', 0.5, /\b(?:tell|inform|show|greet|ask|remind|assure|persuade|convince) (?:the|every|any|each) (?:user|reader|person|asker|questioner)s?\b/iu, /\b(?:the|this) question (?:has|was|is|had)(?: been| now)? (?:changed|replaced|cancelled|withdrawn|updated|answered|wrong|a test|a trick)\b/iu, /\b(?:new|real|actual|next|true) (?:question|task)\s*:/iu),
  ...sign('answer', 0.25, /\b(?:your|the|every|each|an?) (?:answers?|repl(?:y|ies)|summar(?:y|ies))\b/iu),
  ...sign('form', 1,
    /<\|[^|>\n]{1,30}\|?>|<<\/?SYS>>|\[\/?(?:INST|SYS(?:TEM)?|ASSISTANT|USER)\]|<\/?(?:system|assistant|instructions?|prompt|human|passages?|context|sources?|documents?|user_?(?:query|question)?|admin|im_start|im_end)(?:[ \t][^>]{0,40})?\s*\/?>|\{\{?\s*(?:system|user|assistant|instruction)/iu,
    /(?:^|\n)\s*(?:#{1,6}|={2,}|-{2,}|\*{2,}|\[+|_{2,}|~{2,})\s*(?:system|assistant|instructions? (?:to|for)|human|response|new (?:task|instructions?|question|conversation|session|context)|end(?:ing)? (?:of )?(?:the )?(?:passages?|context|documents?|data|excerpts?|sources?|input|quot\w+|prompt|file))\b/iu,
    /\bend of (?:the )?(?:passages?|context|excerpts?|retrieved \w+|sources?|input|user data|quoted (?:text|material)|untrusted \w+|prompt)\b/iu,
    /(?:^|\n|\s)(?:system|developer|admin(?:istrator)?|root|operator) (?:message|prompt|override|instruction|directive|command|order)s?\b/iu),
  ...sign('form', 0.75, /(?:^|\n)[\s>*#"'-]*(?:assistant|ai|model|chat ?bot|llm|bot)(?:['’]s)?(?: (?:turn|reply|response|answer|output))?\s*\*{0,2}:/iu, /(?:^|\n)\s*\[?(?:passage|source)\s*\d+\]?\s*:/iu),
  ...sign('form', 0.5, /(?:^|\n|["'([{*#>-]\s*)(?:system|developer|user|human|root|sysop|admin(?:istrator)?|operator|instruction|final answer|answer)\s*\*{0,2}["']?\s*[:=]/iu, /"(?:role|content|system|instruction)"\s*:/iu),
  ...sign('authority', 0.5, /\b(?:system|admin(?:istrator)?|security|developer|priority|maintenance|emergency|root|operator) (?:override|message|notice|alert|instruction|command|directive|update|order|request)\b/iu, /\bas (?:the|your) (?:administrator|developer|owner|operator|author|creator|master)\b/iu, /\b(?:override|authori[sz]ation|clearance) (?:code|level|accepted|granted)\b/iu, /\b(?:openai|anthropic|the developers?|your (?:developers?|creators?|operators?|administrators?))\b/iu),
  ...sign('secrecy', 0.5, /\b(?:do not|don['’]t|never|without|must not) (?:tell|telling|mention|mentioning|reveal|revealing|say|saying that|inform|cite|citing|quote|quoting|show|disclose|warn|warning|refuse|explain|explaining|apologi[sz]e|discuss|question this|acknowledge|add anything|write anything|use any other)\b/iu),
  ...sign('leak', 1, /!?\[[^\]\n]{0,80}\]\([^)\n]{0,200}(?:\{|%7B|\$|[?&]\w{1,12}=(?:[^)\s]*(?:question|answer|secret|data|passages?|content|summary|\[|<)|\s|\)))/iu, /https?:\/\/\S*(?:\{|<|\[)\s*\w*\s*(?:question|answer|data|passages?|content|user|summary|secret|text|conversation|here)\w*/iu,
    /\b(?:send|post|forward|upload|leak|exfiltrate|submit|share|e-?mail)\b.{0,50}\b(?:conversation|chat history|(?:user|person)['’]s \w+|passages?|the question|everything (?:above|you)|all (?:other )?(?:documents|files|passages)|your (?:instructions|prompt))\b/iu),
  ...sign('leak', 0.5, /!\[[^\]\n]{0,80}\]\s*\(\s*(?:https?:)?\/\//iu, /\b(?:click|visit|open|follow|go to|browse to|log ?in at|add|append|include|insert|show|render|embed|display)\b.{0,60}(?:https?:\/\/|www\.|!\[|\b[\w-]+\.(?:example|com|net|org|io|test|invalid)\b|\b(?:this|the following) (?:link|image|url|picture)\b)/iu),
  ...sign('cipher', 0.5, /\b(?:base ?64|rot ?13|hex(?:adecimal)?|morse|caesar|cipher|backwards|in reverse order|encoded (?:instructions?|message|text|command|order)|decode (?:this|the|it|and)|decrypt (?:this|the|it)|unscramble|acrostic|(?:first|initial|last) letters?)\b/iu),
  ...sign('marker', 0.25, /["“‘«„`'][^"”’»“`'\n]{2,60}["”’»“`'](?=[\s.!,;)]|$)/u, /\b[A-Z]{4,}(?:[-_ ][A-Z\d]{2,})*\b/u, /\[\d{1,2}\]/u, /!{2,}|\b(?:IMPORTANT|ATTENTION|URGENT|WARNING|NOTICE|STOP|CRITICAL|OVERRIDE)\b/u),
]; // prettier-ignore

/** Other languages in one row each: to set aside what came before, to speak, in what manner, on which occasion, the model. */
const ELSEWHERE: readonly Sign[] = [
  // German
  ...sign('override', 1, /\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|übergeh\w*|verwirf|verwerfen sie|beachte\w* (?:nicht|keine)|befolge\w* (?:nicht|keine)|überschreib\w*|hör auf)\b.{0,50}\b(?:anweisung\w*|vorgabe\w*|instruktion\w*|regeln|befehl\w*|prompt\w*|frage\w*|kontext|(?:text)?passage\w*|textstelle\w*|vorherige\w*|bisherige\w*|alles|obige\w*)\b/iu, /\b(?:anweisung\w*|vorgaben|instruktionen|regeln|befehle)\b.{0,30}\b(?:ignorier\w*|aufgehoben|ungültig|außer kraft|nicht mehr|zu vergessen|missacht\w*)/iu, /\bneue (?:system)?(?:anweisung|instruktion|vorgabe)\w*/iu),
  ...sign('speak', 0.5, /(?:^|[:;,.!?"„–—-]\s*|\b(?:bitte|nun|jetzt|stattdessen|nur|immer|sofort|und)\s+)(?:antworte\w*|sag\w*|schreib\w*|gib|geben sie|wiederhol\w*|erwider\w*|nenn\w*|füg\w*|beend\w*|beginn\w*|übersetz\w*|erklär\w*)\b/iu, /\b(?:antworten|schreiben|sagen|ausgeben|wiederholen|erwidern|lauten|zu antworten)\s*[.!:]?$|\b(?:muss|soll|hat)\b.{0,40}\b(?:lauten|enthalten|antworten)\b/iu),
  ...sign('manner', 0.5, /\b(?:nur|ausschließlich|lediglich|genau|einzig|immer|stets)\b.{0,14}(?:mit|das wort|dem wort|den satz|dem satz|["„“»«]|[A-Z]{3,})|\b(?:sonst nichts|nichts anderes|kein weiteres wort|ohne quelle\w*|wörtlich)\b/iu),
  ...sign('occasion', 0.5, /\b(?:jede|jeder|alle|allen|sämtliche|egal welche|unabhängig von|auf die)\b.{0,16}\b(?:frage|fragen|anfrage\w*)\b|\b(?:wenn|falls|sobald)\b.{0,30}\b(?:gefragt|fragt)\b|\b(?:dem|der|den) (?:be)?nutzer\w*\b/iu),
  ...sign('answer', 0.75, /\b(?:die|deine|ihre) (?:einzig )?(?:\w+e )?(?:richtige|korrekte|einzige|wahre|gültige|endgültige|nächste|gesamte) antwort\b|\bantwort auf (?:diese|jede|alle|die|obige)\b/iu),
  ...sign('role', 1, /\b(?:du bist|sie sind) (?:jetzt|nun|ab sofort|kein\w*|ein\w* (?:ki|sprachmodell|chatbot|assistent\w*))\b|\b(?:hinweis|anweisung|nachricht|befehl|achtung|notiz)\w*,?\s*(?:an|für|:)?\s*(?:die |den |das |alle )?(?:ki|sprachmodelle?|chatbots?|ki-?\w+)\b/iu),
  ...sign('role', 0.5, /\b(?:ki|sprachmodell\w*|chatbot\w*|ki-assistent\w*)\b/iu, /\b(?:spiel\w*|verhalte dich|tu so|stell dir vor)\b.{0,20}\b(?:rolle|als|du)\b/iu, /\bab (?:jetzt|sofort)\b/iu),
  // French
  ...sign('override', 1, /\b(?:ignore[zr]?|oublie[zr]?|ne (?:suis|suivez|tiens|tenez|respecte[zs]?)|négligez?|annule[zr]?|écarte[zr]?|fais abstraction|faites abstraction|passe[rz]? outre)(?!\p{L}).{0,50}\b(?:instructions?|consignes?|directives?|règles?|questions?|passages?|contexte|précède|ce qui|tout|ordres?|prompt)\b/iu, /\b(?:nouvelles?|vraies?) (?:instructions?|consignes?|directives?)\b/iu),
  ...sign('speak', 0.5, /(?:^|[:;,.!?"«–—-]\s*|\b(?:et|simplement|seulement|toujours|maintenant|plutôt|désormais)\s+)(?:répond[sez]*|dis|dites|écri[sv]\w*|affiche[rz]?|répète[rz]?|réponde[rz]?|ajoute[rz]?|termine[rz]?|commence[rz]?|inscri\w+)(?!\p{L})/iu, /\b(?:doit|devez|dois|faut)\b.{0,25}(?:répondre|dire|écrire|contenir|être)(?!\p{L})/iu),
  ...sign('manner', 0.5, /\b(?:uniquement|seulement|exactement|simplement|rien (?:d['’]autre )?que|juste)\b|\b(?:rien d['’]autre|mot pour mot|sans (?:aucune )?(?:source|explication|citation)s?)\b|\b(?:le mot|les mots|la phrase|le code)\b/iu),
  ...sign('occasion', 0.5, /\b(?:toutes?|chaque|n['’]importe quelle|quelle que soit)\b.{0,16}\bquestions?\b|\b(?:si|quand|lorsqu)\b.{0,25}\bdemand\w+|(?<!\p{L})(?:à |de )?l['’]utilisateur\b/iu),
  ...sign('answer', 0.75, /\b(?:la|ta|votre) (?:seule |bonne |vraie )?réponse (?:correcte|exacte|valable|juste|finale|complète|est|doit|à (?:toute|la|cette|chaque))/iu),
  ...sign('role', 1, /\b(?:tu es|vous êtes) (?:maintenant|désormais|une? (?:ia|assistant\w*|chatbot|modèle))|(?<!\p{L})(?:à|pour) (?:l['’]|toute )(?:ia|intelligence artificielle|assistant ia)\b|\b(?:note|message|avis|instructions?) (?:à|pour) (?:l['’]assistant|le modèle|les? modèles?|l['’]ia)\b/iu),
  ...sign('role', 0.5, /\b(?:intelligence artificielle|modèles? de langage|chatbots?|l['’]ia)\b|\b(?:joue|jouez) le rôle\b/iu),
  // Spanish, Portuguese, Italian
  ...sign('override', 1, /\b(?:ignor[aeá]\w*|olvid[ae]\w*|descart[ae]\w*|omit[ae]\w*|desconsider[ae]\w*|esque[cç]\w*|dimentic\w+|trascur\w+|scarta\w*|no (?:sigas|obedezcas|tengas en cuenta)|não (?:siga|obedeça)|non (?:seguire|considerare|tenere conto))(?!\p{L}).{0,50}(?:instruc\w+|instruç\w+|istruzion\w+|reglas|regras|regole|indicac\w+|indicaç\w+|órdenes|ordens|ordini|pregunt\w+|pergunt\w+|domand\w+|pasajes?|trechos?|brani|contexto|contesto|anterior\w*|precedent\w+|todo|tudo|tutto|prompt)(?!\p{L})/iu, /\b(?:nuevas?|novas?|nuove) (?:instrucci\w+|instruç\w+|istruzion\w+)/iu),
  ...sign('speak', 0.5, /(?:^|[:;,.!?"«¡–—-]\s*|\b(?:y|e|solo|sólo|siempre|sempre|ahora|agora|ora|apenas|somente|invece)\s+)(?:responde|responda|respondan|di|diga|digan|escrib[ae]\w*|escrev[ae]\w*|repit[ae]\w*|rispond[ie]\w*|scriv[ie]\w*|ripet[ie]\w*|contest[ae]|añad[ae]|adicione|aggiung[ie]|termin[ae]|muestr[ae]|mostr[ae]|imprim[ae]|stampa)(?!\p{L})/iu, /\b(?:debe|debes|deve|devi|devem|tienes que)\b.{0,20}(?:responder|decir|dizer|rispondere|dire|contener|essere|ser)(?!\p{L})/iu),
  ...sign('manner', 0.5, /\b(?:únicamente|exactamente|exatamente|solamente|esclusivamente|soltanto|esattamente|s[oó]lo con|solo con|solo la parola|apenas com|somente com|nada m[aá]s|nada mais|nient['’]altro|nothing else)(?!\p{L})|\b(?:la palabra|a palavra|la parola|la frase|a frase)\b/iu),
  ...sign('occasion', 0.5, /\b(?:cualquier|todas? las?|cada|qualquer|todas? as?|ogni|qualsiasi|qualunque|tutte le)\b.{0,16}(?:pregunt\w+|pergunt\w+|domand\w+)|\b(?:al|o|do|ao|all['’]) ?(?:usuario|usuário|utente|utilizador)\b|\b(?:si|se|cuando|quando)\b.{0,20}(?:pregunt\w+|pergunt\w+|chied\w+|chiest\w+)/iu),
  ...sign('answer', 0.75, /\b(?:la|a|tu|tua|sua|su) (?:única |unica )?(?:respuesta|resposta|risposta) (?:correcta|correta|corretta|final|finale|válida|valida|única|exacta|giusta|a (?:cualquier|todas|qualquer|ogni))/iu),
  ...sign('role', 1, /\b(?:eres|ahora eres|você (?:é )?agora|agora você é|sei (?:ora|adesso)|adesso sei|ora sei)\b.{0,12}(?:un|uma?|una)?\b|\b(?:asistente|assistente)(?: de)? (?:ia|ai)\b|\b(?:modelo|modello) (?:de|di) (?:lenguaje|linguagem|linguaggio)\b/iu),
  // Dutch, Polish, Swedish, Danish, Turkish, Czech
  ...sign('override', 1, /\b(?:negeer|vergeet|zignoruj\w*|ignoruj\w*|zapomnij|pomiń|ignorera|glöm|ignorer|glem|zapomeň|yok say|unut|dikkate alma|görmezden gel)(?!\p{L}).{0,50}(?:instructi\w+|aanwijzing\w+|regels|vraag|vragen|instrukcj\w+|polece\w+|pytani\w+|wszystk\w+|poprzedni\w+|instruktion\w+|anvisning\w+|frågan?|spørgsmål\w*|pokyn\w*|instrukc\w+|talimat\w*|soru\w*|alles|allt|alt|všechn\w+|vorige|eerdere|tidigare|tidligere|önceki)(?!\p{L})|(?:talimatlar\w*|önceki)(?!\p{L}).{0,30}(?:yok say|unut|dikkate alma|görmezden gel)/iu),
  ...sign('speak', 0.5, /(?:^|[:;,.!?"„–—-]\s*|\b(?:en|i|och|og|a|alleen|tylko|bara|kun|pouze)\s+)(?:antwoord|zeg|schrijf|herhaal|odpowiedz|odpowiadaj|napisz|powiedz|powtórz|svara|skriv|säg|sig|svar|odpověz|napiš|řekni|cevap ver|yanıtla|yaz|söyle)(?!\p{L})/iu, /(?:yanıtla|cevap ver|yaz|söyle|cevapla)\s*[.!]?$/iu),
  ...sign('manner', 0.5, /\b(?:alleen|uitsluitend|enkel|niets anders|tylko|wyłącznie|nic więcej|endast|bara|inget annat|kun|intet andet|pouze|jen|sadece|yalnızca|başka bir şey)(?!\p{L})|\b(?:het woord|słowem|słowo|ordet|slovo|kelimesi\w*)(?!\p{L})/iu),
  ...sign('occasion', 0.5, /\b(?:elke|alle|iedere|każde|wszystkie|varje|alla|hvert|každou|her)(?!\p{L}).{0,12}(?:vraag|vragen|pytani\w+|fråga|frågor|spørgsmål|otázk\w+|soru\w*)/iu),
  // Russian, Ukrainian
  ...sign('override', 1, /(?:игнорируй|проигнорируй|забудь|отбрось|не (?:следуй|обращай|выполняй)|ігноруй|забудь)\p{L}*.{0,50}(?:инструкци|указани|правил|вопрос|контекст|предыдущ|выше|всё|все |інструкц|питання|вказівк)/iu),
  ...sign('speak', 0.5, /(?:ответь|отвечай|напиши|скажи|повтори|выведи|відповідай|напиши|скажи)\p{L}*/iu),
  ...sign('manner', 0.5, /(?:только|лишь|ровно|исключительно|ничего (?:больше|другого)|лише|тільки|словом|слово)/iu),
  ...sign('occasion', 0.5, /(?:люб(?:ой|ые)|кажд(?:ый|ые)|все|на) вопрос\p{L}*|пользовател\p{L}+|будь-яке питання/iu),
  ...sign('role', 1, /(?:ты|вы) (?:теперь|больше не)|языков\p{L}+ модел\p{L}+|(?:ИИ|нейросет\p{L}+)[ -]?(?:ассистент|помощник)?/u),
  // Chinese, Japanese, Korean, Arabic, Hindi
  ...sign('override', 1, /(?:忽略|无视|無視|忘记|忘掉|忘記|不要(?:遵守|理会|回答)|请勿遵守).{0,20}(?:指令|指示|规则|規則|问题|問題|提示|上文|之前|以上|内容|要求|段落|说明)/u, /(?:指示|命令|指令|質問|上記|これまで|以前|ルール|文章).{0,20}(?:無視|忘れ|従わな|破棄)/u, /(?:이전|위의|모든|앞의|지금까지).{0,20}(?:지시|명령|질문|규칙|내용).{0,16}(?:무시|잊)/u, /(?:تجاهل|انس|اهمل).{0,40}(?:التعليمات|الأوامر|السؤال|القواعد|ما سبق|السابقة)/u, /(?:निर्देश|आदेश|नियम|सवाल|प्रश्न)\S*.{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)|(?:अनदेखा|भूल).{0,30}(?:निर्देश|आदेश)/u),
  ...sign('speak', 0.5, /(?:回答|回复|回覆|输出|輸出|说|写出|重复|答える|答えて|出力|返答|言って|書いて|繰り返|대답|답하|출력|말하|쓰세요|أجب|اكتب|قل|كرر|उत्तर|जवाब|लिख|कह)/u),
  ...sign('manner', 0.5, /(?:只(?:能|需|要)?(?:回答|回复|输出|说|写)|仅|唯一|だけ|のみ|とだけ|만 |만\b|라고만|فقط|केवल|सिर्फ|बस)/u),
  ...sign('occasion', 0.5, /(?:任何|所有|每个|无论什么|どんな|すべての|あらゆる|모든|어떤).{0,8}(?:问题|問題|提问|質問|질문)|用户|用戶|ユーザー|사용자|أي سؤال|المستخدم|(?:हर|किसी भी) (?:सवाल|प्रश्न)/u),
  ...sign('role', 1, /你(?:现在)?是(?:一个|一名)?(?:AI|人工智能|助手|模型|海盗|机器人)|あなたは(?:今から|今|もう)|(?:AI|人工知能)アシスタント|당신은 이제|AI(?:助手|アシスタント|어시스턴트)|أنت الآن|नमूना मॉडल/u),
]; // prettier-ignore

export const SIGNS: readonly Sign[] = [...ENGLISH, ...ELSEWHERE];
