// Forgets a whole source. Its own rules, collections' folders in it and what was not to come back go with it.
import type { SourceId } from '../../../contract/domain.ts';
import type { ErasureRow, Quotes } from '../../../contract/erasure.ts';
import { versionsInAnswers } from '../../library/forgetInAnswers.ts';
import { forget } from './forgetting.ts';
import type { OpenLibrary } from './openLibrary.ts';

export function forgetSource(sourceId: SourceId, library: OpenLibrary, quotes: Quotes = 'kept'): Promise<ErasureRow> {
  return forget(({ db, sources, documents, collections, places }) => {
    const gone = documents.ofSource(sourceId);
    return {
      because: 'person',
      quotes,
      gone,
      inAnswers: versionsInAnswers(db, sourceId),
      places: [{ sourceId, paths: [], below: '' }],
      alsoForget: () => {
        collections.forgetSource(sourceId);
        places.forgetSource(sourceId);
        sources.remove(sourceId);
      },
      event: { kind: 'source.forgotten', facts: { files: gone.filter(({ parentId }) => parentId === null).length, quotes } },
    };
  }, library);
}
