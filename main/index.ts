// Entry of the Electron app: everything that must happen before the app is ready, then the wiring. One instance
// a user; a second start only brings the first one's window to the front.
// First, before anything could take a socket.
import './shutNetwork.ts';
import { app, dialog } from 'electron';
import { registerAppScheme } from './app/appProtocol.ts';
import { applyCommandLine } from './app/commandLine.ts';
import { compose } from './compose.ts';

app.setName('Freehold');
const testUserDataDir = process.env['FREEHOLD_USER_DATA'];
if (!app.isPackaged && testUserDataDir !== undefined) app.setPath('userData', testUserDataDir);
applyCommandLine();
registerAppScheme();
// Chromium refuses its sandbox to root, who must say --no-sandbox; forcing it there leaves no process alive. The
// window asks for its sandbox by itself as well.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

if (app.requestSingleInstanceLock()) {
  compose().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    dialog.showErrorBox('Freehold', message);
    app.exit(1);
  });
} else {
  app.exit(0);
}
