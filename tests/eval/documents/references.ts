// What other programs read in the same files, by `reference.py`. Missing programs and Python packages are installed by
// their names where this machine allows it; what could not be had is said, and its formats are judged without.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root, setup } from '../../support/host.ts';

export type Reference =
  | { readonly status: 'text'; readonly tool: string; readonly text: string; /** Of cells, apart from the text. */ readonly numbers: readonly number[]; readonly isEmpty: boolean }
  | { readonly status: 'refused'; readonly tool: string; readonly why: string }
  | { readonly status: 'none'; readonly why: string };

/** Program to the Debian package that brings it. */
const PROGRAMS: Readonly<Record<string, string>> = { pdftotext: 'poppler-utils', pandoc: 'pandoc', antiword: 'antiword', catdoc: 'catdoc', unrtf: 'unrtf' };
const PYTHON_PACKAGES = ['openpyxl', 'python-pptx', 'extract-msg', 'xlrd', 'charset-normalizer', 'chardet', 'striprtf', 'olefile'];

const has = (program: string): boolean => spawnSync('sh', ['-c', 'command -v "$0"', program]).status === 0;

/** Path of a Python that has the packages. */
function installTools(log: (line: string) => void): string {
  const missing = Object.entries(PROGRAMS).filter(([program]) => !has(program));
  if (missing.length > 0 && process.platform === 'linux' && process.getuid?.() === 0 && has('apt-get')) {
    const packages = missing.map(([, name]) => name);
    log(`installing ${packages.join(', ')} …`);
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: 'ignore' });
  }
  const stillMissing = Object.keys(PROGRAMS).filter((program) => !has(program));
  if (stillMissing.length > 0) log(`Without ${stillMissing.join(', ')} the formats that they read are judged without a reference. Debian: apt-get install ${stillMissing.map((program) => PROGRAMS[program]).join(' ')}`);

  const environment = path.join(setup.cacheDir, 'eval', 'reference-python');
  const python = path.join(environment, process.platform === 'win32' ? 'Scripts' : 'bin', process.platform === 'win32' ? 'python.exe' : 'python');
  const imports = 'import openpyxl, pptx, extract_msg, xlrd, charset_normalizer, chardet, striprtf, olefile';
  if (existsSync(python) && spawnSync(python, ['-c', imports]).status === 0) return python;
  log(`installing ${PYTHON_PACKAGES.join(', ')} for Python …`);
  if (spawnSync('python3', ['-m', 'venv', environment], { stdio: 'ignore' }).status === 0) spawnSync(python, ['-m', 'pip', 'install', '-q', ...PYTHON_PACKAGES], { stdio: 'ignore' });
  if (!existsSync(python)) throw new Error('The references need Python 3 with venv.');
  if (spawnSync(python, ['-c', imports]).status !== 0) log('Some Python packages could not be installed: their formats are judged without a reference.');
  return python;
}

export function readReferences(files: readonly { readonly path: string; readonly format: string }[], log: (line: string) => void): ReadonlyMap<string, Reference> {
  const python = installTools(log);
  const { stdout, stderr, status } = spawnSync(python, [path.join(root, 'tests', 'eval', 'documents', 'reference.py')], { input: JSON.stringify(files), encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024, env: { ...process.env, PYTHONIOENCODING: 'utf-8' } });
  if (status !== 0) throw new Error(`The references could not be read: ${stderr.slice(-2_000)}`);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => JSON.parse(line) as Reference & { readonly path: string }).map((one) => [one.path, one]));
}
