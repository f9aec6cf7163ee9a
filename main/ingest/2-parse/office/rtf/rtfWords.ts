// RTF's control words that matter to its text, and the code pages of its character sets.
const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Destinations whose content is no text of the document. */
export const NOT_READ = words(`
  colortbl info pict objdata fldinst listtable listoverridetable rsidtbl generator xmlnstbl themedata
  colorschememapping datastore latentstyles nonshppict shppict sp bkmkstart bkmkend atnid atnauthor atnref atndate atntime
  atrfstart atrfend atnicn revtbl filetbl mmathpr wgrffmtfilter nonesttables nesttableprops pnseclvl pgptbl template
  private xe tc tcn rxe txe ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn falt panose fname do docvar formfield
  objclass objname objtime objsect mctrlpr mfpr mrpr msuppr msubpr mnarypr maccpr mdpr mradpr keycode userprops`);

/** Starred destinations that hold text all the same; others with a star are unknown, and passed over. */
export const READ_WITH_STAR = words('shpinst shptxt moMath moMathPara ud annotation footnote fldrslt');

/** Text that stands beside the paragraph in which it is written. */
export const ASIDE = words('footnote annotation shptxt');
export const MARGINS = words('header headerl headerr headerf footer footerl footerr footerf');

export const SYMBOLS: Readonly<Record<string, string>> = {
  emdash: '—', endash: '–', bullet: '•', lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”', tab: ' ', line: ' ', lbr: ' ', emspace: ' ', enspace: ' ', qmspace: ' ', '~': ' ', _: '-', '\\': '\\', '{': '{', '}': '}',
};

/** `\fcharset` -> code page; others are the document's own. */
export const CHARSET_PAGES: Readonly<Record<number, number>> = {
  77: 10000, 78: 10001, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
};
export const SYMBOL_CHARSET = 2;
