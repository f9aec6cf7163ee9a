// The folders that the command line shares with the window, on each system.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentsDirOf, userDataDirOf } from '../../../main/cli/userFolders.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function documentsWith(text: string, configDir = '.config', environment: Record<string, string> = {}): string {
  const home = temporaryFolder();
  mkdirSync(path.join(home, configDir));
  writeFileSync(path.join(home, configDir, 'user-dirs.dirs'), text);
  const given = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value.replace('HOME', home)]));
  return documentsDirOf('linux', given, home).replace(home, '~');
}

describe('the documents folder on Linux', () => {
  test.each([
    ['in another language', '# comment\nXDG_DESKTOP_DIR="$HOME/Schreibtisch"\nXDG_DOCUMENTS_DIR="$HOME/Dokumente"\n', '~/Dokumente'],
    ['somewhere else', 'XDG_DOCUMENTS_DIR="/data/My \\"papers\\""\n', '/data/My "papers"'],
    ['named twice, the last time counts', 'XDG_DOCUMENTS_DIR="$HOME/A"\nXDG_DOCUMENTS_DIR="$HOME/B"\n', '~/B'],
    ['switched off', 'XDG_DOCUMENTS_DIR="$HOME/"\n', '~'],
    ['not named', '#XDG_DOCUMENTS_DIR="$HOME/No"\n', '~/Documents'],
    ['relative, which is not allowed', 'XDG_DOCUMENTS_DIR="papers"\n', '~/Documents'],
  ])('%s', (_what, text, expected) => expect(documentsWith(text)).toBe(expected));

  test('is named in XDG_CONFIG_HOME when that is set', () => {
    expect(documentsWith('XDG_DOCUMENTS_DIR="$HOME/Papiere"\n', 'own', { XDG_CONFIG_HOME: 'HOME/own' })).toBe('~/Papiere');
  });

  test('is the usual one without a desktop, and on other systems', () => {
    const home = temporaryFolder();
    for (const platform of ['linux', 'darwin', 'win32'] as const) expect(documentsDirOf(platform, {}, home)).toBe(path.join(home, 'Documents'));
  });
});

test('an empty or relative XDG_CONFIG_HOME is ignored', () => {
  for (const value of ['', 'config']) expect(userDataDirOf('linux', { XDG_CONFIG_HOME: value }, '/home/a')).toBe('/home/a/.config/Freehold');
  expect(userDataDirOf('linux', { XDG_CONFIG_HOME: '/etc/a' }, '/home/a')).toBe('/etc/a/Freehold');
});
