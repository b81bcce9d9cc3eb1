import Code from '@lucide/svelte/icons/code-xml';
import Download from '@lucide/svelte/icons/download';
import Upload from '@lucide/svelte/icons/upload';
import type { Command } from '$lib/commands/commands.svelte';
import type { PromptTask } from './prompt-task.svelte';

interface Deps {
  /** The prompt whose screen is open. */
  openPrompt: () => string | null;
  projectOf: (promptId: string) => Promise<string | null>;
  open: (task: PromptTask) => void;
}

export function openPromptId(path: string): string | null {
  const id = /^\/(?:complete|prompts)\/([^/]+)$/.exec(path)?.[1];
  return id === undefined || id === 'new' ? null : decodeURIComponent(id);
}

/** Code, import and export, from anywhere in the app. */
export function taskCommands({ openPrompt, projectOf, open }: Deps): Command[] {
  const section = 'Prompts';
  const isOpen = () => openPrompt() !== null;
  const withOpen = (act: (promptId: string) => void | Promise<void>) => () => {
    const id = openPrompt();
    return id === null ? undefined : act(id);
  };
  return [
    {
      id: 'get-code',
      title: 'Get code…',
      section,
      icon: Code,
      when: isOpen,
      words: 'curl typescript python api sdk snippet copy',
      run: withOpen((promptId) => open({ kind: 'code', promptId }))
    },
    {
      needs: 'edit',
      id: 'import-prompts',
      title: 'Import prompts…',
      section,
      icon: Upload,
      words: 'paste json curl promptfoo dotprompt prompty openai anthropic bundle zip',
      run: () => open({ kind: 'import', projectId: null })
    },
    {
      id: 'export-prompt',
      title: 'Export this prompt…',
      section,
      icon: Download,
      when: isOpen,
      words: 'save file zip markdown',
      run: withOpen((id) => open({ kind: 'export', what: { kind: 'prompts', ids: [id] } }))
    },
    {
      id: 'export-everything',
      title: 'Export all prompts…',
      section,
      icon: Download,
      words: 'everything backup save file zip markdown runs',
      run: () => open({ kind: 'export', what: { kind: 'everything' } })
    },
    {
      needs: 'edit',
      id: 'project-settings',
      title: 'Settings of this project…',
      section,
      when: isOpen,
      words: 'retention default parameters',
      run: withOpen(async (id) => {
        const projectId = await projectOf(id);
        if (projectId !== null) open({ kind: 'project', projectId });
      })
    }
  ];
}
