// What people call the file that holds a document: `mails.mbox › Re: flat` for an attachment of a message in a mailbox.
import type { DocumentId } from '../../contract/domain.ts';
import type { Db } from './openDatabase.ts';

/** Answers with nothing for a file on the disk, so that it can be spread into what is shown of a document. */
export type ContainerNames = (documentId: DocumentId) => { readonly container?: string };

const SEPARATOR = ' › ';

export function createContainerNames(db: Db): ContainerNames {
  const select = db
    .prepare(
      `WITH RECURSIVE above (id, depth) AS (
         SELECT parent_id, 1 FROM documents WHERE id = ? UNION ALL SELECT d.parent_id, depth + 1 FROM documents d JOIN above ON d.id = above.id)
       SELECT d.name FROM above JOIN documents d ON d.id = above.id WHERE d.deleted_at_ms IS NULL ORDER BY depth DESC`,
    )
    .pluck();
  return (documentId) => {
    const names = select.all(documentId) as string[];
    return names.length === 0 ? {} : { container: names.join(SEPARATOR) };
  };
}
