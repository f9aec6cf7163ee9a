// The frame of every engine program: shuts the network, connects the service to the parent, says `ready`, and ends with the parent.
// An engine without a parent has nobody to serve, so a broken connection ends it at once: no orphans.
import { guardNode, isOwnNetwork } from '../../sovereignty/guardNode.ts';
import { PROTOCOL_VERSION, type Call, type Protocol, type Service } from './protocol.ts';
import { createPeer } from './peer.ts';
import { parentPort } from './processPort.ts';
import { watchProcess } from './processWatch.ts';

export function runEngine<Local extends Protocol, Remote extends Protocol>(options: {
  readonly local: Local;
  readonly remote: Remote;
  readonly createService: (call: Call<Remote>) => Service<Local>;
  /** Called before a wished-for end; at most two seconds are given to it. */
  readonly beforeExit?: () => Promise<void>;
  /** Of the whole process; above it the program is ended at once. None by default. */
  readonly maxMemoryBytes?: number;
}): void {
  if (process.send === undefined) {
    process.stderr.write('This program is started by Freehold.\n');
    process.exit(2);
  }
  const guard = guardNode();
  // Whatever an engine writes is the person's alone.
  process.umask(0o077);
  watchProcess({ maxMemoryBytes: options.maxMemoryBytes ?? null });
  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), 2_000).unref();
    try {
      await options.beforeExit?.();
    } finally {
      process.exit(0);
    }
  }
  process.on('disconnect', () => void stop());
  // Ctrl+C reaches the whole process group; the parent decides when its engines stop.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => void stop());

  const port = parentPort();
  createPeer<Local, Remote>({
    port,
    local: options.local,
    remote: options.remote,
    createService: options.createService,
    onControl: (control) => {
      if (control.type === 'stop') void stop();
    },
  });
  guard.onBlocked((kind) => port.send({ type: 'blocked', kind }));
  port.send({ type: 'ready', protocol: PROTOCOL_VERSION, ownNetwork: isOwnNetwork() });
}
