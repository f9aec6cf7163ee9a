// What runs a model: the versions that may change what it writes.
import { getModuleVersion, type LlamaModel } from 'node-llama-cpp';
import type { ModelRun } from '../../../contract/domain.ts';

export async function versionsOf(model: LlamaModel): Promise<ModelRun['engine']> {
  return { node: process.versions.node, nodeLlamaCpp: await getModuleVersion(), llamaCpp: model.llama.llamaCppRelease.release };
}
