// The keys of the library: what opens it, and what a person does about that. No rendering. Invariant: a passphrase is kept
// nowhere here; a recovery code only until the person says that they have it.
import type { RouteOutput } from '../../../contract/routes.ts';
import { request } from '../../api/client.ts';
import { onAppEvent } from '../../api/live.ts';
import { attempt } from '../../ui/toasts.svelte.ts';

export interface Ways {
  readonly passphrase: string | null;
  readonly keychain: boolean;
}

class Keys {
  state = $state.raw<RouteOutput<'keys.state'> | null>(null);
  /** To be shown, and kept by the person. */
  recoveryCode = $state.raw<string | null>(null);

  async load(): Promise<void> {
    await attempt(async () => {
      this.state = await request('keys.state', {});
    });
  }

  subscribe(): () => void {
    return onAppEvent('library.changed', ({ state }) => {
      if (state.converting === null && state.status !== 'opening') void this.load();
    });
  }

  async lock(): Promise<void> {
    await attempt(() => request('keys.lock', {}));
  }

  async makeLibrary(token: string | null, ways: Ways): Promise<void> {
    this.#show(await request('keys.makeLibrary', { token, ways }));
  }

  async encrypt(ways: Ways): Promise<void> {
    this.#show(await request('keys.encrypt', { ways }));
  }

  async renewRecoveryCode(proof: string | null): Promise<void> {
    this.#show(await request('keys.renewRecoveryCode', { proof }));
  }

  #show({ recoveryCode }: { readonly recoveryCode: string }): void {
    this.recoveryCode = recoveryCode;
  }
}

export const keys = new Keys();
