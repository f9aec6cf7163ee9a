// The practice protocol as an engine program of its own. PRACTICE_MODE makes it misbehave at the start or the stop.
import { PROTOCOL_VERSION } from '../../main/engines/rpc/protocol.ts';
import { runEngine } from '../../main/engines/rpc/runEngine.ts';
import { practiceHostProtocol, practiceProtocol, practiceService } from './practiceProtocol.ts';

const mode = process.env['PRACTICE_MODE'];
if (mode === 'crash-at-start') process.exit(3);
if (mode === 'other-version') {
  process.send!({ type: 'ready', protocol: PROTOCOL_VERSION + 1, ownNetwork: false });
  setInterval(() => undefined, 1_000);
} else {
  runEngine({
    local: practiceProtocol,
    remote: practiceHostProtocol,
    createService: (call) =>
      practiceService(call, (busy) => {
        // The event just emitted is to leave the process first.
        setTimeout(() => {
          if (!busy) process.kill(process.pid, 'SIGKILL');
          for (;;) Math.random();
        }, 20);
      }),
    beforeExit: async () => {
      if (mode === 'slow-stop') for (;;) Math.random();
    },
  });
}
