// A parent with one practice engine, to be killed with its engine idle or in an endless loop. Prints the engine's id.
import { superviseEngine } from '../../main/engines/supervisor/superviseEngine.ts';
import { practiceProgram } from './practiceEngineOptions.ts';

const engine = superviseEngine(practiceProgram());
await engine.call('echo', { text: 'up' });
if (process.argv[2] === 'busy') {
  await new Promise<void>((resolve) => {
    engine.call('die', { busy: true }, { onEvent: () => resolve() }).catch(() => undefined);
  });
}
process.stdout.write(`${engine.processId()}\n`);
