// The application menu and its shortcuts. In: words, and what to do. Out: nothing; the menu is replaced as a
// whole when the language changes. Freehold's own entries only send a command, which the window carries out.
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { AppEvent } from '../../contract/app.ts';
import type { MessageKey, Translate } from '../../contract/messages/index.ts';

export type Command = Extract<AppEvent, { type: 'command.invoked' }>['command'];

export interface MenuOptions {
  readonly t: Translate;
  readonly development: boolean;
  readonly invoke: (command: Command) => void;
  readonly openLog: () => void;
}

type Item = MenuItemConstructorOptions;
const separator: Item = { type: 'separator' };

export function installMenu(options: MenuOptions): void {
  const isMac = process.platform === 'darwin';
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [macMenu(options)] : []),
      fileMenu(options, isMac),
      editMenu(options),
      viewMenu(options),
      goMenu(options),
      ...(isMac ? [windowMenu(options)] : []),
      helpMenu(options, isMac),
    ]),
  );
}

function macMenu(options: MenuOptions): Item {
  const { t } = options;
  return {
    label: app.name,
    submenu: [
      aboutItem(options),
      separator,
      settingsItem(options),
      separator,
      { role: 'services', label: t('menu.services') },
      separator,
      { role: 'hide', label: t('menu.hide') },
      { role: 'hideOthers', label: t('menu.hideOthers') },
      { role: 'unhide', label: t('menu.showAll') },
      separator,
      { role: 'quit', label: t('menu.quit') },
    ],
  };
}

/** The item's id is its command, by which tests find it. */
function commandItem({ t, invoke }: MenuOptions, command: Command, label: MessageKey, accelerator?: string): Item {
  return { id: command, label: t(label), ...(accelerator === undefined ? {} : { accelerator }), click: () => invoke(command) };
}

const aboutItem = (options: MenuOptions): Item => commandItem(options, 'about', 'menu.about');
const settingsItem = (options: MenuOptions): Item => commandItem(options, 'settings', 'menu.settings', 'CmdOrCtrl+,');

function fileMenu(options: MenuOptions, isMac: boolean): Item {
  const { t } = options;
  return {
    label: t('menu.file'),
    submenu: [
      commandItem(options, 'new-conversation', 'menu.newConversation', 'CmdOrCtrl+N'),
      commandItem(options, 'add-folder', 'menu.addFolder', 'CmdOrCtrl+O'),
      separator,
      commandItem(options, 'lock', 'menu.lock', 'CmdOrCtrl+L'),
      separator,
      ...(isMac ? [{ role: 'close' as const, label: t('menu.close') }] : [settingsItem(options), separator, { role: 'quit' as const, label: t('menu.quit') }]),
    ],
  };
}

function editMenu({ t }: MenuOptions): Item {
  return {
    label: t('menu.edit'),
    submenu: [
      { role: 'undo', label: t('menu.undo') },
      { role: 'redo', label: t('menu.redo') },
      separator,
      { role: 'cut', label: t('menu.cut') },
      { role: 'copy', label: t('menu.copy') },
      { role: 'paste', label: t('menu.paste') },
      { role: 'delete', label: t('menu.delete') },
      separator,
      { role: 'selectAll', label: t('menu.selectAll') },
    ],
  };
}

function viewMenu({ t, development }: MenuOptions): Item {
  return {
    label: t('menu.view'),
    submenu: [
      { role: 'resetZoom', label: t('menu.actualSize') },
      { role: 'zoomIn', label: t('menu.zoomIn') },
      // The key that carries the plus sign on most keyboards, pressed without Shift.
      { role: 'zoomIn', label: t('menu.zoomIn'), accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
      { role: 'zoomOut', label: t('menu.zoomOut') },
      separator,
      { role: 'togglefullscreen', label: t('menu.fullScreen') },
      ...(development ? [separator, { role: 'reload' as const, label: t('menu.reload') }, { role: 'toggleDevTools' as const, label: t('menu.developerTools') }] : []),
    ],
  };
}

function goMenu(options: MenuOptions): Item {
  return {
    label: options.t('menu.go'),
    submenu: [
      commandItem(options, 'ask', 'menu.ask', 'CmdOrCtrl+1'),
      commandItem(options, 'library', 'menu.library', 'CmdOrCtrl+2'),
      commandItem(options, 'privacy', 'menu.privacy', 'CmdOrCtrl+3'),
      separator,
      commandItem(options, 'search', 'menu.search', 'CmdOrCtrl+K'),
    ],
  };
}

function windowMenu({ t }: MenuOptions): Item {
  return {
    label: t('menu.window'),
    role: 'window',
    submenu: [
      { role: 'minimize', label: t('menu.minimize') },
      { role: 'zoom', label: t('menu.zoomWindow') },
    ],
  };
}

function helpMenu(options: MenuOptions, isMac: boolean): Item {
  const { t, openLog } = options;
  return {
    label: t('menu.help'),
    role: 'help',
    submenu: [
      { label: t('menu.openLog'), click: openLog },
      ...(isMac ? [] : [separator, aboutItem(options)]),
    ],
  };
}
