// What is done with the commands and environments of LaTeX whose arguments are no text. Every other command is taken
// away and the text in its braces stays: `\textbf{due}` is `due`.

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

export const SECTIONS = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph', 'subparagraph'];

/** Commands whose arguments go with them, all that follow without a space. */
export const DROPPED = words(`
  documentclass documentstyle usepackage RequirePackage PassOptionsToPackage newcommand renewcommand providecommand newenvironment renewenvironment DeclareMathOperator
  DeclareRobustCommand newtheorem theoremstyle newcounter setcounter addtocounter stepcounter refstepcounter setlength addtolength newlength settowidth hypersetup geometry
  pagestyle thispagestyle pagenumbering bibliographystyle bibliography addbibresource input include includeonly subfile import includegraphics graphicspath label index glossary
  vspace hspace vskip hskip vfill hfill rule raisebox linespread fontsize selectfont fontfamily fontseries fontshape color pagecolor definecolor colorlet rowcolor cellcolor columncolor arrayrulecolor
  hyphenation selectlanguage setmainfont setsansfont setmonofont lstset lstinputlisting verbatiminput usetikzlibrary tikzset pgfplotsset captionsetup titleformat titlespacing
  fancyhead fancyfoot fancyhf lhead rhead chead lfoot rfoot cfoot markboth markright addcontentsline phantom hphantom vphantom usetheme usecolortheme setbeamertemplate setbeamercolor setbeamerfont
  sisetup DeclareUnicodeCharacter makeatletter makeatother cline cmidrule hline toprule midrule bottomrule setenumerate setitemize setlist enlargethispage crefname Crefname newacronym bibitemstart
  blindtext Blindtext lipsum baselineskip parindent parskip
`);
/** Commands whose first arguments are no text, the others are: how many. */
export const LEADING_ARGUMENTS: Readonly<Record<string, number>> = { textcolor: 1, colorbox: 1, fcolorbox: 2, parbox: 1, scalebox: 1, resizebox: 2, rotatebox: 1, multirow: 2, multicolumn: 2, foreignlanguage: 1, glossaryentry: 1 };
export const REFERENCES = words('ref pageref eqref autoref cref Cref nameref vref cite citep citet citealp citealt citeauthor citeyear parencite textcite footcite autocite nocite');
/** Environments whose content is written as it stands. */
export const VERBATIM = words('verbatim verbatim* Verbatim lstlisting minted alltt');
/** Formulas: kept as they are written. */
export const MATH = words('equation equation* align align* aligned alignat alignat* gather gather* multline multline* eqnarray eqnarray* displaymath math flalign flalign* IEEEeqnarray');
export const LEFT_OUT = words('comment tikzpicture pgfpicture filecontents filecontents*');
export const TABLES = words('tabular tabular* tabularx longtable array tabulary supertabular xltabular tblr');
export const LISTS = words('itemize enumerate description compactitem compactenum thebibliography');
/** Arguments of environments that are no text: how many there are at most. */
export const ENVIRONMENT_ARGUMENTS: Readonly<Record<string, number>> = { minipage: 2, multicols: 1, wrapfigure: 2, wraptable: 2, column: 1, adjustbox: 1, thebibliography: 1, tabular: 1, 'tabular*': 2, tabularx: 2, tabulary: 2, longtable: 1, array: 1, supertabular: 1, xltabular: 2, tblr: 1, alignat: 1, subfigure: 1, subtable: 1, spacing: 1, otherlanguage: 1, 'otherlanguage*': 1 };
