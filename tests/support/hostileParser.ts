// A parser program that a file can bring down: its name says how. `hang`, `crash`, `throw`, `slow` (says so by making
// `<path>.begun`, and is busy until `<path>.go` exists), `once` (crashes the first time only); anything else is read by
// the real parser.
import { existsSync, writeFileSync } from 'node:fs';
import { createParserService } from '../../main/engines/parser/parserService.ts';
import { parserProtocol } from '../../main/engines/parser/protocol.ts';
import { runEngine } from '../../main/engines/rpc/runEngine.ts';

runEngine({
  local: parserProtocol,
  remote: {},
  createService: () => {
    const real = createParserService();
    return {
      ...real,
      parse: async (params, context) => {
        const how = /^(hang|crash|throw|slow|once)/.exec(params.name)?.[1];
        if (how === 'hang') for (;;) Math.random();
        if (how === 'crash') process.abort();
        if (how === 'throw') throw new Error(`cannot read ${params.name}`);
        if (how === 'once' && !existsSync(`${params.path}.seen`)) {
          writeFileSync(`${params.path}.seen`, '');
          process.kill(process.pid, 'SIGKILL');
        }
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
