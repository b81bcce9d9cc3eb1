import Activity from '@lucide/svelte/icons/activity';
import Camera from '@lucide/svelte/icons/camera';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import FileText from '@lucide/svelte/icons/file-text';
import MessageSquare from '@lucide/svelte/icons/message-square';
import PenLine from '@lucide/svelte/icons/pen-line';
import Search from '@lucide/svelte/icons/search';
import Settings from '@lucide/svelte/icons/settings';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Trash2 from '@lucide/svelte/icons/trash-2';
import type { Component } from 'svelte';

export interface Destination {
  id: string;
  label: string;
  href: string;
  icon: Component;
  keys: string;
  /** In the bottom bar of phones; the others are behind its “More”. */
  onPhones: boolean;
  /** At the far end of the rail. */
  atEnd: boolean;
}

/** Where one can go: only what is built. */
export const destinations: Destination[] = [
  {
    id: 'complete',
    label: 'Complete',
    href: '/complete',
    icon: PenLine,
    keys: 'g c',
    onPhones: true,
    atEnd: false
  },
  {
    id: 'prompts',
    label: 'Prompts',
    href: '/prompts',
    icon: FileText,
    keys: 'g m',
    onPhones: true,
    atEnd: false
  },
  {
    id: 'chat',
    label: 'Chat',
    href: '/chat',
    icon: MessageSquare,
    keys: 'g h',
    onPhones: true,
    atEnd: false
  },
  {
    id: 'runs',
    label: 'Runs',
    href: '/runs',
    icon: Activity,
    keys: 'g r',
    onPhones: true,
    atEnd: false
  },
  {
    id: 'snapshots',
    label: 'Snapshots',
    href: '/snapshots',
    icon: Camera,
    keys: 'g n',
    onPhones: false,
    atEnd: false
  },
  {
    id: 'presets',
    label: 'Presets',
    href: '/presets',
    icon: SlidersHorizontal,
    keys: 'g p',
    onPhones: false,
    atEnd: false
  },
  {
    id: 'search',
    label: 'Search',
    href: '/search',
    icon: Search,
    keys: 'g f',
    onPhones: true,
    atEnd: false
  },
  {
    id: 'usage',
    label: 'Usage',
    href: '/usage',
    icon: ChartColumn,
    keys: 'g u',
    onPhones: false,
    atEnd: true
  },
  {
    id: 'trash',
    label: 'Trash',
    href: '/trash',
    icon: Trash2,
    keys: 'g t',
    onPhones: false,
    atEnd: true
  },
  {
    id: 'settings',
    label: 'Settings',
    href: '/settings',
    icon: Settings,
    keys: 'g s',
    onPhones: false,
    atEnd: true
  }
];

/** Whether a path lies in a destination: `/complete/123` is in Complete. */
export function isIn(destination: Destination, path: string): boolean {
  return path === destination.href || path.startsWith(`${destination.href}/`);
}
