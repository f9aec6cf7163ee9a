// Another process of Freehold's that installs an update, as the command line does. In: folder of settings, AppImage, keys as
// JSON, the version that runs, the update file. Out: an exit code of 0 once the new one is in its place.
import { createUpdates } from '../../main/host/updates.ts';
import { NO_POLICY } from '../../main/sovereignty/policy.ts';
import type { UpdateKey } from '../../main/update/updateFile.ts';

const [userDataDir, appImage, keys, version, file] = process.argv.slice(2) as [string, string, string, string, string];
const installation = { kind: 'AppImage', platform: process.platform, arch: process.arch, appImage } as const;
const updates = createUpdates({ options: { keys: JSON.parse(keys) as UpdateKey[], installation }, policy: NO_POLICY, version, userDataDir, take: (token) => ({ path: token }), record: () => undefined, log: () => undefined });
const following = { signal: new AbortController().signal, onProgress: () => undefined };
const { id } = await updates.check(file, following);
await updates.install(id, following);
