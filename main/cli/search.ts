// `freehold search`: the best passages, without a model. 0 when there are any, 3 when there are none.
import type { Translate } from '../../contract/messages/index.ts';
import type { Host } from '../host/createHost.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exitCodes.ts';
import { coverageLine, dim, print, printPassages } from './output.ts';

export async function search({ question, limit, common: { json } }: { readonly question: string; readonly limit: number; readonly common: CommonOptions }, host: Host, t: Translate, signal: AbortSignal): Promise<number> {
  const found = await host.handlers['search.passages']({ question, scope: null, limit }, { signal });
  if (json) {
    print(found);
  } else {
    printPassages(found.passages, t);
    process.stdout.write(`\n${dim(coverageLine(found.coverage, t))}\n`);
  }
  return found.passages.length > 0 ? EXIT.ok : EXIT.notInDocuments;
}
