// Keys for tests: as in the app, but with a scrypt that takes a sixteenth of a second's work, and a keychain in memory.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { attemptsFile, createAttempts, type Attempts } from '../../main/sovereignty/keys/attempts.ts';
import type { Keychain } from '../../main/sovereignty/keys/keychain.ts';
import type { z } from 'zod';

export const CHEAP = 2 ** 14;

export function attemptsInMemory(now?: () => number): Attempts {
  let counts: z.infer<typeof attemptsFile> = {};
  return createAttempts({ read: () => counts, write: (next) => void (counts = next) }, now);
}

/** Seals with a key of its own; another one, or the same one after `change()`, opens nothing of it. */
export class MemoryKeychain implements Keychain {
  private key = randomBytes(32);

  backend(): string {
    return 'memory';
  }

  seal(secret: string): Uint8Array {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  unseal(sealed: Uint8Array): string {
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(-16));
    return decipher.update(sealed.subarray(12, -16)).toString('utf8') + decipher.final('utf8');
  }

  change(): void {
    this.key = randomBytes(32);
  }
}
