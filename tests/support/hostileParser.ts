// A parser program that a file can bring down: its name says how. `hang`, `crash`, `throw`, `slow` (says so by making
// `<path>.begun`, and is busy until `<path>.go` exists), `once` (crashes the first time only), `buffers` and `heap` (take
// memory without end), `keeps` (holds on to 300 MB); anything else is read by the real parser.
import { existsSync, writeFileSync } from 'node:fs';
import { PARSER_MEMORY_BYTES } from '../../main/engines/parser/parserProgram.ts';
import { createParserService } from '../../main/engines/parser/parserService.ts';
import { parserProtocol } from '../../main/engines/parser/protocol.ts';
import { runEngine } from '../../main/engines/rpc/runEngine.ts';

const MIB = 1024 * 1024;
const kept: unknown[] = [];

runEngine({
  local: parserProtocol,
  remote: {},
  maxMemoryBytes: PARSER_MEMORY_BYTES,
  createService: () => {
    const real = createParserService();
    return {
      ...real,
      parse: async (params, context) => {
        const how = /^(hang|crash|throw|slow|once|buffers|heap|keeps)/.exec(params.name)?.[1];
        if (how === 'hang') for (;;) Math.random();
        if (how === 'crash') process.abort();
        if (how === 'throw') throw new Error(`cannot read ${params.name}`);
        if (how === 'once' && !existsSync(`${params.path}.seen`)) {
          writeFileSync(`${params.path}.seen`, '');
          process.kill(process.pid, 'SIGKILL');
        }
        if (how === 'buffers') for (;;) kept.push(Buffer.alloc(MIB, 1));
        if (how === 'heap') for (;;) kept.push(Array.from({ length: 1_000 }, () => ({})));
        if (how === 'keeps') kept.push(Buffer.alloc(300 * MIB, 1));
        if (how === 'slow') {
          writeFileSync(`${params.path}.begun`, '');
          while (!existsSync(`${params.path}.go`)) Math.random();
        }
        return real.parse(params, context);
      },
      locate: async (params, context) => {
        if (params.path.includes('hang')) for (;;) Math.random();
        return real.locate(params, context);
      },
    };
  },
});
