// Settings, applied to the document as they change. Every change is sent at once; there is no save button.
// Invariant: the window shows what main has kept, also when another host (menu, command line) changed it.
import type { Settings } from '../../../contract/app.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent, onReconnect } from '../../api/live.ts';
import { setLanguage, t } from '../../ui/text.svelte.ts';
import { attempt } from '../../ui/toasts.svelte.ts';

export type AppInfo = RouteOutput<'app.info'>;

class SettingsState {
  current = $state.raw<Settings>({ theme: 'system', language: 'system', cores: null, modelId: null, lockAfterMinutes: 15, sealed: true, ocr: { enabled: true, languages: [] } });
  info = $state.raw<AppInfo | null>(null);
  readonly #mac = $derived(this.info?.platform.startsWith('darwin') === true);

  async load(): Promise<void> {
    const [settings, info] = await Promise.all([request('settings.get', {}), request('app.info', {})]);
    this.info = info;
    await this.#apply(settings);
  }

  subscribe(): () => void {
    const stops = [
      onAppEvent('settings.changed', (event) => void attempt(() => this.#apply(event.settings))),
      onReconnect(() => void attempt(() => this.load())),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** How a shortcut is written on this system: `⌘K`, `Ctrl K`, `Strg K`. */
  keysFor(key: string): string {
    return t(this.#mac ? 'key.withCommand' : 'key.withControl', { key });
  }

  /** Whether it was kept. */
  async change(change: Partial<Omit<Settings, 'sealed'>>): Promise<boolean> {
    return attempt(async () => this.#apply(await request('settings.set', change)));
  }

  async #apply(settings: Settings): Promise<void> {
    const languageChanged = settings.language !== this.current.language;
    this.current = settings;
    applyTheme(settings.theme);
    if (settings.language !== 'system') {
      setLanguage(settings.language);
      return;
    }
    if (languageChanged || this.info === null) this.info = await request('app.info', {});
    setLanguage(this.info.resolvedLanguage);
  }
}

function applyTheme(theme: Settings['theme']): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export const settings = new SettingsState();
