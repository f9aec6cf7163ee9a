// A headless host for measuring: the real engines, a profile of its own.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createHost, type Host } from '../../main/host/createHost.ts';
import type { Keychain } from '../../main/sovereignty/keys/keychain.ts';
import { resolvePaths } from '../../main/host/resolvePaths.ts';

export const root = path.resolve(import.meta.dirname, '..', '..');

export interface SetupFile {
  readonly nodeBinary: string;
  readonly electronBinary: string;
  readonly modelsDir: string;
  readonly cacheDir: string;
}
export const setup = JSON.parse(readFileSync(path.join(root, 'build', 'setup.json'), 'utf8')) as SetupFile;

/** `enginesDir` puts other engine programs in place of the built ones, `policyFile` is an administrator's. No model is loaded before a question needs one. */
export function startHost(userDataDir: string, options: { readonly enginesDir?: string; readonly policyFile?: string; readonly warmModel?: boolean; readonly openLast?: boolean; readonly keychain?: Keychain; readonly keyCost?: number } = {}): Promise<Host> {
  const { enginesDir, policyFile, ...rest } = options;
  const paths = resolvePaths({ packaged: false, appDir: root, resourcesDir: root, userDataDir, documentsDir: userDataDir, platform: process.platform, environment: {} });
  return createHost({ paths: { ...paths, ...(enginesDir === undefined ? {} : { enginesDir }), ...(policyFile === undefined ? {} : { policyFile }) }, appVersion: '0.0.0-test', systemLocale: 'en', openLast: false, warmModel: false, ...rest });
}
