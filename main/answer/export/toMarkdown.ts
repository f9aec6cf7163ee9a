// An answer as a Markdown file. What the model wrote keeps its Markdown, but for what would fetch or lead somewhere:
// HTML, images and links stay as the letters that they are. Names and quotes are escaped as a whole.
import type { Answer } from '../../../contract/domain.ts';
import { answerPage, type ExportOptions, type PageSource } from './answerPage.ts';

export function toMarkdown(answer: Answer, options: ExportOptions): string {
  const page = answerPage(answer, options);
  const blocks = [
    `# ${escapeMarkdown(page.question.replace(/\s+/gu, ' '))}`,
    ...page.notes.map((note) => `*${escapeMarkdown(note)}*`),
    ...(page.label === null ? [] : [`**${escapeMarkdown(page.label)}**`]),
    withoutLinks(page.markdown.trim()),
    ...page.sections.flatMap(({ heading, list }) => [`## ${escapeMarkdown(heading)}`, ...list.map(sourceBlock)]),
    '---',
    ...page.foot.map(escapeMarkdown),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function sourceBlock({ number, name, where, quotes }: PageSource): string {
  const head = `${number === null ? '' : `\\[${number}\\] `}**${escapeMarkdown(name)}**${where === null ? '' : `, ${escapeMarkdown(where)}`}`;
  return [head, ...quotes.map((quote) => `> ${escapeMarkdown(quote)}`)].join('\n\n');
}

/** Every character that means something in Markdown, at the beginning of a line or anywhere. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\r\n]+/gu, ' ')
    .replace(/[\\`*_{}[\]<>()#~&|!$^:=+-]/gu, '\\$&')
    .replace(/^(\s*\d+)([.)])/u, '$1\\$2');
}

/**
 * What opens a tag, an image, or the target of a link. A `<` as an entity, since a backslash before it may be escaped
 * itself. `[1]` stays as it is: nothing here defines where it would lead.
 */
function withoutLinks(markdown: string): string {
  return markdown.replace(/</gu, '&lt;').replace(/\](?=[(:])/gu, ']\\').replace(/!\[/gu, '!\\[');
}
