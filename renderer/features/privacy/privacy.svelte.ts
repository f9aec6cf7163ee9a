// The privacy report and the state of the engines. Engines are followed live, the rest is read on demand.
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent } from '../../api/live.ts';
import { attempt } from '../../ui/toasts.svelte.ts';

export type PrivacyReport = RouteOutput<'privacy.report'>;
export type EngineRow = PrivacyReport['engines'][number];

class Privacy {
  report = $state.raw<PrivacyReport | null>(null);
  engines = $state.raw<readonly EngineRow[]>([]);
  /** Engines that a person should hear of now. */
  readonly troubled = $derived(this.engines.filter((engine) => engine.state === 'restarting' || engine.state === 'failed'));

  subscribe(): () => void {
    const stops = [
      onAppEvent('engine.changed', ({ engine }) => {
        this.engines = [...this.engines.filter((other) => other.name !== engine.name), engine];
      }),
      // The models' hashes come one after the other.
      onAppEvent('models.changed', () => {
        if (this.report !== null) void this.load();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async load(): Promise<void> {
    await attempt(async () => {
      this.report = await request('privacy.report', {});
      this.engines = this.report.engines;
    });
  }

  async openLog(): Promise<void> {
    await attempt(() => request('privacy.openLog', {}));
  }
}

export const privacy = new Privacy();
