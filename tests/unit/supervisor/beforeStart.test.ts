// An engine whose check fails is never started, and says why.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import { parserProtocol } from '../../../main/engines/parser/protocol.ts';
import { superviseEngine } from '../../../main/engines/supervisor/superviseEngine.ts';

test('a refused check fails the call with its own error, and starts nothing', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'freehold-before-start-'));
  try {
    const entry = path.join(dir, 'engine.mjs');
    const marker = path.join(dir, 'ran');
    writeFileSync(entry, `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(marker)}, '');`);
    const states: string[] = [];
    const engine = superviseEngine({
      name: 'parser',
      nodeBinary: process.execPath,
      entry,
      host: {},
      createHostService: () => ({}),
      engine: parserProtocol,
      beforeStart: () => Promise.reject(new AppError('engine-altered', { engine: 'parser', file: 'engines/parser.js' })),
      onState: (state) => states.push(state),
    });
    const refused = engine.call('parse', {} as never);
    await expect(refused).rejects.toMatchObject({ code: 'engine-altered', data: { file: 'engines/parser.js' } });
    expect(states).toEqual(['starting', 'failed']);
    expect(engine.processId()).toBeNull();
    await engine.stop();
    expect(existsSync(marker)).toBe(false);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
