// Texts written for measuring OCR: letters, umlauts, accents, numbers, amounts and dates as they stand in people's papers.
// Only characters that a PDF's standard fonts have (Windows-1252).
export const OCR_TEXTS = {
  eng: [
    'Lease agreement for the flat at 12 Elm Street',
    'The tenancy begins on 1 April 2021 and ends on 31 March 2027 unless either party gives notice in writing. The notice period is three months to the end of a quarter. The monthly rent of £1,150.00 falls due on the third working day of each month and is paid to the account named in schedule B.',
    'The deposit amounts to three times the rent without heating, that is £2,985.50. It is kept apart from the landlord’s own assets and is paid back, with interest, no later than six months after the keys have been handed over. Deductions must be listed item by item.',
    'Small repairs up to £100 in each case, and no more than eight per cent of the yearly rent in all, are borne by the tenant. This covers taps, switches, locks, window catches and the cooker’s knobs. Quarrelsome neighbours, draughty windows and a broken gutter are not the tenant’s affair.',
    'Keys: 2 house doors, 3 flat doors, 1 cellar (No. 47), 1 letter box. Meter readings at moving in: electricity 48,213 kWh, cold water 1,094.7 m³, heating unit no. 7 / 3391-QX. Questions go to office@example.org or by telephone to 0161 496 0385, Mondays to Fridays from 9.30 to 16.45.',
  ],
  deu: [
    'Mietvertrag über die Wohnung in der Ulmenstraße 12',
    'Das Mietverhältnis beginnt am 1. April 2021 und läuft bis zum 31. März 2027, sofern es nicht vorher schriftlich gekündigt wird. Die Kündigungsfrist beträgt drei Monate zum Ende eines Kalendervierteljahres. Die monatliche Grundmiete von 1.150,00 € ist spätestens am dritten Werktag fällig und auf das in Anlage B genannte Konto zu überweisen.',
    'Die Kaution beträgt drei Monatsmieten ohne Heizkosten, mithin 2.985,50 €. Sie wird getrennt vom Vermögen des Vermieters verzinslich angelegt und spätestens sechs Monate nach Übergabe der Schlüssel zurückgezahlt. Abzüge müssen einzeln aufgeführt und mit Rechnungen belegt werden.',
    'Schönheitsreparaturen und kleine Instandsetzungen bis zu 100 € im Einzelfall, höchstens jedoch acht Prozent der Jahresmiete, übernimmt der Mieter. Dazu gehören Wasserhähne, Lichtschalter, Türschlösser, Fenstergriffe und die Knöpfe des Herdes. Übermäßiger Lärm, zugige Fenster und eine undichte Dachrinne sind Sache der Hausverwaltung.',
    'Schlüssel: 2 Haustüren, 3 Wohnungstüren, 1 Keller (Nr. 47), 1 Briefkasten. Zählerstände beim Einzug: Strom 48.213 kWh, Kaltwasser 1.094,7 m³, Heizkörper Nr. 7 / 3391-QX. Rückfragen bitte an buero@example.org oder unter 030 4960385, montags bis freitags von 9.30 bis 16.45 Uhr. Grüße aus Köln, Jürgen Weiß',
  ],
  fra: [
    'Contrat de location de l’appartement du 12, rue des Ormes',
    'La location commence le 1er avril 2021 et prend fin le 31 mars 2027, sauf congé donné par écrit par l’une des parties. Le délai de préavis est de trois mois à compter de la réception de la lettre. Le loyer mensuel de 1 150,00 € est payable au plus tard le troisième jour ouvré sur le compte indiqué à l’annexe B.',
    'Le dépôt de garantie s’élève à trois mois de loyer hors charges, soit 2 985,50 €. Il est conservé séparément des avoirs du propriétaire et restitué, intérêts compris, au plus tard six mois après la remise des clés. Les retenues doivent être énumérées une à une et justifiées par des factures.',
    'Les menues réparations jusqu’à 100 € chacune, sans dépasser huit pour cent du loyer annuel, sont à la charge du locataire : robinets, interrupteurs, serrures, poignées de fenêtres et boutons de la cuisinière. Le bruit excessif, les fenêtres mal isolées et une gouttière percée relèvent du gérant de l’immeuble. Où que l’on aille, ça dépend déjà du maître d’ouvrage.',
    'Clés : 2 portes d’entrée, 3 portes palières, 1 cave (n° 47), 1 boîte aux lettres. Relevés à l’arrivée : électricité 48 213 kWh, eau froide 1 094,7 m³, radiateur n° 7 / 3391-QX. Pour toute question, écrire à agence@example.org ou téléphoner au 01 49 60 38 55, du lundi au vendredi, de 9 h 30 à 16 h 45. Noël, Zoé et François vous répondront.',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type OcrEvalLanguage = keyof typeof OCR_TEXTS;
