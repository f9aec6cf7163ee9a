// The system's own store of secrets, as a library's keys use it. Electron has one (main/app/osKeychain.ts), the command
// line none. Invariant: what does not protect is `none`, however willing it is to keep something.

export interface Keychain {
  /** What stands behind it on this system, for people: `gnome_libsecret`, `kwallet6`, `keychain`, `dpapi`. Null: nothing that protects. */
  backend(): string | null;
  /** @throws Error when the system refuses */
  seal(secret: string): Uint8Array;
  /** @throws Error when this is not what this system has sealed, or the system refuses */
  unseal(sealed: Uint8Array): string;
}

const unavailable = (): never => {
  throw new Error('there is no keychain');
};

export const noKeychain: Keychain = { backend: () => null, seal: unavailable, unseal: unavailable };
