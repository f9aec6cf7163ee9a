// What may be written after `npm start --`.
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStartArgs } from '../../../scripts/setup/startArgs.mjs';

const from = resolve('/home/ann');

describe('start arguments', () => {
  it('takes no arguments', () => {
    expect(parseStartArgs([], from)).toEqual({ help: false, electronFlags: [] });
  });

  it('resolves the folder from where it was typed', () => {
    expect(parseStartArgs(['--folder', 'papers'], from)).toMatchObject({ folder: resolve('/home/ann/papers') });
  });

  it('takes a question with an equals sign, and one that starts like an option', () => {
    expect(parseStartArgs(['--ask=a=b?'], from)).toMatchObject({ question: 'a=b?' });
    expect(parseStartArgs(['--ask', '--why?'], from)).toMatchObject({ question: '--why?' });
  });

  it('passes what follows -- to Electron', () => {
    expect(parseStartArgs(['--folder', 'a', '--', '--lang=de', '--ask'], from)).toMatchObject({ electronFlags: ['--lang=de', '--ask'] });
  });

  it.each([[['--fast']], [['papers']], [['--folder']], [['--ask', '  ']], [['--folder=']]])('refuses %j', (args) => {
    expect(parseStartArgs(args, from)).toHaveProperty('error');
  });

  it('names the unknown option', () => {
    expect(parseStartArgs(['--fast=1'], from)).toEqual({ error: 'Unknown option: --fast=1' });
  });
});
