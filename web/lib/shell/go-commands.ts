import type { Command } from '$lib/commands/commands.svelte';
import { destinations } from './destinations';

/** Where one can go from anywhere in the app. */
export function goCommands(go: (href: string) => Promise<void>): Command[] {
  return destinations.map(({ id, label, href, keys, icon }) => ({
    id: `go-${id}`,
    title: `Go to ${label}`,
    section: 'Go to',
    keys,
    icon,
    run: () => go(href)
  }));
}
