// The semantics over the smallest transport.
import { connectInMemory } from './memoryTransport.ts';
import { describeSemantics } from './semantics.ts';

describeSemantics('memory', connectInMemory);
