// Short notices in the window's corner. In: a text, perhaps an action. Errors stay until dismissed; the rest leave
// by themselves, but never while the pointer or the focus is on them.
import { errorText } from './text.svelte.ts';

export interface ToastAction {
  readonly label: string;
  run(): void;
}

export interface Toast {
  readonly id: number;
  readonly kind: 'notice' | 'error';
  readonly title: string;
  readonly detail: string | null;
  readonly action: ToastAction | null;
}

const NOTICE_MS = 5_000;
const ACTION_MS = 10_000;

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  notice(title: string, action: ToastAction | null = null): void {
    this.#add({ id: this.#nextId++, kind: 'notice', title, detail: null, action });
  }

  /** A cancelled request is what the person wanted; it gets no toast. */
  error(error: unknown): void {
    const { title, remedy } = errorText(error);
    if (this.list.some((toast) => toast.title === title && toast.kind === 'error')) return;
    this.#add({ id: this.#nextId++, kind: 'error', title, detail: remedy, action: null });
  }

  /** What the newest toast offers; false when none offers anything. */
  runNewest(): boolean {
    const toast = this.list.findLast((candidate) => candidate.action !== null);
    if (toast === undefined) return false;
    this.run(toast);
    return true;
  }

  run(toast: Toast): void {
    this.dismiss(toast.id);
    toast.action?.run();
  }

  dismiss(id: number): void {
    this.hold(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  release(toast: Toast): void {
    if (toast.kind === 'error') return;
    this.hold(toast.id);
    this.#timers.set(toast.id, setTimeout(() => this.dismiss(toast.id), toast.action === null ? NOTICE_MS : ACTION_MS));
  }

  #add(toast: Toast): void {
    this.list = [...this.list, toast].slice(-4);
    this.release(toast);
  }
}

export const toasts = new Toasts();

/** Runs something and shows a toast if it fails. Returns whether it worked. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    toasts.error(error);
    return false;
  }
}
