// The menu of a right click: what the system gives every text field, and copying of selected text. Electron has none of its own.
import { Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';
import type { Translate } from '../../contract/messages/index.ts';

export function attachContextMenu(contents: WebContents, translate: () => Translate): void {
  contents.on('context-menu', (_event, { isEditable, selectionText, editFlags }) => {
    const t = translate();
    const copy: MenuItemConstructorOptions = { role: 'copy', label: t('menu.copy'), enabled: editFlags.canCopy };
    const editing: MenuItemConstructorOptions[] = [
      { role: 'undo', label: t('menu.undo'), enabled: editFlags.canUndo },
      { role: 'redo', label: t('menu.redo'), enabled: editFlags.canRedo },
      { type: 'separator' },
      { role: 'cut', label: t('menu.cut'), enabled: editFlags.canCut },
      copy,
      { role: 'paste', label: t('menu.paste'), enabled: editFlags.canPaste },
      { type: 'separator' },
      { role: 'selectAll', label: t('menu.selectAll'), enabled: editFlags.canSelectAll },
    ];
    if (isEditable) Menu.buildFromTemplate(editing).popup();
    else if (selectionText.trim() !== '') Menu.buildFromTemplate([copy]).popup();
  });
}
