// Where files lay before, and what was read of them there, by the ledger's own entries: each has the place of a file and
// its bytes as keyed hashes. In: places. Out: these and the earlier places of what lies there, with their names, and every
// version that was read in them. Invariant: the place of a file that is still in the library is no earlier place of another.
import type { SourceId, VersionHash } from '../../contract/domain.ts';
import type { LedgerKeys } from '../sovereignty/ledger/keys.ts';
import type { Db } from './openDatabase.ts';

/** Files of a source with all that lies inside of them, or whatever lies or lay below a folder. */
export interface Places {
  readonly sourceId: SourceId;
  readonly paths: readonly string[];
  /** How the paths below the folder begin; '' for everything of the source. */
  readonly below?: string;
}

export interface FilePast {
  /** As the ledger names them. */
  readonly subjects: readonly string[];
  /** Of these, the names that are still known, see `nameOfFile`. */
  readonly names: readonly string[];
  /** Of those that the library has no file of any more, or that answers name. */
  readonly versions: readonly VersionHash[];
}

interface Reading {
  readonly sequence: number;
  readonly subject: string;
  readonly content: string;
}

/** Of a file as the ledger names it, the file on the disk. */
export const pathIn = (name: string): string => name.split('\n', 1)[0]!;

/** The same. */
const PATH = "iif(instr(n.name, char(10)) = 0, n.name, substr(n.name, 1, instr(n.name, char(10)) - 1))";

export function filePast(db: Db, keys: Pick<LedgerKeys, 'subjectOf'>, places: readonly Places[]): FilePast {
  const selectNamed = db
    .prepare(
      `SELECT lower(hex(n.subject)) FROM ledger_names n WHERE n.owner_id = @sourceId
       AND (n.name IN (SELECT value FROM json_each(@paths)) OR ${PATH} IN (SELECT value FROM json_each(@paths)) OR substr(n.name, 1, length(@below)) = @below)`,
    )
    .pluck();
  const named = places.flatMap(({ sourceId, paths, below }) => selectNamed.all({ sourceId, paths: JSON.stringify(paths), below: below ?? null }) as string[]);
  const { subjects, contents } = readIn(db, named);
  const versions = (db.prepare(WITHOUT_FILE).pluck().all() as VersionHash[]).filter((hash) => contents.has(keys.subjectOf('content', hash)));
  const selectName = db.prepare('SELECT name FROM ledger_names WHERE subject = ?').pluck();
  const names = subjects.flatMap((subject) => (selectName.get(Buffer.from(subject, 'hex')) as string | undefined) ?? []);
  return { subjects, names, versions };
}

const WITHOUT_FILE = `SELECT hash FROM versions v WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.version_hash = v.hash AND d.deleted_at_ms IS NULL)
  UNION SELECT p.value ->> 'versionHash' FROM answers a, json_each(a.body, '$.passages') p
  UNION SELECT n.value ->> 'versionHash' FROM answers a, json_each(a.body, '$.wholeSet.notes') n WHERE n.value ->> 'versionHash' IS NOT NULL`;

/** A file was moved here from where nothing is any more, and where these bytes were the last that had been read. */
function readIn(db: Db, named: readonly string[]): { readonly subjects: readonly string[]; readonly contents: ReadonlySet<string> } {
  const there = new Set(
    db
      .prepare(`SELECT lower(hex(n.subject)) FROM ledger_names n WHERE EXISTS (SELECT 1 FROM documents d WHERE d.source_id = n.owner_id AND d.path IN (n.name, ${PATH}) AND d.deleted_at_ms IS NULL)`)
      .pluck()
      .all(),
  );
  const readings = db
    .prepare("SELECT sequence, lower(hex(subject)) AS subject, facts ->> '$.content' AS content FROM ledger WHERE kind = 'file.read' AND facts ->> '$.content' IS NOT NULL ORDER BY sequence")
    .all() as Reading[];
  const readAt = Map.groupBy(readings, ({ subject }) => subject);
  const nextOf = new Map([...readAt.values()].flatMap((of) => of.map((reading, at) => [reading, of[at + 1]?.sequence ?? Infinity] as const)));
  const leftBehind = Map.groupBy(
    readings.filter(({ subject }) => !there.has(subject)),
    ({ content }) => content,
  );
  const contents = new Set<string>();
  /** How far the entries of a place are of the file that was moved away from it. */
  const until = new Map<string, number>();
  const toFollow = named.map((subject) => ({ subject, end: Infinity }));
  for (const { subject, end } of toFollow) {
    if ((until.get(subject) ?? 0) >= end) continue;
    until.set(subject, end);
    for (const { sequence, content } of readAt.get(subject) ?? []) {
      if (sequence >= end) break;
      contents.add(content);
      // In order, each followed once: thousands of files may have the same bytes.
      const others = leftBehind.get(content) ?? [];
      const later = others.findIndex((other) => other.sequence >= sequence);
      const earlier = Map.groupBy(later < 0 ? others : others.slice(0, later), (other) => nextOf.get(other)! >= sequence);
      for (const other of earlier.get(true) ?? []) toFollow.push({ subject: other.subject, end: nextOf.get(other)! });
      if (earlier.has(true)) leftBehind.set(content, [...(earlier.get(false) ?? []), ...(later < 0 ? [] : others.slice(later))]);
    }
  }
  return { subjects: [...until.keys()], contents };
}
