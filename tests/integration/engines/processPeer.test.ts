// The peer's promises between two real processes.
import { startEngineProcess } from '../../../main/engines/supervisor/engineProcess.ts';
import { describePeer } from '../../support/peerSemantics.ts';
import { practiceProgram } from '../../support/practiceEngineOptions.ts';

describePeer('process IPC', async () => {
  const engine = startEngineProcess(practiceProgram());
  await engine.ready;
  return {
    peer: engine,
    drop: () => void process.kill(engine.processId!, 'SIGKILL'),
    [Symbol.asyncDispose]: () => engine.stop(),
  };
});
