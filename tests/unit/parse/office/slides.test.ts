// Presentations: every slide is a page, its title first, its notes last.
import { describe, expect, it } from 'vitest';
import type { DocumentKind } from '../../../../contract/domain.ts';
import { parseDocument } from '../../../../main/ingest/2-parse/parseDocument.ts';
import { makeCompound } from '../fixtures/makeCompound.ts';
import { makePptx, relationships, shape, tableShape } from '../fixtures/makeOoxml.ts';
import { makeZip } from '../fixtures/makeZip.ts';
import { blocksOf, outline } from '../fixtures/outline.ts';

const read = async (bytes: Uint8Array, kind: DocumentKind = 'pptx') => outline(await parseDocument(bytes, { kind, name: `Talk.${kind}` }));
const blocks = async (bytes: Uint8Array, kind: DocumentKind = 'pptx') => blocksOf(await parseDocument(bytes, { kind, name: `Talk.${kind}` }));

describe('PPTX', () => {
  it('keeps slides without text, tables, groups, and the order of shapes', async () => {
    const slides = [
      shape(['7'], 'sldNum') + shape(['first', 'second'], 'body') + shape(['Plan'], 'title') + tableShape([['', 'Rent'], ['Elm', '900']]),
      '',
      `<p:grpSp><p:grpSp>${shape(['deep'])}</p:grpSp></p:grpSp><p:sp><p:nvSpPr><p:cNvPr id="1" hidden="1"/></p:nvSpPr><p:txBody><a:p><a:r><a:t>unseen</a:t></a:r></a:p></p:txBody></p:sp>`,
    ];
    expect(await read(makePptx(slides))).toEqual({
      title: 'Plan',
      pageStarts: [0, 35, 35],
      blocks: ['heading1: Plan', 'list: first\nsecond', 'table: \tRent\nElm\t900', 'paragraph: deep'],
    });
  });

  it('reads notes, comments, charts and SmartArt from their own parts, and content that is there twice once', async () => {
    const frame = (xml: string): string => `<p:graphicFrame><a:graphic><a:graphicData>${xml}</a:graphicData></a:graphic></p:graphicFrame>`;
    const twice = `<mc:AlternateContent><mc:Choice>${shape(['once'])}</mc:Choice><mc:Fallback>${shape(['once'])}</mc:Fallback></mc:AlternateContent>`;
    const series = '<c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>Rent</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:pt idx="0"><c:v>May</c:v></c:pt></c:cat><c:val><c:pt idx="0"><c:v>4.4000000000000004</c:v></c:pt></c:val></c:ser>';
    const more = [
      { name: 'ppt/slides/_rels/slide0.xml.rels', content: relationships({ c: ['chart', '../charts/chart1.xml'], d: ['diagramData', '../diagrams/data1.xml'], n: ['notesSlide', '../notesSlides/n.xml'], k: ['comments', '../comments/c.xml'] }) },
      { name: 'ppt/charts/chart1.xml', content: `<c:chartSpace><c:title><a:p><a:r><a:t>Rents</a:t></a:r></a:p></c:title>${series}</c:chartSpace>` },
      { name: 'ppt/diagrams/data1.xml', content: '<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>Step</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>' },
      { name: 'ppt/notesSlides/n.xml', content: `<p:notes>${shape(['Say this'], 'body')}${shape(['3'], 'sldNum')}</p:notes>` },
      { name: 'ppt/comments/c.xml', content: '<p:cmLst><p:cm><p:text>Really?</p:text></p:cm></p:cmLst>' },
    ];
    const slide = `${twice}${frame('<c:chart r:id="c"/>')}${frame('<dgm:relIds r:dm="d" r:lo="x"/>')}`;
    expect(await blocks(makePptx([slide], more))).toEqual(['paragraph: once', 'paragraph: Rents', 'table: \tRent\nMay\t4.4', 'paragraph: Step', 'paragraph: Say this', 'paragraph: Really?']);
  });

  it.each([
    ['a slide that is no XML', makePptx(['<p:sp>']), 'damaged'],
    ['a document type with entities', makeZip([{ name: '_rels/.rels', content: '<!DOCTYPE r [<!ENTITY a "b">]><r/>' }]), 'damaged'],
    ['no text at all', makePptx(['']), 'no-text'],
  ])('refuses %s', async (_, bytes, reason) => {
    expect(await read(bytes)).toEqual({ reason });
  });

  it('does not mind groups in groups without end', async () => {
    const depth = 100_000;
    expect(await blocks(makePptx(['<p:grpSp>'.repeat(depth) + shape(['deep']) + '</p:grpSp>'.repeat(depth)]))).toEqual(['paragraph: deep']);
  });
});

it('reads ODP: titles, lists, tables, notes', async () => {
  const page = (xml: string): string => `<draw:page>${xml}</draw:page>`;
  const box = (xml: string, role = ''): string => `<draw:frame presentation:class="${role}"><draw:text-box>${xml}</draw:text-box></draw:frame>`;
  const cell = (text: string): string => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`;
  const pages = [
    page(`${box('<text:p>Plan</text:p>', 'title')}${box('<text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>')}<presentation:notes>${box('<text:p>Say this</text:p>')}</presentation:notes>`),
    page(''),
    page(`<draw:frame><table:table><table:table-row>${cell('a')}${cell('b')}</table:table-row></table:table></draw:frame>`),
  ];
  const content = `<office:document-content><office:body><office:presentation>${pages.join('')}</office:presentation></office:body></office:document-content>`;
  expect(await read(makeZip([{ name: 'content.xml', content }]), 'odp')).toEqual({ title: 'Plan', pageStarts: [0, 25, 25], blocks: ['heading1: Plan', 'list: one\ntwo', 'paragraph: Say this', 'table: a\tb'] });
});

describe('PPT', () => {
  const record = (type: number, body: Buffer | readonly Buffer[], instance = 0): Buffer => {
    const isContainer = !Buffer.isBuffer(body);
    const content = isContainer ? Buffer.concat(body) : (body as Buffer);
    const header = Buffer.alloc(8);
    header.writeUInt16LE((instance << 4) | (isContainer ? 0xf : 0), 0);
    header.writeUInt16LE(type, 2);
    header.writeUInt32LE(content.length, 4);
    return Buffer.concat([header, content]);
  };
  const numbers = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
  const text = (type: number, own: string): Buffer => Buffer.concat([record(3999, numbers(type)), record(4000, Buffer.from(own, 'utf16le'))]);
  const inBox = (records: Buffer): Buffer => record(1036, [record(0xf002, [record(0xf004, [record(0xf00d, records)])])]);
  const slide = (notesId: number, ...content: Buffer[]): Buffer => record(1006, [record(1007, Buffer.concat([Buffer.alloc(16), numbers(notesId, 0)])), ...content]);
  const listed = (persistId: number, slideId: number): Buffer => record(1011, numbers(persistId, 0, 0, slideId, 0));

  /** Objects from id 1 on; the first is the document. */
  function makePpt(objects: readonly Buffer[], headerToken = 0xe391c05f): Buffer {
    const offsets: number[] = [];
    let at = 0;
    for (const object of objects) {
      offsets.push(at);
      at += object.length;
    }
    const directory = record(6002, numbers((objects.length << 20) | 1, ...offsets));
    const edit = record(4085, numbers(0, 0, 0, at, 1, 0, 0));
    const user = record(4086, numbers(20, headerToken, at + directory.length, 0));
    return makeCompound({ 'PowerPoint Document': Buffer.concat([...objects, directory, edit]), 'Current User': user });
  }

  const document = record(1000, [
    record(4080, [listed(2, 256), text(0, 'Plan'), text(1, 'first\rsecond'), listed(3, 257), listed(5, 258)], 0),
    record(4080, [listed(4, 900)], 2),
  ]);
  const objects = [
    document,
    slide(900, inBox(record(3998, numbers(1))), inBox(record(3998, numbers(0))), inBox(text(4, '*'))),
    slide(0),
    record(1008, [inBox(text(2, 'Say this – é'))]),
    slide(0, inBox(Buffer.concat([record(3999, numbers(4)), record(4008, Buffer.from('caf\xe9', 'latin1'))]))),
  ];

  it('reads slides in order, with texts of the outline, and notes', async () => {
    expect(await read(makePpt(objects), 'ppt')).toEqual({ title: 'Plan', pageStarts: [0, 34, 34], blocks: ['heading1: Plan', 'list: first\nsecond', 'paragraph: Say this – é', 'paragraph: café'] });
  });

  it('says that it is protected', async () => {
    expect(await read(makePpt(objects, 0xf3d1c4df), 'ppt')).toEqual({ reason: 'password-protected' });
  });

  it('ends at saves that refer to each other in a circle', async () => {
    const bytes = makePpt([document]);
    expect(await read(bytes.subarray(0, 1400), 'ppt')).toEqual({ reason: 'damaged' });
  });
});
