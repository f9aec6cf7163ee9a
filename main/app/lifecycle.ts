// Start, second start and end of the app. In: the window and the host that is still starting. Invariant: the app
// ends within a few seconds whatever its engines do, and no engine outlives it.
import { app } from 'electron';
import { errorForLog, type Log } from '../ipc/log.ts';
import type { MainWindow } from './window.ts';

/** The engines get this long to write what they hold; then their connection breaks, which ends them too. */
const CLOSE_HOST_MS = 3_000;

export function manageLifecycle(options: { readonly window: MainWindow; readonly host: Promise<{ close(): Promise<void>; finishRemoval(): Promise<boolean> }>; readonly log: Log }): void {
  const { window, host, log } = options;
  let quitting = false;

  app.on('second-instance', () => window.open());
  app.on('activate', () => window.open());
  app.on('window-all-closed', () => {
    // On macOS an app lives on without a window, and its menu opens one again.
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (quitting) return;
    quitting = true;
    window.hide();
    void closeHost()
      .then(async () => (await host).finishRemoval())
      .then((removed) => {
        if (!removed) return;
        // Chromium writes its stores when it ends, and its network process when this one is gone; after a removal neither must.
        killUtilities();
        process.kill(process.pid, 'SIGKILL');
      })
      .catch((error: unknown) => log('error', 'host.not-closed', { error: errorForLog(error, false) }))
      .finally(() => app.exit(0));
  });

  async function closeHost(): Promise<void> {
    const closed = host.then((started) => started.close()).catch((error: unknown) => {
      log('error', 'host.not-closed', { error: errorForLog(error, false) });
    });
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        log('warn', 'host.close-timeout', { timeoutMs: CLOSE_HOST_MS });
        resolve();
      }, CLOSE_HOST_MS);
    });
    await Promise.race([closed, timeout]);
    clearTimeout(timer);
  }
}

function killUtilities(): void {
  for (const { type, pid } of app.getAppMetrics()) {
    try {
      if (type === 'Utility') process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}
