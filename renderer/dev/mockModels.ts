// The mock library's models. Development only.
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
