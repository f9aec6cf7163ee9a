// Ports over Node's process IPC (structured clone, so byte arrays cross as they are): one for the parent's side
// of a child process, one for the child's own side.
import type { ChildProcess } from 'node:child_process';
import type { Frame } from './protocol.ts';
import type { Port } from './peer.ts';

/** Messages that a child sent before its end are still in the pipe when it has exited; they get this long. */
const DRAIN_MS = 250;

export function childPort(child: ChildProcess): Port {
  return {
    send: (message: Frame) => {
      // A failed send means that the child is gone; its exit event settles the open calls.
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => {
      let told = false;
      const tell = (): void => {
        if (!told) listener();
        told = true;
      };
      child.once('close', tell);
      child.once('exit', () => setTimeout(tell, DRAIN_MS).unref());
      // A program that could not be started exits without an exit event.
      child.once('error', () => child.pid === undefined && tell());
    },
  };
}

export function parentPort(): Port {
  return {
    send: (message: Frame) => {
      if (process.connected) process.send!(message, undefined, undefined, () => undefined);
    },
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.once('disconnect', listener),
  };
}
