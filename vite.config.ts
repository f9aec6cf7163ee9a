// Builds the window's page into build/renderer. Everything that the page loads comes from its own origin: no inline
// script or style (the CSP forbids both), pdf.js's worker, cmaps and fonts are copied beside it.
// `--mode mock` builds the same page with a mock bridge into build/renderer-mock, for screenshots; never shipped.
import { createReadStream } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { CONTENT_SECURITY_POLICY } from './main/app/contentSecurity.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const pdfjs = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/** What pdf.js asks for at run time. No wasm: the CSP has no `wasm-unsafe-eval`; the decoders' JavaScript twins are taken. */
const pdfjsFolders = { cmaps: /\.bcmap$/, standard_fonts: /\.(pfb|ttf)$/, wasm: /_nowasm_fallback\.js$/ } as const;

function pdfjsFiles(): Plugin {
  return {
    name: 'freehold-pdfjs-files',
    configureServer(server) {
      server.middlewares.use('/pdfjs/', (request, response, next) => {
        const [folder = '', name = ''] = (request.url ?? '').slice(1).split('/');
        const wanted = folder in pdfjsFolders && pdfjsFolders[folder as keyof typeof pdfjsFolders].test(name);
        if (!wanted || !/^[\w.-]+$/.test(name)) return next();
        if (name.endsWith('.js')) response.setHeader('content-type', 'text/javascript');
        createReadStream(path.join(pdfjs, folder, name)).on('error', next).pipe(response);
      });
    },
    async generateBundle() {
      for (const [folder, pattern] of Object.entries(pdfjsFolders)) {
        for (const name of await readdir(path.join(pdfjs, folder))) {
          if (!pattern.test(name)) continue;
          this.emitFile({ type: 'asset', fileName: `pdfjs/${folder}/${name}`, source: await readFile(path.join(pdfjs, folder, name)) });
        }
      }
    },
  };
}

export default defineConfig(({ mode }) => ({
  root: path.join(here, 'renderer'),
  base: './',
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } }), pdfjsFiles()],
  build: {
    outDir: path.join(here, 'build', mode === 'mock' ? 'renderer-mock' : 'renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1024,
    rolldownOptions: {
      output: {
        // `.mjs` has no type of its own in many hosts; the worker is an ordinary module.
        assetFileNames: (asset) => (asset.names[0]?.endsWith('.mjs') ? 'assets/[name]-[hash].js' : 'assets/[name]-[hash][extname]'),
      },
    },
  },
  // What the product's page runs under, so that a breach shows early.
  preview: { headers: { 'content-security-policy': CONTENT_SECURITY_POLICY } },
}));
