// What the two verbs promise, whatever carries them. Run over each transport by that transport's own test file.
import type { Connect } from './connection.ts';
import { describeRequests } from './requestSemantics.ts';
import { describeStreams } from './streamSemantics.ts';

export function describeSemantics(transport: string, connect: Connect): void {
  describeRequests(transport, connect);
  describeStreams(transport, connect);
}
