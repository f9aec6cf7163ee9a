// The keys of the mock's library: any secret but `wrong` opens it. Development only.
import { AppError } from '../../contract/errors.ts';
import type { RouteInput, RouteOutput, RequestName } from '../../contract/routes.ts';

type KeysRoute = Extract<RequestName, `keys.${string}`>;
type Handlers = { [Name in KeysRoute]: (input: RouteInput<Name>) => RouteOutput<Name> };

const RECOVERY_CODE = '7K3D-QW9Z-0HXM-4TVB-NE6R-2PJC-8GYA-S5F1';

export function createMockKeys(library: { encrypted(): boolean; state(): RouteOutput<'library.state'>; become(change: { encrypted?: boolean; status: 'open' | 'locked' }): void; keychain: boolean }): Handlers {
  let keychain = library.keychain;
  const check = (secret: string | null): void => {
    if (secret === 'wrong') throw new AppError('passphrase-wrong', { seconds: 4 });
  };
  return {
    'keys.state': () => ({ encrypted: library.encrypted(), passphrase: library.encrypted(), keychain: library.encrypted() && keychain, keychainBackend: library.keychain ? 'gnome_libsecret' : null, waitSeconds: 0 }),
    'keys.makeLibrary': () => {
      library.become({ encrypted: true, status: 'open' });
      return { recoveryCode: RECOVERY_CODE };
    },
    'keys.unlock': ({ secret }) => {
      check(secret);
      library.become({ status: 'open' });
      return library.state();
    },
    'keys.lock': () => {
      library.become({ status: 'locked' });
      return library.state();
    },
    'keys.encrypt': () => {
      library.become({ encrypted: true, status: 'open' });
      return { recoveryCode: RECOVERY_CODE };
    },
    'keys.decrypt': ({ proof }) => {
      check(proof);
      library.become({ encrypted: false, status: 'open' });
      return {};
    },
    'keys.cancelConversion': () => ({}),
    'keys.setPassphrase': ({ proof }) => (check(proof), {}),
    'keys.setKeychain': ({ proof, on }) => {
      check(proof);
      keychain = on;
      return {};
    },
    'keys.renewRecoveryCode': ({ proof }) => (check(proof), { recoveryCode: RECOVERY_CODE }),
    'keys.printRecoveryCode': () => ({ printed: false }),
  };
}
