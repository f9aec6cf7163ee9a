// The mock library's models. Development only.
import type { Settings } from '../../contract/app.ts';
import type { RouteOutput } from '../../contract/routes.ts';

export function makeModels(selected: string | null, embedderId = 'minilm'): RouteOutput<'model.list'> {
  return [
    { id: 'qwen', role: 'llm', name: 'Qwen2.5 1.5B Instruct', description: 'Small and quick; answers in 29 languages', licence: 'Apache-2.0', sizeBytes: 1_120_000_000, sha256: '6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e', origin: 'built-in', installed: true, selected: selected === 'qwen', languages: null },
    { id: 'llama', role: 'llm', name: 'Llama 3.2 3B Instruct Q4_K_M', description: '', licence: 'Llama 3.2 Community', sizeBytes: 2_019_000_000, sha256: null, origin: 'imported', installed: true, selected: selected === 'llama', languages: null },
    { id: 'gemma', role: 'llm', name: 'Gemma 2 9B', description: 'Needs about 8 GB of memory', licence: 'Gemma', sizeBytes: 5_760_000_000, sha256: null, origin: 'built-in', installed: false, selected: false, languages: null },
    { id: 'minilm', role: 'embedder', name: 'all-MiniLM-L6-v2', description: '', licence: 'Apache-2.0', sizeBytes: 23_000_000, sha256: 'c47c1ab5b2a1c1b3ed9e19fe2a1c0b0c64e3a0c1f1c0e9d7d4f8dd1b2a3c4d5e', origin: 'built-in', installed: true, selected: embedderId === 'minilm', languages: ['en'] },
    { id: 'e5', role: 'embedder', name: 'multilingual-e5-small', description: 'multilingual-e5-small', licence: 'MIT', sizeBytes: 135_000_000, sha256: null, origin: 'imported', installed: true, selected: embedderId === 'e5', languages: null },
  ];
}

export function makeCatalog({ sealed, modelId }: Settings): RouteOutput<'catalog.list'> {
  const common = { licence: 'Apache-2.0', quantisation: 'Q4_K_M', languages: ['en', 'de', 'fr', 'es'], sizeExact: false, hash: 'at-download', host: 'huggingface.co', repository: 'someone/model', fitsOnDisk: true, allowed: true, installed: false, inUse: false, deletable: false, measured: null } as const;
  return {
    sealed,
    canUnseal: true,
    hosts: ['huggingface.co', '*.hf.co'],
    machine: { totalBytes: 16_000_000_000, availableBytes: 7_200_000_000, freeDiskBytes: 120_000_000_000 },
    models: [
      { ...common, id: 'qwen', role: 'llm', name: 'Qwen2.5 1.5B Instruct', parameters: '1.5B', sizeBytes: 1_120_000_000, memoryBytes: 2_350_000_000, fit: 'fits', installed: true, inUse: modelId === 'qwen', measured: { writes: 18.4, reads: 44.2, memoryBytes: 2_330_000_000, threads: 4, atMs: Date.now() } },
      { ...common, id: 'mistral', role: 'llm', name: 'Mistral 7B Instruct v0.3', parameters: '7B', sizeBytes: 4_370_000_000, memoryBytes: 8_900_000_000, fit: 'tight' },
      { ...common, id: 'e5', role: 'embedder', name: 'multilingual-e5-small', parameters: '118M', quantisation: 'int8', languages: null, licence: 'MIT', sizeBytes: 135_000_000, memoryBytes: 370_000_000, fit: 'fits' },
    ],
  };
}
