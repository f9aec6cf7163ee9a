// Every name under which Freehold keeps something, in a library's folder and in its own. Whoever keeps something new there
// adds its name here; a test looks at what a used app has left. Invariant: what has no name here is never removed.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DataPart } from '../../contract/dataParts.ts';
import { REBUILT_FOLDER, TRY_FOLDER } from '../library/databaseFile.ts';
import { isKeyFile, REMOVING_FILE } from './ownFolder.ts';

/** A name that is known, and what below it is. */
export interface Known {
  readonly name: RegExp;
  /** `file`: a regular file. `link`: a link that the window's engine makes for itself. `all`: a folder that nobody else writes to. */
  readonly is: 'file' | 'link' | 'all' | readonly Known[];
  /** A folder counts only with this file in it, which goes last. */
  readonly marker?: string;
  /** A file counts only when this holds of it. */
  readonly when?: (file: string) => boolean;
}

const file = (name: RegExp): Known => ({ name, is: 'file' });
/** Of a regular expression, for just that name. */
const literally = (name: string): string => name.replace(/[^\w ]/g, '\\$&');
const json = (...names: readonly string[]): Known => file(new RegExp(`^(${names.join('|')})\\.json(\\.previous|\\.damaged|\\.new|\\.\\d+\\.tmp)?$`));
/** What does not parse as Freehold's may be another program's. */
const KEYS: readonly Known[] = [{ name: /^keys\.json$/, is: 'file', when: isKeyFile }, file(/^keys\.json\.new$/)];
const SQLITE = '(-wal|-shm|-journal)?';
/** Tables for the search, also those that were set aside. */
const VECTORS: Known = { name: /^vectors(-\d+)?(\.damaged-\d+)?$/, is: [{ name: /^chunks\.lance$/, is: 'all' }] };

/** In the order in which they go: without its keys an encrypted library is unreadable at once; the database itself goes last. */
export const LIBRARY_NAMES: readonly Known[] = [
  ...KEYS,
  VECTORS,
  { name: /^library\.db\.damaged-\d+$/, is: [VECTORS, file(new RegExp(`^library\\.db${SQLITE}$`))] },
  { name: new RegExp(`^(${literally(REBUILT_FOLDER)}(\\.part)?|${literally(TRY_FOLDER)})$`), is: [...KEYS, file(new RegExp(`^(library\\.db(\\.restoring)?|damaged\\.db)${SQLITE}$`))] },
  file(new RegExp(`^library\\.db(\\.converting|\\.restoring|\\.version-\\d+(\\.part)?)${SQLITE}$`)),
  file(new RegExp(`^\\.?library\\.db\\.key${SQLITE}$`)),
  file(/^library\.db(-wal|-shm|-journal)$/),
  file(/^library\.db$/),
];

/** With what a removal puts there itself. */
export const EVERY_LIBRARY_NAME: readonly Known[] = [...LIBRARY_NAMES, file(new RegExp(`^${literally(REMOVING_FILE)}$`))];

/** Of the window's engine: caches, and stores that Freehold leaves empty. */
const CHROMIUM: readonly Known[] = [
  { name: /^(Cache|Code Cache|GPUCache|(Gr|Graphite|Dawn|DawnGraphite|DawnWebGPU|GraphiteDawn)?(Shader)?Cache|Local Storage|Session Storage|IndexedDB|Service Worker|WebStorage|File System|databases|blob_storage|Shared Dictionary|shared_proto_db|VideoDecodeStats|Dictionaries|Partitions|Crashpad|Network|component_crx_cache)$/, is: 'all' },
  file(/^(Cookies|Trust Tokens|SharedStorage|DIPS|QuotaManager|Reporting and NEL|InterestGroups|first_party_sets\.db)(-journal|-wal|-shm)?$/),
  file(/^(Preferences|Secure Preferences|Local State|Network Persistent State|TransportSecurity|Origin Bound Certs|DevToolsActivePort|lockfile|Last Version|Variations)$/),
  file(/^\.(org\.chromium\.Chromium|com\.google\.Chrome)\.\w+$/),
  { name: /^Singleton(Lock|Cookie|Socket)$/, is: 'link' },
];

export interface UserDataNames {
  readonly part: Exclude<DataPart, 'library'>;
  readonly names: readonly Known[];
}

/**
 * Of the folder with settings, in the order in which they go: what tells that it is Freehold's (`isOwnUserData`) goes last, and at
 * the very end `library.json`, which names the library.
 * @param sampleLibraryDir the files that come with the app; a copy that a person changed is theirs
 */
export function userDataNames(sampleLibraryDir: string): readonly UserDataNames[] {
  return [
    {
      part: 'models',
      names: [
        { name: /^models$/, is: [{ name: /\.part$/, is: 'all', marker: 'state.json' }, { name: /^[^.]/, is: 'all', marker: 'download.json' }] },
        { name: /^ocr-languages$/, is: [file(/\.traineddata(\.[\w-]+)?$/)] },
      ],
    },
    {
      part: 'caches',
      names: [
        { name: /^prompt-states$/, is: [file(/\.(state|part)$/)] },
        { name: /^updates$/, is: [file(/^Freehold-[\w.-]+\.(AppImage|deb|dmg|exe)(\.update-\d+\.tmp)?$/)] },
        { name: /^Sample library(\.\d+\.tmp)?$/, is: sampleFiles(sampleLibraryDir) },
        json('model-hashes', 'model-speeds'),
        ...CHROMIUM,
      ],
    },
    {
      part: 'records',
      names: [
        { name: /^logs$/, is: [file(/^freehold(\.\d+)?\.log$/)] },
        json('connections'),
        { name: /^ledger$/, is: [file(/^[\w-]+\.(jsonl|lock|key|anchor)(\.[\w-]+)*$/)] },
      ],
    },
    { part: 'settings', names: [json('settings', 'window', 'installed-version', 'unlock-attempts', 'imported-models', 'added-embedders', 'model-pins'), json('library')] },
  ];
}

/** Each file of it, in its folder, as long as it is as it was copied. */
function sampleFiles(shippedDir: string): readonly Known[] {
  return readdirSync(shippedDir, { withFileTypes: true }).map((entry): Known => {
    const shipped = path.join(shippedDir, entry.name);
    const name = new RegExp(`^${literally(entry.name)}$`);
    return entry.isDirectory() ? { name, is: sampleFiles(shipped) } : { name, is: 'file', when: (copy) => readFileSync(shipped).equals(readFileSync(copy)) };
  });
}
