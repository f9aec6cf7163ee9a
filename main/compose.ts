// All wiring, by hand: what is made, in which order, and who knows whom. The window opens at once; the host starts
// beside it, and messages wait for it in the router.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { app, session } from 'electron';
import { messagesFor, resolveLanguage, type Translate } from '../contract/messages/index.ts';
import type { Settings } from '../contract/app.ts';
import { serveAppProtocol } from './app/appProtocol.ts';
import { createCommands } from './app/commands.ts';
import { lockWhenAway } from './app/lockWhenAway.ts';
import { manageLifecycle } from './app/lifecycle.ts';
import { osKeychain } from './app/osKeychain.ts';
import { createPaper } from './app/paper.ts';
import { installMenu } from './app/menu.ts';
import { APP_ORIGIN } from './app/rendererFiles.ts';
import { applySecurityPolicy, guardDefaultSession } from './app/securityPolicy.ts';
import { addStartFolder, startFolder } from './app/startFolder.ts';
import { createMainWindow } from './app/window.ts';
import { createHost, type Host } from './host/createHost.ts';
import type { Handlers } from './host/handlers.ts';
import { createLog } from './host/log.ts';
import { resolvePaths } from './host/resolvePaths.ts';
import { serveElectron } from './ipc/electronTransport.ts';
import { errorForLog } from './ipc/log.ts';
import { createRouter } from './ipc/router.ts';
import { createShellHandlers, openLogFolder, registerExisting, type AppInfo } from './ipc/shellHandlers.ts';
import { guardWithGate } from './sovereignty/guardNode.ts';
import { createNetworkGate } from './sovereignty/networkGate.ts';
import { updateOptions } from './update/updateOptions.ts';
import { createEngineVerifier, engineManifest, type VerifyEngine } from './sovereignty/verifyEngines.ts';

/** Set by scripts/build.mjs from package.json: the Electron that this version of Freehold is meant to run on. */
declare const DECLARED_ELECTRON_VERSION: string;
/** Set by scripts/build.mjs from resources/update-keys.json, so that the keys lie in the asar. */
declare const UPDATE_KEYS: unknown;

const buildDir = dirname(dirname(fileURLToPath(import.meta.url)));

export async function compose(): Promise<void> {
  const development = !app.isPackaged;
  const testing = development && process.env['FREEHOLD_TEST'] === '1';
  const paths = resolvePaths({
    packaged: app.isPackaged,
    appDir: app.getAppPath(),
    resourcesDir: process.resourcesPath,
    userDataDir: app.getPath('userData'),
    documentsDir: app.getPath('documents'),
    platform: process.platform,
    environment: process.env,
  });
  const log = createLog(paths.logDir, { verbose: development });
  // What is tried before the host has started waits for it, as the messages of the window do.
  let startHost!: (starting: Promise<Host>) => void;
  const host = new Promise<Host>((resolve) => (startHost = resolve));
  const gate = createNetworkGate({ guard: guardWithGate(), ownSchemes: development ? ['app:', 'devtools:'] : ['app:'], onBlocked: recordBlocked });
  applySecurityPolicy({ gate, log });

  let libraryName = '';
  /** The page may hold something of a library: one was open since it was loaded. */
  let pageHolds = false;
  let settings: Pick<Settings, 'language'> = { language: 'system' };
  const language = (): AppInfo['resolvedLanguage'] => (settings.language === 'system' ? resolveLanguage(app.getPreferredSystemLanguages()) : settings.language);
  const translate = (): Translate => messagesFor(language());

  const window = createMainWindow({
    preloadFile: join(buildDir, 'preload', 'index.cjs'),
    stateFile: join(paths.userDataDir, 'window.json'),
    development,
    log,
    labels: translate,
  });
  const commands = createCommands(() => window.open());

  await app.whenReady();
  serveAppProtocol({ rendererDir: join(buildDir, 'renderer'), onBlocked: gate.countBlocked });
  guardDefaultSession(gate);
  // Loads while the rest is made; its first message can't come before this function has returned.
  window.open();

  startHost(createHost({ paths, appVersion: app.getVersion(), systemLocale: app.getPreferredSystemLanguages()[0] ?? app.getLocale(), startedAs: 'window', log, keychain: osKeychain, updates: updateOptions({ packaged: app.isPackaged, platform: process.platform, arch: process.arch, resourcesDir: process.resourcesPath, environment: process.env }, UPDATE_KEYS), network: { through: gate.through, ...(testing ? testCertificate() : {}) }, ...(app.isPackaged ? { verifyEngine: packagedVerifier() } : {}) }));

  function recordBlocked({ scheme, resourceType: what }: { readonly scheme: string; readonly resourceType: string }): void {
    const by = scheme === 'node:' ? 'main' : 'window';
    host.then((started) => started.onBlocked({ by, scheme, what })).catch(() => log('warn', 'network.blocked', { by, scheme, what }));
  }

  const info = (): AppInfo => ({
    version: app.getVersion(),
    electron: process.versions.electron,
    chrome: process.versions.chrome,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    testBuild: process.versions.electron !== DECLARED_ELECTRON_VERSION,
    cpuCores: cpus().length,
    resolvedLanguage: language(),
  });

  /** The host's handlers and the shell's own; two of the host's are widened by what only the shell sees. */
  function assemble(started: Host): Handlers {
    const core = started.handlers;
    const shell = createShellHandlers({
      host: started,
      window: window.browserWindow,
      translate,
      info,
      language,
      paper: createPaper({ country: app.getLocaleCountryCode() }),
      logDir: paths.logDir,
      libraryName: () => libraryName,
      testPick: () => (testing ? (process.env['FREEHOLD_TEST_PICK'] ?? null) : null),
    });
    return {
      ...core,
      ...shell,
      'app.events': (input, context) => commands.during(context.emit, () => core['app.events'](input, context)),
      'privacy.prove': async (input, context) => {
        const before = gate.counts().blockedRequests;
        const outcome = await session.defaultSession.fetch('http://freehold.invalid/').then(() => 'left' as const, () => 'stopped' as const);
        const byChromium = { place: 'main', attempt: 'chromiumFetch', outcome, counted: gate.counts().blockedRequests > before } as const;
        return [byChromium, ...(await core['privacy.prove'](input, context))];
      },
      'privacy.report': async (input, context) => ({ ...(await core['privacy.report'](input, context)), ...gate.counts() }),
    };
  }

  const handlers = host.then(assemble);
  // The router answers each waiting message with the failure; it is logged below.
  handlers.catch(() => undefined);
  serveElectron({
    router: createRouter({ handlers, log, development }),
    log,
    ownOrigin: APP_ORIGIN,
    ownWebContents: window.contents,
    registerDropped: async (dropped) => registerExisting(await host, dropped),
  });

  function showMenu(): void {
    installMenu({ t: translate(), development, invoke: commands.invoke, openLog: () => void openLogFolder(paths.logDir).catch(() => undefined) });
  }
  function applySettings(changed: Settings): void {
    settings = changed;
    window.setTheme(changed.theme);
    showMenu();
  }

  showMenu();
  manageLifecycle({ window, host, log });
  lockWhenAway(host);

  host.then(
    (started) => {
      applySettings(started.settings());
      started.onEvent((event) => {
        if (event.type === 'settings.changed') applySettings(event.settings);
        if (event.type !== 'library.changed') return;
        // A page that begins anew has nothing of what it showed, whatever its parts remember.
        const { status, encrypted, name } = event.state;
        if (pageHolds && (status === 'locked' || (status === 'failed' && encrypted))) {
          window.contents()?.reload();
          pageHolds = false;
        }
        if (status === 'open') pageHolds = true;
        libraryName = name ?? '';
      });
      const addFolder = (argv: readonly string[], workingDir: string): void => {
        const folder = startFolder(argv, workingDir);
        if (folder === null) return;
        addStartFolder(started, folder).catch((error: unknown) => log('error', 'start-folder.not-added', { error: errorForLog(error, development) }));
      };
      addFolder(process.argv, process.cwd());
      app.on('second-instance', (_event, argv, workingDir) => addFolder(argv, workingDir));
    },
    // The window stays: it shows what the router answers, in plain words.
    (error: unknown) => log('error', 'host.not-started', { error: errorForLog(error, true) }),
  );
}

/** A test's own server can't have a certificate that the system trusts. */
function testCertificate(): { extraCa?: string } {
  const file = process.env['FREEHOLD_TEST_CA'];
  return file === undefined ? {} : { extraCa: readFileSync(file, 'utf8') };
}

/** The manifest lies in the asar, which the system or Electron vouches for; the engines lie beside it. */
function packagedVerifier(): VerifyEngine {
  const manifest = engineManifest.parse(JSON.parse(readFileSync(join(buildDir, 'main', 'engine-manifest.json'), 'utf8')));
  return createEngineVerifier(manifest, process.resourcesPath);
}
