// The routes of sources: what was added, which of its files are read, and the person's word on files that are gone.
import path from 'node:path';
import type { SourceId } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import { classifyFile } from '../../ingest/1-discover/classifyFile.ts';
import { createExplainer, isLeftOut } from '../../ingest/1-discover/explainRules.ts';
import type { DocumentRecord } from '../../library/documents.ts';
import type { SourceRecord } from '../../library/sources.ts';
import type { Service } from '../rpc/protocol.ts';
import { forgetSource } from './forgetSource.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { LibraryProtocol } from './protocol.ts';

type SourceRoute = Extract<keyof LibraryProtocol, `source.${string}`>;

const EXAMPLES = 5;

export function createSourceRoutes(library: OpenedLibrary, onDocuments: () => void): Pick<Service<LibraryProtocol>, SourceRoute> {
  const { current } = library;

  function find(sourceId: SourceId): SourceRecord {
    const source = current().sources.get(sourceId);
    if (source === null) throw new AppError('not-found');
    return source;
  }

  /** The list of sources has changed, or what is to be read of one. */
  function lookAgain(): void {
    const { semantic } = current();
    void semantic?.watch?.sync();
    semantic?.ingest.wake();
  }

  return {
    'source.addPaths': async ({ items }) => {
      const { sources, ledger } = current();
      const added = items.flatMap((item) => sources.add(item) ?? []);
      for (const { id, kind, path: name } of added) ledger.record({ kind: 'source.added', facts: { as: kind }, name, owner: { type: 'source', id } });
      lookAgain();
      return { added: added.length, alreadyThere: items.length - added.length };
    },
    'source.list': async () => {
      const { sources, documents, semantic } = current();
      return sources.list().map(({ id, kind, name, path: location, available, rules, held }) => ({
        id,
        kind,
        name,
        location,
        available,
        watching: semantic?.watch?.isWatching(id) ?? false,
        rules,
        held: held === null ? null : { gone: held.gone, of: held.of, kept: held.kept },
        coverage: documents.coverage({ sources: [id] }),
      }));
    },
    'source.remove': async ({ sourceId }, { signal }) => {
      await library.during(signal, async (opened) => {
        await forgetSource(sourceId, opened);
        void opened.semantic?.watch?.sync();
      });
      onDocuments();
      return {};
    },
    'source.rescan': async ({ sourceId }) => {
      const { sources, semantic } = current();
      for (const source of sources.list()) if (sourceId === null || source.id === sourceId) sources.queueScan(source.id);
      semantic?.ingest.wake();
      return {};
    },
    'source.setRules': async ({ sourceId, rules }) => {
      const { sources } = current();
      sources.setRules(find(sourceId).id, rules);
      sources.queueScan(sourceId);
      lookAgain();
      return {};
    },
    'source.testRules': async ({ sourceId, rules, path: typed }) => {
      const place = placeOf(typed);
      if (place === null) throw new AppError('bad-request');
      return createExplainer(find(sourceId).path, rules).explain(place, /[/\\]$/u.test(typed));
    },
    'source.previewRules': ({ sourceId, rules }, { signal }) =>
      library.during(signal, async ({ documents }, closing) => {
        const source = find(sourceId);
        const { explain } = createExplainer(source.path, rules);
        const examples: string[] = [];
        let read = 0;
        let leftOut = 0;
        for (const document of documents.ofSource(sourceId)) {
          closing.throwIfAborted();
          if (document.parentId !== null) continue;
          const isFolder = document.name.endsWith('/');
          const place = source.kind === 'file' ? document.name : path.relative(source.path, document.path).replaceAll(path.sep, '/');
          const verdict = await explain(place, isFolder);
          if (isLeftOut(verdict)) leftOut += 1;
          else if (verdict.read) read += 1;
          if (isLeftOut(verdict) && isRead(document) && examples.length < EXAMPLES) examples.push(place);
        }
        return { read, leftOut, examples };
      }),
    'source.confirmGone': async ({ sourceId, drop }) => {
      const { db, sources, documents, semantic } = current();
      db.transaction(() => {
        const { held } = find(sourceId);
        if (held === null) return;
        if (drop) documents.dropUnseenSince(sourceId, held.scan);
        sources.setHeld(sourceId, drop ? null : { ...held, kept: true });
        sources.queueScan(sourceId);
      }).immediate();
      semantic?.ingest.wake();
      onDocuments();
      return {};
    },
  };
}

/** As the rules name places, from what a person typed; null for what lies in no source. */
function placeOf(typed: string): string | null {
  const names = typed.trim().split(/[/\\]/u).filter((name) => name !== '' && name !== '.');
  return names.length === 0 || names.includes('..') ? null : names.join('/');
}

/** What a person would miss: not what was left out before, nor what has no reader. */
function isRead({ reason, name, sizeBytes }: DocumentRecord): boolean {
  return reason !== 'excluded' && classifyFile(name, sizeBytes).kind !== null;
}
