import Download from '@lucide/svelte/icons/download';
import Moon from '@lucide/svelte/icons/moon';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import Sun from '@lucide/svelte/icons/sun';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import type { Command, FoundItem } from '$lib/commands/commands.svelte';
import type { Store } from '$lib/data/store';
import type { Preferences, Theme } from '$lib/settings/preferences.svelte';
import { sectionsOf } from '$lib/settings/sections';
import type { Sync } from '$lib/sync/sync';
import { toast } from '$lib/ui/toasts.svelte';
import type { AppUpdate } from './app-update.svelte';

interface Deps {
  go: (href: string) => Promise<void>;
  preferences: Preferences;
  store: Pick<Store, 'db' | 'now'>;
  sync: Pick<Sync, 'flush'>;
  update: AppUpdate;
  /** Whether there are accounts. */
  isTeam: boolean;
}

const themes: { theme: Theme; title: string; icon: Command['icon'] }[] = [
  { theme: 'light', title: 'Use the light theme', icon: Sun },
  { theme: 'dark', title: 'Use the dark theme', icon: Moon },
  { theme: 'system', title: 'Use the system’s theme', icon: SunMoon }
];

/** What one can do from anywhere in the app, and nobody does before the first screen stands. */
export function idleCommands({ go, preferences, store, sync, update, isTeam }: Deps): Command[] {
  return [
    ...sectionsOf(isTeam).map(({ id, label }) => ({
      id: `open-settings-${id}`,
      title: `Settings: ${label}`,
      section: 'Settings',
      run: () => go(`/settings/${id}`)
    })),
    ...themes.map(({ theme, title, icon }) => ({
      id: `use-theme-${theme}`,
      title,
      icon,
      section: 'Settings',
      words: 'appearance colour mode',
      when: () => preferences.theme !== theme,
      run: () => preferences.set({ theme })
    })),
    {
      id: 'sync-now',
      title: 'Sync now',
      section: 'General',
      icon: RefreshCw,
      run: async () => {
        await sync.flush();
        toast('Everything is on the server.');
      }
    },
    {
      id: 'export-device',
      title: 'Export everything on this device',
      section: 'General',
      words: 'backup download json',
      icon: Download,
      run: async () => {
        const { saveDevice } = await import('$lib/settings/save-device');
        const missing = await saveDevice(store.db, store.now());
        if (missing) toast(missing, { tone: 'bad' });
      }
    },
    {
      id: 'apply-update',
      title: 'Reload to update the app',
      section: 'General',
      when: () => update.ready && update.heldBecause === null,
      run: () => update.apply()
    }
  ];
}

/** The palette’s way on to all there is. */
export function searchItem(query: string, go: (href: string) => Promise<void>): FoundItem {
  return {
    id: 'search',
    title: `Search for “${query.trim()}”`,
    section: 'Search',
    run: () => go(`/search?q=${encodeURIComponent(query.trim())}`)
  };
}
