// The one window: sandboxed, shown when it has something to show, back where it was. In: files and where the
// state is kept. Out: a handle that opens or focuses it. Invariant: at most one window exists.
import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import { errorForLog, type Log } from '../ipc/log.ts';
import { attachContextMenu } from './contextMenu.ts';
import { START_PAGE } from './rendererFiles.ts';
import { DEFAULT_SIZE, MIN_HEIGHT, MIN_WIDTH, readWindowState, visibleBounds, writeWindowState, type WindowState } from './windowState.ts';

export interface MainWindow {
  /** Opens the window, or brings it to the front. After the app is ready. */
  open(): void;
  contents(): WebContents | undefined;
  browserWindow(): BrowserWindow | undefined;
  setTheme(theme: WindowState['theme']): void;
  /** Takes the window off the screen at once, while the rest of the app still closes. */
  hide(): void;
}

export interface MainWindowOptions {
  readonly preloadFile: string;
  readonly stateFile: string;
  readonly development: boolean;
  readonly log: Log;
  /** Names of the context menu, in the language of the moment. */
  readonly labels: Parameters<typeof attachContextMenu>[1];
}

/** `--surface` of renderer/styles/tokens.css in both themes, so that opening and resizing never flash. */
const BACKGROUND = { light: '#ffffff', dark: '#1c1d1f' } as const;
const SAVE_DELAY_MS = 500;
/** A page that crashes more often than this within a minute isn't loaded again. */
const MAX_RELOADS = 3;

export function createMainWindow(options: MainWindowOptions): MainWindow {
  const { stateFile, log } = options;
  let state = readWindowState(stateFile);
  let current: BrowserWindow | undefined;
  let saveTimer: NodeJS.Timeout | undefined;

  const background = (): string => (nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light);
  nativeTheme.themeSource = state.theme;
  nativeTheme.on('updated', () => current?.setBackgroundColor(background()));

  function save(): void {
    clearTimeout(saveTimer);
    if (current !== undefined) state = { ...state, bounds: current.getNormalBounds(), maximized: current.isMaximized() };
    try {
      writeWindowState(stateFile, state);
    } catch (error) {
      log('warn', 'window.state-not-saved', { error: errorForLog(error, true) });
    }
  }

  function saveSoon(): void {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(save, SAVE_DELAY_MS);
  }

  function create(): BrowserWindow {
    const bounds = visibleBounds(state.bounds, screen.getAllDisplays().map((display) => display.workArea));
    const window = new BrowserWindow({
      ...(bounds ?? DEFAULT_SIZE),
      minWidth: MIN_WIDTH,
      minHeight: MIN_HEIGHT,
      show: false,
      title: 'Freehold',
      backgroundColor: background(),
      autoHideMenuBar: true,
      webPreferences: {
        preload: options.preloadFile,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        // The page's own way to open and save files; ours goes through main, which hands out tokens.
        disableBlinkFeatures: 'FileSystemAccessLocal',
        devTools: options.development,
      },
    });
    if (state.maximized) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('resize', saveSoon);
    window.on('move', saveSoon);
    window.on('close', save);
    window.on('closed', () => {
      clearTimeout(saveTimer);
      current = undefined;
    });
    attachContextMenu(window.webContents, options.labels);
    reloadAfterCrash(window, log);
    // A failed load rejects; the page that should report it isn't there, so the window itself must show.
    window.loadURL(START_PAGE).catch((error: unknown) => {
      log('error', 'window.not-loaded', { error: errorForLog(error, true) });
      if (!window.isDestroyed()) window.show();
    });
    return window;
  }

  return {
    open: () => {
      if (current === undefined) {
        current = create();
        return;
      }
      if (current.isMinimized()) current.restore();
      current.show();
      current.focus();
    },
    contents: () => current?.webContents,
    browserWindow: () => current,
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
      if (theme === state.theme) return;
      state = { ...state, theme };
      save();
    },
    hide: () => {
      save();
      current?.hide();
    },
  };
}

function reloadAfterCrash(window: BrowserWindow, log: Log): void {
  let crashesMs: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log('error', 'window.crashed', { reason, exitCode });
    const nowMs = Date.now();
    crashesMs = [...crashesMs.filter((timeMs) => nowMs - timeMs < 60_000), nowMs];
    if (crashesMs.length <= MAX_RELOADS) window.webContents.reload();
  });
}
