// Shuts the network of this program by being imported: ahead of everything else in the main program and the command
// line, and in each engine by `node --import`, before any library could take a socket.
import { guardNode } from './sovereignty/guardNode.ts';

guardNode();
