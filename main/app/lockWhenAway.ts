// Tells the host when nobody is there: before the machine sleeps, and by every key, click and move of the mouse, whose
// absence it counts itself.
import { app, powerMonitor, webContents, type WebContents } from 'electron';
import type { Host } from '../host/createHost.ts';

export function lockWhenAway(host: Promise<Pick<Host, 'lock' | 'noteUse'>>): void {
  let started: Pick<Host, 'lock' | 'noteUse'> | null = null;
  host.then((ready) => (started = ready)).catch(() => undefined);
  powerMonitor.on('suspend', () => void started?.lock('at-once'));
  const listen = (contents: WebContents): void => void contents.on('input-event', () => started?.noteUse());
  webContents.getAllWebContents().forEach(listen);
  app.on('web-contents-created', (_event, contents) => listen(contents));
}
