// A language model in its own engine program for as long as it is used, its answers kept.
import os from 'node:os';
import path from 'node:path';
import { llmProtocol } from '../../main/engines/llm/protocol.ts';
import { superviseEngine } from '../../main/engines/supervisor/superviseEngine.ts';
import type { Llm } from '../../main/answer/llmInterface.ts';
import type { ModelShelf } from '../../main/models/modelShelf.ts';
import { createCachedLlm } from './cachedLlm.ts';

export interface ModelPlace {
  readonly root: string;
  readonly shelf: ModelShelf;
  readonly setup: { readonly nodeBinary: string; readonly cacheDir: string };
  readonly log: (line: string) => void;
}

export async function withModel(modelId: string, { root, shelf, setup, log }: ModelPlace, use: (llm: Llm) => Promise<void>): Promise<void> {
  const file = await shelf.fileOf(modelId);
  const sha256 = (await shelf.hashOf(modelId, new AbortController().signal))!;
  const engine = superviseEngine({ name: 'llm', nodeBinary: setup.nodeBinary, entry: path.join(root, 'build', 'engines', 'llm.js'), host: {}, createHostService: () => ({}), engine: llmProtocol });
  await engine.call('load', { modelId, path: file.path, threads: os.availableParallelism(), contextTokens: file.contextTokens });
  const llm = createCachedLlm(engine, { id: modelId, sha256, contextTokens: file.contextTokens }, setup.cacheDir);
  await use(llm);
  log(`${modelId} was asked ${llm.asked()} times; the other answers were kept from an earlier run`);
  await engine.stop();
}

export const installedModels = (shelf: ModelShelf): string[] => shelf.rows(null).filter((row) => row.role === 'llm' && row.origin === 'built-in' && row.installed).map((row) => row.id);
