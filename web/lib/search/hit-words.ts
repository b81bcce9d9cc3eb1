import type { Component } from 'svelte';
import Activity from '@lucide/svelte/icons/activity';
import Bookmark from '@lucide/svelte/icons/bookmark';
import Camera from '@lucide/svelte/icons/camera';
import FileText from '@lucide/svelte/icons/file-text';
import Folder from '@lucide/svelte/icons/folder';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import MessageSquare from '@lucide/svelte/icons/message-square';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Tag from '@lucide/svelte/icons/tag';
import type { Prompt } from '#shared/collections';
import type { CommentedKind } from '#shared/comment-fields';
import { searchKinds } from '#shared/search-document';
import type { SearchHit } from '#shared/search-hit';
import { versionHref, promptHref } from '$lib/versions/version-links';

/** Kinds one chooses between; others are found, and have no button of their own. */
const buttons = [
  { id: '', label: 'All' },
  { id: 'prompt', label: 'Prompts' },
  { id: 'version', label: 'Versions' },
  { id: 'run', label: 'Runs' },
  { id: 'conversation', label: 'Conversations' },
  { id: 'message', label: 'Messages' },
  { id: 'snapshot', label: 'Snapshots' },
  { id: 'preset', label: 'Presets' }
];
export const chosenKinds = buttons.filter(({ id }) => id === '' || searchKinds.includes(id));

const icons: Record<string, Component> = {
  prompt: FileText,
  version: Bookmark,
  run: Activity,
  conversation: MessageSquare,
  message: MessageCircle,
  snapshot: Camera,
  preset: SlidersHorizontal,
  project: Folder
};
export const iconOf = ({ kind }: SearchHit): Component => icons[kind] ?? Tag;

/** What it is, for whom no icon speaks. */
export function kindText({ collection, kind }: SearchHit): string {
  if (collection === 'promptMessages') return 'Message of a prompt';
  if (collection === 'valueSets') return 'Value set';
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

export function untitledOf({ kind, promptId }: SearchHit): string {
  if (kind === 'conversation' || kind === 'message') return 'Untitled conversation';
  if (kind === 'run' && promptId === null) return 'Run without a prompt';
  return kind === 'preset' ? 'Unnamed preset' : 'Untitled prompt';
}

/** Where a result is opened. `kindOfPrompt`: on which of the two screens a prompt is; one that is not here opens on either. */
export function hitHref(
  { collection, id, promptId, conversationId }: SearchHit,
  kindOfPrompt: (id: string) => Prompt['kind'] | undefined
): string {
  const prompt = (of: string) => ({ id: of, kind: kindOfPrompt(of) ?? ('messages' as const) });
  switch (collection) {
    case 'prompts':
      return promptHref(prompt(id));
    case 'versions':
      return promptId === null ? '/prompts' : versionHref(prompt(promptId), id);
    case 'runs':
      return `/runs/${id}`;
    case 'conversations':
      return `/chat/${id}`;
    case 'messages':
      return `/chat/${conversationId}?message=${id}`;
    case 'snapshots':
      return `/snapshots/${id}`;
    case 'presets':
      return '/presets';
    case 'projects':
      return '/prompts';
    default:
      // Whatever belongs to a prompt is opened with it.
      if (promptId !== null) return promptHref(prompt(promptId));
      return conversationId === null ? `/${collection}/${id}` : `/chat/${conversationId}`;
  }
}

/** Where what is commented on is opened. */
export function subjectHref(
  { kind, id }: { kind: CommentedKind; id: string },
  kindOfPrompt: (id: string) => Prompt['kind'] | undefined
): string {
  if (kind === 'prompt') return promptHref({ id, kind: kindOfPrompt(id) ?? 'messages' });
  return kind === 'snapshot' ? `/snapshots/${id}` : `/chat/${id}`;
}
