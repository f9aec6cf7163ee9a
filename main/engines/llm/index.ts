// Entry of the llm engine: a plain Node program that holds node-llama-cpp and nothing else.
import { runEngine } from '../rpc/runEngine.ts';
import { createLlmService } from './llmService.ts';
import { llmProtocol } from './protocol.ts';

runEngine({ local: llmProtocol, remote: {}, createService: () => createLlmService() });
