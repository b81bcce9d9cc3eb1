/** What is being done beside the screens: one dialog at a time, loaded when it is first asked for. */
export type PromptTask =
  | { kind: 'code'; promptId: string }
  /** `text`: what was dropped or pasted, to begin with. */
  | { kind: 'import'; projectId: string | null; files?: File[]; text?: string }
  | { kind: 'export'; what: ExportWish }
  | { kind: 'project'; projectId: string };

export type ExportWish =
  { kind: 'prompts'; ids: string[] } | { kind: 'project'; id: string } | { kind: 'everything' };

let task = $state.raw<PromptTask | null>(null);

export const promptTask = {
  get current(): PromptTask | null {
    return task;
  },
  open(next: PromptTask) {
    task = next;
  },
  close() {
    task = null;
  }
};
