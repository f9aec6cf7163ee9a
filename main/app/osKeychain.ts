// The system's keychain through Electron. After the app is ready. Invariant: Linux' `basic_text`, which is a password that
// everybody can read in Chromium's source, counts as none.
import { safeStorage } from 'electron';
import type { Keychain } from '../sovereignty/keys/keychain.ts';

const NONE: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

export const osKeychain: Keychain = {
  backend: () => {
    if (!safeStorage.isEncryptionAvailable()) return null;
    if (process.platform === 'darwin') return 'keychain';
    if (process.platform === 'win32') return 'dpapi';
    const backend = safeStorage.getSelectedStorageBackend();
    return NONE.has(backend) ? null : backend;
  },
  seal: (secret) => safeStorage.encryptString(secret),
  unseal: (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
};
