import type { Component } from 'svelte';

export interface MenuItem {
  label: string;
  icon?: Component | undefined;
  /** Shortcut shown at the end. */
  keys?: string | undefined;
  /** A few words at the end instead. */
  detail?: string | undefined;
  danger?: boolean;
  disabled?: boolean;
  /** Makes it a choice with a tick. */
  checked?: boolean;
  run: () => void;
}

/** An item, a line between groups, or a group's name. */
export type MenuEntry = MenuItem | 'line' | { heading: string };

export function isItem(entry: MenuEntry): entry is MenuItem {
  return typeof entry === 'object' && 'run' in entry;
}
