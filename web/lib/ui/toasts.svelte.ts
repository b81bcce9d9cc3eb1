import { untrack } from 'svelte';

export interface Toast {
  id: number;
  message: string;
  tone: 'plain' | 'bad';
  action: { label: string; run: () => void | Promise<void> } | null;
  /** Milliseconds it stays; pointer or focus on it stops the clock. */
  stayMs: number;
}

export interface ToastOptions {
  /** Offers "Undo". */
  undo?: () => void | Promise<void>;
  /** Offers something else. */
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
  const action = options.undo ? { label: 'Undo', run: options.undo } : (options.action ?? null);
  const stayMs = options.stayMs ?? (action || options.tone === 'bad' ? 10_000 : 4_000);
  const added = { id: nextId++, message, tone: options.tone ?? 'plain', action, stayMs };
  shown = [...untrack(() => shown), added].slice(-3);
}

export function dismissToast(id: number): void {
  shown = untrack(() => shown).filter((each) => each.id !== id);
}
