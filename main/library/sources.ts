// The folders and files a person added, and the scans they wait for.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_RULES, type HeldFiles, type SourceId, type SourceRules } from '../../contract/domain.ts';
import { readMeta, type Db } from './openDatabase.ts';

export interface SourceRecord {
  readonly id: SourceId;
  readonly kind: 'folder' | 'file';
  readonly path: string;
  readonly name: string;
  readonly available: boolean;
  /** Which folder it was at the last scan (see `rootIdentity`); null before the first one. */
  readonly rootIdentity: string | null;
  readonly rules: SourceRules;
  readonly held: Held | null;
}

/** Files of the source that scan `scan` was the first not to find, and that no scan may drop before the person's word. */
export interface Held extends HeldFiles {
  readonly scan: number;
}

/** Names a folder independently of its path; null when nothing is there. An unmounted drive leaves another folder at its path. */
export async function rootIdentity(root: string): Promise<string | null> {
  return stat(root, { bigint: true }).then(
    ({ ino }) => String(ino),
    () => null,
  );
}

export interface Sources {
  /** Adds a source and queues its first scan; null when that path is there already. */
  add(source: { readonly path: string; readonly kind: 'folder' | 'file' }): SourceRecord | null;
  list(): SourceRecord[];
  get(id: SourceId): SourceRecord | null;
  /** Notes the end of a scan: which folder was found, or null when there was none. */
  setFound(id: SourceId, rootIdentity: string | null): void;
  setRules(id: SourceId, rules: SourceRules): void;
  setHeld(id: SourceId, held: Held | null): void;
  /** Tombstones the source; its documents are the caller's to remove. */
  remove(id: SourceId): void;
  queueScan(id: SourceId): void;
  /** The next source whose scan is due, or null. Marks the scan as running. */
  takeScan(): SourceRecord | null;
  finishScan(id: SourceId): void;
  /** After a restart: scans that were under way are due again. */
  requeueScans(): void;
  scansDue(): number;
  /** Forgets the scans that are due; the next start, or a rescan, queues them again. */
  dropScans(): void;
}

interface Row {
  id: string;
  kind: 'folder' | 'file';
  path: string;
  name: string;
  available: number;
  root_identity: string | null;
  rules: string | null;
  held: string | null;
}

export function createSources(db: Db, nowMs: () => number = Date.now): Sources {
  const device = readMeta(db, 'device_id')!;
  const columns = 'id, kind, path, name, available, root_identity, rules, held';
  const insert = db.prepare(
    `INSERT INTO sources (id, kind, path, name, origin_device, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const selectAll = db.prepare(`SELECT ${columns} FROM sources WHERE deleted_at_ms IS NULL ORDER BY created_at_ms, id`);
  const selectOne = db.prepare(`SELECT ${columns} FROM sources WHERE id = ? AND deleted_at_ms IS NULL`);
  const updateFound = db.prepare('UPDATE sources SET available = 1, root_identity = @rootIdentity, updated_at_ms = @now WHERE id = @id AND (available = 0 OR root_identity IS NOT @rootIdentity)');
  const updateMissing = db.prepare('UPDATE sources SET available = 0, updated_at_ms = ? WHERE id = ? AND available = 1');
  const tombstone = db.prepare(`UPDATE sources SET deleted_at_ms = @now, updated_at_ms = @now, path = '', name = '', root_identity = NULL, rules = NULL, held = NULL WHERE id = @id`);
  const insertJob = db.prepare(
    `INSERT INTO jobs (source_id, kind, state, created_at_ms) VALUES (?, 'scan', 'waiting', ?)
     ON CONFLICT (source_id, kind) DO UPDATE SET state = 'waiting'`,
  );
  const nextJob = db.prepare("SELECT source_id FROM jobs WHERE state = 'waiting' AND source_id IN (SELECT id FROM sources WHERE deleted_at_ms IS NULL) ORDER BY id LIMIT 1").pluck();
  const startJob = db.prepare("UPDATE jobs SET state = 'running' WHERE source_id = ?");
  const deleteJob = db.prepare("DELETE FROM jobs WHERE source_id = ? AND state = 'running'");
  const dropJobs = db.prepare('DELETE FROM jobs WHERE source_id = ?');

  const updateRules = db.prepare('UPDATE sources SET rules = ?, updated_at_ms = ? WHERE id = ?');
  const updateHeld = db.prepare('UPDATE sources SET held = @held, updated_at_ms = @now WHERE id = @id AND held IS NOT @held');

  const toRecord = (row: Row): SourceRecord => ({
    id: row.id as SourceId,
    kind: row.kind,
    path: row.path,
    name: row.name,
    available: row.available === 1,
    rootIdentity: row.root_identity,
    rules: row.rules === null ? DEFAULT_RULES : (JSON.parse(row.rules) as SourceRules),
    held: row.held === null ? null : (JSON.parse(row.held) as Held),
  });

  const sources: Sources = {
    add: (source) => {
      const id = uuidv7();
      const now = nowMs();
      const name = path.basename(source.path) || source.path;
      const { changes } = insert.run(id, source.kind, source.path, name, device, now, now);
      if (changes === 0) return null;
      insertJob.run(id, now);
      return sources.get(id as SourceId);
    },
    list: () => (selectAll.all() as Row[]).map(toRecord),
    get: (id) => {
      const row = selectOne.get(id) as Row | undefined;
      return row === undefined ? null : toRecord(row);
    },
    setFound: (id, rootIdentity) => void (rootIdentity === null ? updateMissing.run(nowMs(), id) : updateFound.run({ id, rootIdentity, now: nowMs() })),
    setRules: (id, rules) => void updateRules.run(JSON.stringify(rules), nowMs(), id),
    setHeld: (id, held) => void updateHeld.run({ id, held: held === null ? null : JSON.stringify(held), now: nowMs() }),
    remove: (id) => {
      tombstone.run({ id, now: nowMs() });
      dropJobs.run(id);
    },
    queueScan: (id) => {
      if (sources.get(id) !== null) insertJob.run(id, nowMs());
    },
    takeScan: () => {
      const sourceId = nextJob.get() as SourceId | undefined;
      if (sourceId === undefined) return null;
      startJob.run(sourceId);
      return sources.get(sourceId);
    },
    finishScan: (id) => void deleteJob.run(id),
    requeueScans: () => void db.prepare("UPDATE jobs SET state = 'waiting'").run(),
    scansDue: () => db.prepare('SELECT count(*) FROM jobs').pluck().get() as number,
    dropScans: () => void db.prepare('DELETE FROM jobs').run(),
  };
  return sources;
}
