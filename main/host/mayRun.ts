// Files that a system might run when asked to open them. They come from folders that others may write to, and whoever
// clicks on one wants to read it.
import path from 'node:path';

const EXTENSIONS: ReadonlySet<string> = new Set(
  `apk app appimage appref-ms applescript bash bat bin cmd com command cpl csh desktop dll elf exe fish gadget hta inf inx ipa jar js jse ksh
  lnk lua mjs cjs msi msp msc osx out pif php pl pm ps1 ps1xml ps2 psc1 psd1 psm1 py pyc pyw rb reg rgs run scpt scr sct settingcontent-ms sh shb shs tcl
  terminal url vb vbe vbs wasm workflow ws wsc wsf wsh xbap zsh`.split(/\s+/u),
);

export function mayRun(file: string): boolean {
  // Windows takes no notice of dots and spaces at the end.
  return EXTENSIONS.has(path.extname(file.replace(/[. ]+$/u, '')).slice(1).toLowerCase());
}
