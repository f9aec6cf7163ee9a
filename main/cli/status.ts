// `freehold status`: what the library holds, and the models that are here.
import type { Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { bold, coverageLine, print } from './output.ts';

export async function status({ common: { json } }: { readonly common: CommonOptions }, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const context = { signal };
  const [library, coverage, sources, models] = await Promise.all([
    host.handlers['library.state']({}, context),
    host.handlers['document.coverage']({}, context),
    host.handlers['source.list']({}, context),
    host.handlers['model.list']({}, context),
  ]);
  if (json) {
    print({ library, coverage, sources, models });
    return EXIT.ok;
  }
  process.stdout.write(`${bold(library.location ?? '')}\n${coverageLine(coverage, t)}\n`);
  for (const source of sources) process.stdout.write(`  ${source.location}: ${coverageLine(source.coverage, t)}\n`);
  for (const model of models.filter((candidate) => candidate.installed)) process.stdout.write(`  ${model.selected ? '●' : '○'} ${model.name} (${model.licence})\n`);
  return EXIT.ok;
}
