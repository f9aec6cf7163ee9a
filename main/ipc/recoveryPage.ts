// The recovery code on paper: one page, made and forgotten. In: the code. Out: HTML for the printer.
import type { Language, Translate } from '../../contract/messages/index.ts';
import { readRecoveryCode } from '../sovereignty/keys/recoveryCode.ts';
import { AppError } from '../../contract/errors.ts';

/** @throws AppError `bad-request` for what is no recovery code: nothing else of a window's is printed here */
export function recoveryPage(recoveryCode: string, { t, language, name }: { readonly t: Translate; readonly language: Language; readonly name: string }): string {
  if (readRecoveryCode(recoveryCode) === null) throw new AppError('bad-request');
  const groups = recoveryCode.split('-').map((group) => `<span>${escaped(group)}</span>`).join(' ');
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(t('keys.code.title'))}</title><style>
body { font: 12pt sans-serif; margin: 2cm; }
h1 { font-size: 16pt; }
p.code { font: 16pt monospace; line-height: 2; border: 1px solid; padding: 0.5cm; }
p.code span { margin-right: 0.4cm; white-space: nowrap; }
</style></head><body><h1>${escaped(t('keys.code.paperTitle', { name }))}</h1><p>${escaped(t('keys.code.explain'))}</p><p class="code">${groups}</p><p>${escaped(new Date().toLocaleDateString(language))}</p></body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => `&#${sign.codePointAt(0)};`);
}
