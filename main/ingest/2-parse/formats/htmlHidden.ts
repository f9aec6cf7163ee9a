// Which elements of a page can't be seen, by what stands in their own tags. Style sheets aren't read: what they hide
// counts as shown. White text counts as hidden only where the background is sure to be white as well.

type Attributes = readonly { readonly name: string; readonly value: string }[];

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Elements that end where their end tag is; one that is missing shows that the page can't be trusted. */
const WITH_END_TAG = words(
  'div span section aside nav article header footer main a abbr b i em strong font small big u s mark label code kbd sub sup q cite center blockquote h1 h2 h3 h4 h5 h6 ul ol dl table pre form fieldset figure figcaption details button',
);

/** Elements whose end tag may be left out, with the tags that end them then. */
const ENDED_BY: ReadonlyMap<string, { readonly start: ReadonlySet<string>; readonly end: ReadonlySet<string> }> = new Map([
  ['p', { start: words('p div section article header footer main aside nav blockquote h1 h2 h3 h4 h5 h6 ul ol dl table pre form hr li dt dd td th tr'), end: words('li td th tr table ul ol dl') }],
  ['li', { start: words('li'), end: words('ul ol') }],
  ['dt', { start: words('dt dd'), end: words('dl') }],
  ['dd', { start: words('dt dd'), end: words('dl') }],
  ['td', { start: words('td th tr tbody tfoot'), end: words('tr tbody thead tfoot table') }],
  ['th', { start: words('td th tr tbody tfoot'), end: words('tr tbody thead tfoot table') }],
  ['tr', { start: words('tr tbody tfoot'), end: words('tbody thead tfoot table') }],
]);

export const mayLackEndTag = (name: string): boolean => ENDED_BY.has(name);

/** Whether a tag inside the element `name` says that the element is over. */
export const endsElement = (name: string, tag: 'start' | 'end', tagName: string): boolean => ENDED_BY.get(name)?.[tag].has(tagName) === true;

/** True when nothing in the page gives a colour to any background. */
export const isPlainPage = (html: string): boolean => !/<style|<link|bgcolor|background/i.test(html);

export function isHidden(name: string, attributes: Attributes, plainPage: boolean): boolean {
  if (!WITH_END_TAG.has(name) && !ENDED_BY.has(name)) return false;
  return attributes.some((attribute) => {
    if (attribute.name === 'hidden') return attribute.value !== 'until-found';
    if (attribute.name === 'style') return isHiddenByStyle(attribute.value, plainPage);
    return name === 'font' && attribute.name === 'color' && plainPage && isWhite(attribute.value);
  });
}

function isHiddenByStyle(style: string, plainPage: boolean): boolean {
  const declarations = new Map(style.toLowerCase().split(';').map((declaration) => {
    const colon = declaration.indexOf(':');
    return [declaration.slice(0, Math.max(colon, 0)).trim(), declaration.slice(colon + 1).replace('!important', '').trim()] as const;
  }));
  const value = (property: string): string => declarations.get(property) ?? '';
  if (value('display') === 'none' || value('mso-hide') === 'all' || /^(?:hidden|collapse)$/.test(value('visibility'))) return true;
  if (/^0*(?:\.0+)?(?:px|pt|em|rem|%|mm|cm|in|ex|ch|vw)?$/.test(value('font-size')) && value('font-size') !== '') return true;
  if (/^0+(?:\.0+)?%?$/.test(value('opacity')) || value('color') === 'transparent') return true;
  const background = value('background-color') || value('background');
  return isWhite(value('color')) && (isWhite(background) || (background === '' && plainPage));
}

/** White, and what can't be told from it on white. */
function isWhite(color: string): boolean {
  return /^(?:white|#fff|#(?:f[c-f]){3}|rgba?\(\s*25[2-5]\s*,\s*25[2-5]\s*,\s*25[2-5]\s*(?:,\s*[\d.]+\s*)?\))$/i.test(color.trim());
}
