// An answer as one HTML page that stands alone: no script, no link, no image, nothing that is fetched; it says so in
// its own policy. Whatever was written by a model, a file or a person is text in it. Also what is printed and made into
// a PDF.
import MarkdownIt from 'markdown-it';
import type { Answer } from '../../../contract/domain.ts';
import { answerPage, type ExportOptions, type PageSource } from './answerPage.ts';

/** As the window shows answers: no HTML, no links, no images. */
const RULES = ['table', 'fence', 'blockquote', 'list', 'heading', 'lheading', 'paragraph', 'newline', 'escape', 'backticks', 'emphasis', 'balance_pairs', 'fragments_join', 'text'];
const markdown = new MarkdownIt('zero', { html: false, linkify: false, typographer: false, breaks: false, maxNesting: 20 }).enable(RULES, true);

const STYLE = `
:root { color-scheme: light; }
body { max-width: 42rem; margin: 3rem auto; padding: 0 1.5rem; color: #1b1c1e; background: #fff; font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; white-space: pre-line; }
main :is(h1, h2, h3, h4, h5, h6) { font-size: 1.1rem; }
h2 { margin-top: 2rem; font-size: 1.05rem; }
.general { padding: .75rem 1rem; border: 1px dashed #6b4ba1; border-left: 4px solid #6b4ba1; break-inside: avoid; }
.general .label { margin-top: 0; color: #5a3d8f; font-weight: 600; }
.note { color: #5b5f66; font-style: italic; }
pre { padding: .75rem; background: #f4f5f6; white-space: pre-wrap; }
table { border-collapse: collapse; }
th, td { padding: .25rem .6rem; border: 1px solid #c9ccd1; text-align: left; vertical-align: top; }
.sources { margin: 0; padding: 0; list-style: none; }
.sources li { margin: 0 0 1rem; break-inside: avoid; }
.name { font-weight: 600; }
blockquote { margin: .35rem 0 0; padding-left: .9rem; border-left: 3px solid #c9ccd1; color: #3a3d42; }
footer { margin-top: 2.5rem; padding-top: .75rem; border-top: 1px solid #c9ccd1; color: #5b5f66; font-size: .85rem; }
footer p { margin: .15rem 0; }
h1, h2 { break-after: avoid; }
@page { margin: 20mm 18mm; }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 10.5pt; } }
`;

export function toHtml(answer: Answer, options: ExportOptions): string {
  const page = answerPage(answer, options);
  const title = escapeHtml(page.question.replace(/\s+/gu, ' '));
  return `<!doctype html>
<html lang="${options.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(page.question)}</h1>
${page.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('\n')}
<main${page.label === null ? '' : ' class="general"'}>
${page.label === null ? '' : `<p class="label">${escapeHtml(page.label)}</p>\n`}${markdown.render(page.markdown)}</main>
${page.sections.map(({ heading, list }) => section(heading, list)).join('\n')}
<footer>
${page.foot.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
</footer>
</body>
</html>
`;
}

function section(heading: string, sources: readonly PageSource[]): string {
  return `<h2>${escapeHtml(heading)}</h2>\n<ul class="sources">\n${sources.map(item).join('\n')}\n</ul>`;
}

function item({ number, name, where, quotes }: PageSource): string {
  const place = where === null ? '' : `, ${escapeHtml(where)}`;
  const marks = quotes.map((quote) => `<blockquote>${escapeHtml(quote)}</blockquote>`).join('');
  return `<li>${number === null ? '' : `[${number}] `}<span class="name">${escapeHtml(name)}</span>${place}${marks}</li>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/gu, (letter) => ENTITIES[letter]!);
