// Entry of a parser worker: a plain Node program that opens one hostile file at a time.
import { runEngine } from '../rpc/runEngine.ts';
import { confine } from './confine.ts';
import { PARSER_MEMORY_BYTES } from './parserProgram.ts';
import { createParserService } from './parserService.ts';
import { parserProtocol } from './protocol.ts';

runEngine({ local: parserProtocol, remote: {}, createService: () => createParserService(), maxMemoryBytes: PARSER_MEMORY_BYTES });
confine();
