// Removing Freehold's data as the window follows it: what there is, what was chosen, what became of it. No rendering.
import type { AppError } from '../../../contract/errors.ts';
import type { DataItem, RemovedItem } from '../../../contract/removal.ts';
import { asAppError, request } from '../../api/client.ts';

class Removal {
  open = $state.raw(false);
  /** Null while Freehold looks. */
  items = $state.raw<readonly DataItem[] | null>(null);
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  working = $state.raw(false);
  removed = $state.raw<readonly RemovedItem[] | null>(null);
  error = $state.raw<AppError | null>(null);

  /** Freehold has stopped for it: there is nothing to go back to. */
  readonly over = $derived(this.removed !== null || this.error?.code === 'removal-cut-off');

  async begin(): Promise<void> {
    this.open = true;
    this.items = null;
    this.error = null;
    try {
      const items = await request('removal.list', {});
      this.items = items;
      // What can't be made anew is for the person to tick.
      this.chosen = new Set(items.filter(({ part }) => part !== 'library').map(({ id }) => id));
    } catch (error) {
      this.error = asAppError(error);
    }
  }

  choose(id: string, wanted: boolean): void {
    const next = new Set(this.chosen);
    if (wanted) next.add(id);
    else next.delete(id);
    this.chosen = next;
  }

  async run(): Promise<void> {
    if (this.working || this.chosen.size === 0) return;
    this.working = true;
    this.error = null;
    try {
      this.removed = await request('removal.run', { ids: [...this.chosen] });
    } catch (error) {
      this.error = asAppError(error);
    } finally {
      this.working = false;
    }
  }

  close(): void {
    if (this.working) return;
    if (this.over) void request('removal.quit', {}).catch(() => undefined);
    else this.open = false;
  }
}

export const removal = new Removal();
