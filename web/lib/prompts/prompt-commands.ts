import FilePlus from '@lucide/svelte/icons/file-plus-2';
import FileText from '@lucide/svelte/icons/file-text';
import MessagesSquare from '@lucide/svelte/icons/messages-square';
import { fuzzyScore } from '$lib/commands/fuzzy';
import type { Command, Source } from '$lib/commands/commands.svelte';
import type { PromptHead } from './prompt-head';
import { newPromptHref, promptHref } from './prompt-href';

const mostFound = 12;

interface Deps {
  go: (href: string) => Promise<void>;
}

/** What can be done about prompts from anywhere in the app. */
export function promptCommands({ go }: Deps): Command[] {
  return [
    {
      id: 'new-prompt',
      needs: 'edit',
      title: 'New prompt',
      section: 'Prompts',
      keys: '$mod+Alt+KeyN',
      icon: FilePlus,
      words: 'create write complete text',
      run: () => go(newPromptHref('complete'))
    },
    {
      id: 'new-messages-prompt',
      needs: 'edit',
      title: 'New prompt with messages',
      section: 'Prompts',
      keys: '$mod+Alt+KeyM',
      icon: MessagesSquare,
      words: 'create chat system user variables template',
      run: () => go(newPromptHref('prompts'))
    }
  ];
}

/** Lets the palette find prompts by name and beginning, the latest first among equals. */
export function promptSource(
  heads: { readonly current: PromptHead[] | undefined },
  { go }: Deps
): Source {
  return async (query) =>
    (heads.current ?? [])
      .filter(({ deletedAt }) => deletedAt === null)
      .map((head) => ({ head, score: scoreOf(head, query) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || b.head.updatedAt - a.head.updatedAt)
      .slice(0, mostFound)
      .map(({ head }) => ({
        id: `prompt/${head.id}`,
        title: head.title,
        section: 'Prompts',
        detail: head.preview,
        icon: FileText,
        run: () => go(promptHref(head))
      }));
}

/** The name counts more than the beginning of the text. */
function scoreOf({ title, preview }: PromptHead, query: string): number {
  return Math.max(fuzzyScore(query, title), fuzzyScore(query, preview) / 4);
}
