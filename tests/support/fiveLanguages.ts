// A tiny library in five languages: eight passages each, and for each passage a question that shares some of its words
// but, in Chinese and Japanese, hardly a whole phrase.
export interface LanguageSample {
  readonly language: string;
  readonly passages: readonly string[];
  /** Question `i` is answered by passage `i`. */
  readonly questions: readonly string[];
}

export const fiveLanguages: readonly LanguageSample[] = [
  {
    language: 'en',
    passages: [
      'The lease of the flat in Elm Street ends on 31 March 2027. The tenant may extend it once by two years.',
      'The annual electricity bill comes to 812 euros. The meter is read in November.',
      'Before the heating season the boiler has to be bled. The pressure should be 1.5 bar.',
      'Bonfires are forbidden in the allotment garden. Hedges must not be higher than 1.20 metres.',
      'The household insurance pays for water damage. The excess is 150 euros a claim.',
      'The school is closed during the summer holidays from 6 July to 18 August.',
      'The dentist has an appointment on Tuesday at 9.30 for the check-up.',
      'The car needs a new inspection in May; the winter tyres are in the cellar.',
    ],
    questions: ['When does the lease of the flat end?', 'How high is the electricity bill?', 'What pressure does the boiler need?', 'How high may hedges be in the allotment?', 'What does the insurance pay for water damage?', 'When is the school closed in summer?', 'When is the appointment at the dentist?', 'Where are the winter tyres?'],
  },
  {
    language: 'de',
    passages: [
      'Der Mietvertrag der Wohnung in der Ulmenstraße endet am 31. März 2027. Der Mieter kann ihn einmal um zwei Jahre verlängern.',
      'Die jährliche Stromrechnung beträgt 812 Euro. Der Zähler wird im November abgelesen.',
      'Vor der Heizperiode muss der Heizkessel entlüftet werden. Der Druck soll 1,5 bar betragen.',
      'Offenes Feuer ist im Kleingarten verboten. Hecken dürfen nicht höher als 1,20 Meter sein.',
      'Die Hausratversicherung zahlt bei Wasserschäden. Die Selbstbeteiligung beträgt 150 Euro je Schaden.',
      'Die Schule bleibt in den Sommerferien vom 6. Juli bis zum 18. August geschlossen.',
      'Beim Zahnarzt ist am Dienstag um 9.30 Uhr ein Termin zur Kontrolle.',
      'Das Auto muss im Mai zur Hauptuntersuchung; die Winterreifen liegen im Keller.',
    ],
    questions: ['Wann endet der Mietvertrag der Wohnung?', 'Wie hoch ist die Stromrechnung?', 'Welchen Druck braucht der Heizkessel?', 'Wie hoch dürfen Hecken sein?', 'Was zahlt die Hausratversicherung bei Wasserschäden?', 'Wann ist die Schule geschlossen?', 'Wann ist der Termin beim Zahnarzt?', 'Wo liegen die Winterreifen?'],
  },
  {
    language: 'fr',
    passages: [
      "Le bail de l'appartement de la rue des Ormes prend fin le 31 mars 2027. Le locataire peut le prolonger une fois de deux ans.",
      "La facture annuelle d'électricité s'élève à 812 euros. Le compteur est relevé en novembre.",
      'Avant la saison froide, il faut purger la chaudière. La pression doit être de 1,5 bar.',
      'Les feux sont interdits dans le jardin familial. Les haies ne doivent pas dépasser 1,20 mètre.',
      "L'assurance habitation couvre les dégâts des eaux. La franchise est de 150 euros par sinistre.",
      "L'école est fermée pendant les vacances d'été du 6 juillet au 18 août.",
      'Le dentiste propose un rendez-vous mardi à 9 h 30 pour le contrôle.',
      'La voiture passe le contrôle technique en mai ; les pneus neige sont à la cave.',
    ],
    questions: ["Quand le bail de l'appartement prend-il fin ?", "À combien s'élève la facture d'électricité ?", 'Quelle pression pour la chaudière ?', 'Quelle hauteur pour les haies ?', "Que couvre l'assurance habitation ?", "Quand l'école est-elle fermée ?", 'Quand est le rendez-vous chez le dentiste ?', 'Où sont les pneus neige ?'],
  },
  {
    language: 'zh',
    passages: [
      '榆树街公寓的租赁合同将于2027年3月31日到期。承租人可以续租一次，期限为两年。',
      '全年电费共计812欧元。电表在十一月抄表。',
      '供暖季开始之前必须给锅炉排气。压力应保持在1.5巴。',
      '社区菜园内禁止生火。树篱的高度不得超过1.20米。',
      '家庭财产保险赔付水渍造成的损失。每次理赔的免赔额为150欧元。',
      '学校在暑假期间关闭，时间为七月六日至八月十八日。',
      '牙医预约在星期二上午九点半，进行例行检查。',
      '汽车五月需要年检；冬季轮胎放在地下室。',
    ],
    questions: ['公寓的合同什么时候到期？', '一年的电费是多少？', '锅炉需要多大的压力？', '树篱可以有多高？', '水渍损失由哪个保险赔付？', '学校什么时候关闭？', '什么时候去看牙医？', '轮胎放在哪里？'],
  },
  {
    language: 'ja',
    passages: [
      'エルム通りの部屋の賃貸借契約は2027年3月31日に終了する。借主は一度だけ二年間延長できる。',
      '年間の電気料金は812ユーロである。検針は十一月に行われる。',
      '暖房の季節の前にボイラーの空気抜きをすること。圧力は1.5バールが望ましい。',
      '市民農園では焚き火が禁止されている。生け垣の高さは1.20メートルを超えてはならない。',
      '家財保険は水漏れによる損害を補償する。自己負担額は一件につき150ユーロである。',
      '学校は七月六日から八月十八日までの夏休みのあいだ閉まっている。',
      '歯医者の予約は火曜日の九時半で、定期検診を受ける。',
      '車は五月に車検がある。冬用タイヤは地下室に置いてある。',
    ],
    questions: ['部屋の契約はいつ終わりますか。', '一年の電気料金はいくらですか。', 'ボイラーの圧力はどのくらいですか。', '生け垣はどのくらい高くてもよいですか。', '水漏れの損害はどの保険が補償しますか。', '夏休みに学校はいつ閉まりますか。', '歯医者はいつですか。', 'タイヤはどこにありますか。'],
  },
];
