// Entry of the window: takes the bridge that preload left on `window`, and mounts the app on it.
// The mock bridge is compiled in only in development and by `vite build --mode mock`.
import { mount } from 'svelte';
import type { Bridge } from '../contract/bridge.ts';
import { connect } from './api/client.ts';
import App from './App.svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

async function findBridge(): Promise<Bridge> {
  if (window.freehold !== undefined) return window.freehold;
  if (import.meta.env.DEV || import.meta.env.MODE === 'mock') {
    const { createMockBridge } = await import('./dev/mockBridge.ts');
    return createMockBridge(new URLSearchParams(location.search));
  }
  throw new Error('preload left no bridge on the window');
}

connect(await findBridge());
const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
mount(App, { target });
