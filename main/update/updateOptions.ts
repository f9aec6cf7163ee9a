// What a host knows of updates: the keys of this build, and what kind of installation it is. FREEHOLD_TEST_* variables put
// a test's own in their place, in a source folder under FREEHOLD_TEST alone.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { PACKAGE_KINDS } from '../../contract/updateKinds.ts';
import { installationOf, type Installation, type InstallationFacts } from './installation.ts';
import type { UpdateKey } from './updateFile.ts';

export interface UpdateOptions {
  /** Empty: this build takes no updates. */
  readonly keys: readonly UpdateKey[];
  readonly installation: Installation;
}

/** `resources/update-keys.json`; scripts/build.mjs puts its content into the program. */
const updateKeys = z.strictObject({
  keys: z.array(z.strictObject({ name: z.string().min(1).max(100), publicKey: z.string().refine((key) => Buffer.from(key, 'base64').length === 32, 'not 32 bytes') })),
});

export function updateOptions(facts: InstallationFacts, builtIn: unknown): UpdateOptions {
  const { environment, packaged } = facts;
  const testKeys = environment['FREEHOLD_TEST_UPDATE_KEYS'];
  if (packaged || environment['FREEHOLD_TEST'] !== '1' || testKeys === undefined) return { keys: updateKeys.parse(builtIn).keys, installation: installationOf(facts) };
  const { platform, arch } = facts;
  const appImage = environment['FREEHOLD_TEST_APPIMAGE'] ?? null;
  return {
    keys: updateKeys.parse(JSON.parse(readFileSync(testKeys, 'utf8'))).keys,
    installation: { kind: z.enum(PACKAGE_KINDS).parse(environment['FREEHOLD_TEST_PACKAGE'] ?? 'AppImage'), platform, arch, appImage },
  };
}
