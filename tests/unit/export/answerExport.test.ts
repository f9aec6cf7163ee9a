// An answer as Markdown and HTML: whatever a model, a file or a person wrote is text in it, and nothing of it can run,
// lead or load. What is read back says what the answer said.
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { parse, parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { expect, test } from 'vitest';
import type { Answer } from '../../../contract/domain.ts';
import { messagesFor } from '../../../contract/messages/index.ts';
import { toHtml } from '../../../main/answer/export/toHtml.ts';
import { toMarkdown } from '../../../main/answer/export/toMarkdown.ts';
import { fileNameOf } from '../../../main/ipc/fileNameOf.ts';
import { hostileAnswers } from '../../support/hostileAnswers.ts';
import { generalAnswer, practiceAnswer } from '../../support/practiceAnswer.ts';

const options = { t: messagesFor('en'), language: 'en', modelName: 'Script' } as const;

/** Elements of our own page and of Markdown's blocks, with the attributes that they may have. */
const ALLOWED: Readonly<Record<string, RegExp | null>> = {
  html: /^lang="en"$/, head: null, meta: /^(charset|http-equiv|content|name)=/, title: null, style: null, body: null, main: /^class="general"$/, footer: null,
  h1: null, h2: null, h3: null, h4: null, h5: null, h6: null, p: /^class="(note|label)"$/, ul: /^class="sources"$/, ol: /^start="\d+"$/, li: null, blockquote: null, span: /^class="name"$/,
  table: null, thead: null, tbody: null, tr: null, th: /^style="text-align:(left|right|center)"$/, td: /^style="text-align:(left|right|center)"$/,
  pre: null, code: /^class="language-/, strong: null, em: null, br: null, hr: null,
}; // prettier-ignore

type Node = DefaultTreeAdapterTypes.Node;
const childrenOf = (node: Node): readonly Node[] => ('childNodes' in node ? node.childNodes : []);
const all = (node: Node): Node[] => [node, ...childrenOf(node).flatMap(all)];
const textOf = (node: Node): string => ('value' in node ? node.value : childrenOf(node).map(textOf).join(''));
const find = (root: Node, name: string): Node[] => all(root).filter(({ nodeName }) => nodeName === name);

function notAllowed(html: string): string[] {
  return all(parse(html)).flatMap((node) => {
    if (!('tagName' in node)) return node.nodeName === '#comment' ? ['comment'] : [];
    if (!Object.hasOwn(ALLOWED, node.tagName)) return [node.tagName];
    return node.attrs.map(({ name, value }) => `${name}="${value}"`).filter((attribute) => !(ALLOWED[node.tagName]?.test(attribute) ?? false)).map((attribute) => `${node.tagName} ${attribute}`);
  });
}

/** The same words in every place where words come from outside. */
function everywhere(words: string): Answer {
  const answer = practiceAnswer();
  const [sentence] = answer.sentences;
  const citation = { ...sentence!.citations[0]!, documentName: words, container: words, quote: words };
  return { ...answer, question: words, searchedQuestion: `${words} `, text: words, sentences: [{ start: 0, end: words.length, supported: true, citations: [citation] }, { start: 0, end: words.length, supported: false, citations: [] }], general: { text: words }, contradictions: [{ sides: [{ value: words, citation, since: null, modifiedMs: null }] }], wholeSet: { kind: 'list', filesInScope: 1, filesToRead: 1, filesRead: 1, filesWithout: 0, copies: 0, filesUnread: 0, unread: [], notes: [{ documentId: citation.documentId, documentName: words, container: words, kind: 'text', note: words, citations: [] }] } };
}

test('HTML: nothing but our own elements, whatever is written anywhere', () => {
  for (const payload of Object.values(hostileAnswers).flat()) expect(notAllowed(toHtml(everywhere(payload), { ...options, modelName: payload })), payload).toEqual([]);
  const markup = fc.array(fc.constantFrom('<', '>', '"', "'", '&', '&lt;', '</style>', '</title>', '-->', '<!--', '<script>', '<img src=x>', '`', '```\n', '~~~', '[a](b)', '![', '](', '\n', '\n\n', '# ', '- ', '1. ', '|a|b|\n|-|-|\n', '\0', 'é', '\u2028', 'x y')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(markup, (words) => {
      expect(notAllowed(toHtml(everywhere(words), options))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('HTML: a question, a name and a quote read back as they were', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !/[\p{C}\s]/u.test(text));
  fc.assert(
    fc.property(words, (text) => {
      const page = parse(toHtml(everywhere(text), options));
      expect(textOf(find(page, 'h1')[0]!)).toBe(text);
      expect(find(page, 'blockquote').map(textOf)).toContain(text);
      expect(find(page, 'span').map(textOf)).toContain(text);
    }),
  );
});

test('Markdown: as any program draws it, no link, no image and no element that was written elsewhere', () => {
  const generous = new MarkdownIt({ html: true, linkify: false });
  const drawn = (words: string): string[] => all(parseFragment(generous.render(toMarkdown(everywhere(words), options)))).map(({ nodeName }) => nodeName);
  expect(all(parseFragment(generous.render('<img src=x>'))).map(({ nodeName }) => nodeName)).toContain('img');
  const known = new Set(['#document-fragment', '#text', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'ul', 'ol', 'li', 'blockquote', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'pre', 'code', 'strong', 'em', 's', 'br', 'hr']);
  for (const payload of Object.values(hostileAnswers).flat()) expect(drawn(payload).filter((name) => !known.has(name)), payload).toEqual([]);
  expect(drawn('![pixel](https://leak.example/a.png) [go](https://leak.example) <https://leak.example>\n\n[x]: https://leak.example\n[x][x] ![x]')).not.toContain('a');
});

test('what the answer says is all there, with its sources and what is unproved', () => {
  const answer = practiceAnswer();
  const second = ' Nobody knows why.';
  const text = answer.text + second;
  const whole = { ...answer, text, sentences: [...answer.sentences, { start: answer.text.length + 1, end: text.length, supported: false, citations: [] }] };
  const markdown = toMarkdown(whole, options);
  expect(markdown).toContain('# When does the lease end?');
  expect(markdown).toContain('It ends on 31 March 2027. [1] Nobody knows why. [not proved by a passage]');
  expect(markdown).toContain('\\[1\\] **Lease.md**\n\n> ends on 31 March 2027');
  const page = parse(toHtml(whole, options));
  expect(textOf(find(page, 'main')[0]!)).toContain('Nobody knows why. [not proved by a passage]');
  expect(textOf(find(page, 'li')[0]!)).toBe('[1] Lease.mdends on 31 March 2027');
  expect(textOf(find(page, 'footer')[0]!)).toContain('Model: Script');
});

test('a refusal shows that it is one, and the passages that come nearest; German too', () => {
  const refused = practiceAnswer({ status: 'not-in-documents', text: '', sentences: [] });
  expect(toMarkdown(refused, options)).toMatch(/\*Not in your documents\*[\s\S]*## Nearest passages[\s\S]*> The lease of Elm Street 12/);
  expect(toHtml(refused, { ...options, t: messagesFor('de'), language: 'de' })).toContain('Nicht in Ihren Dokumenten');
});

test('what is from the model’s own knowledge has its label right above it, in every form', () => {
  const label = 'From the model’s own knowledge, not from your files. Nothing here is proved.';
  expect(toMarkdown(generalAnswer(), options)).toMatch(/\*Not in your documents\*\n\n\*\*From the model’s own knowledge, not from your files\. Nothing here is proved\.\*\*\n\nParis\.\n\n## Nearest passages/);
  const page = parse(toHtml(generalAnswer(), options));
  const main = find(page, 'main')[0]!;
  expect(childrenOf(main).filter(({ nodeName }) => nodeName === 'p').map(textOf)).toEqual([label, 'Paris.']);
  expect(main).toMatchObject({ attrs: [{ name: 'class', value: 'general' }] });
  expect(textOf(page)).not.toContain('Each numbered quote');
  expect(toHtml(practiceAnswer({ general: null }), options)).toBe(toHtml(practiceAnswer(), options));
  const nothing = toMarkdown({ ...generalAnswer(), general: { text: '' } }, options);
  expect(nothing).toContain('Not in your documents');
  expect(nothing).not.toContain('own knowledge');
});

test('a question becomes a name that every system takes', () => {
  expect(fileNameOf('What is C:\\x/y? "a|b" <c>*')).toBe('What is C x y a b c');
  expect([fileNameOf('???'), fileNameOf('../..'), fileNameOf('')]).toEqual([null, null, null]);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (question) => {
    const name = fileNameOf(question);
    if (name !== null) expect([/[\\/:*?"<>|\p{Cc}]/u.test(name), /^\.|[. ]$/u.test(name), name.length <= 61, name.isWellFormed()]).toEqual([false, false, true, true]);
  }));
});
