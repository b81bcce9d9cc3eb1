import { untrack } from 'svelte';

export interface Toast {
  id: number;
  message: string;
  tone: 'plain' | 'bad';
  /** What one can do about it, the way back last. */
  actions: { label: string; run: () => void | Promise<void> }[];
  /** Milliseconds it stays; pointer or focus on it stops the clock. */
  stayMs: number;
}

export interface ToastOptions {
  /** Offers "Undo". */
  undo?: () => void | Promise<void>;
  /** Offers something else, also beside the way back. */
  action?: { label: string; run: () => void | Promise<void> };
  tone?: 'plain' | 'bad';
  stayMs?: number;
}

let nextId = 1;
let shown = $state.raw<Toast[]>([]);

/** What is shown now, oldest first; at most three. */
export const toasts = {
  get current(): Toast[] {
    return shown;
  }
};

/**
 * Says that something has happened, announced politely. With `undo` or an action it stays 10 seconds,
 * else 4.
 */
export function toast(message: string, options: ToastOptions = {}): void {
  const actions = options.action ? [options.action] : [];
  if (options.undo) actions.push({ label: 'Undo', run: options.undo });
  const stayMs = options.stayMs ?? (actions.length > 0 || options.tone === 'bad' ? 10_000 : 4_000);
  const added = { id: nextId++, message, tone: options.tone ?? 'plain', actions, stayMs };
  shown = [...untrack(() => shown), added].slice(-3);
}

export function dismissToast(id: number): void {
  shown = untrack(() => shown).filter((each) => each.id !== id);
}
