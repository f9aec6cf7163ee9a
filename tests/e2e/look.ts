// What every view has to stand: in both themes nothing serious for a screen reader; a picture of each where
// `FREEHOLD_PICTURES` names a folder for them.
import { AxeBuilder } from '@axe-core/playwright';
import path from 'node:path';
import { expect } from 'vitest';
import type { App } from './electronApp.ts';

const pictures = process.env['FREEHOLD_PICTURES'];

export async function look(app: App, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await app.request('settings.set', { theme });
    await app.page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
    await app.page.waitForTimeout(250);
    if (pictures !== undefined) await app.page.screenshot({ path: path.join(pictures, `${name}-${theme}.png`) });
    const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode().analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${name} ${theme}: ${id} ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)).toEqual([]);
  }
}
