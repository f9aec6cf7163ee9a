// A program that downloads one model and says so; for killing in the middle. In: its folder, the model's id, address,
// size and hash, the host. Out: `downloaded` on its standard output.
import { createDownloads } from '../../main/models/download/downloads.ts';
import { createHubFacts } from '../../main/models/download/hubFacts.ts';
import { certificate } from './hubServer.ts';

const [dir = '', id = '', url = '', bytes = '', sha256 = '', host = ''] = process.argv.slice(2);
const offer = { id, role: 'llm', name: id, description: '', licence: '', files: [{ path: 'model.gguf', url, bytes: Number(bytes), sha256 }] } as const;

const downloads = createDownloads({
  offers: [offer],
  dir,
  rules: { sealed: () => false, forcedSealed: false, policy: { models: null } },
  hub: createHubFacts(dir),
  wayOut: () => ({ hosts: [host], through: (_authority, work) => work(), onConnection: () => undefined, extraCa: certificate }),
  onChange: () => undefined,
  onDone: () => process.stdout.write('downloaded\n'),
  onCancelled: () => undefined,
  onFailed: (_offer, error) => process.stdout.write(`${error.code}\n`),
});
await downloads.start(id);
