import type { Attachment } from 'svelte/attachments';

const promptsType = 'application/x-playground-prompts';
const projectType = 'application/x-playground-project';

export type Dragged = { prompts: string[] } | { project: string };

/** Makes an element something one can drag to a project. “Move to…” is the way without a pointer. */
export function dragged(what: () => Dragged): Attachment<HTMLElement> {
  return (element) => {
    element.draggable = true;
    const start = (event: DragEvent) => {
      const given = what();
      const [type, data] =
        'project' in given
          ? [projectType, given.project]
          : [promptsType, JSON.stringify(given.prompts)];
      event.dataTransfer?.setData(type, data);
      if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
      event.stopPropagation();
    };
    element.addEventListener('dragstart', start);
    return () => element.removeEventListener('dragstart', start);
  };
}

/**
 * Takes what is dropped on an element; while something is over it, it has `data-over`. What comes from
 * elsewhere, such as files, is left to whoever wants it.
 */
export function dropTarget(take: (what: Dragged) => void): Attachment<HTMLElement> {
  return (element) => {
    const isOurs = (event: DragEvent) => {
      const types = event.dataTransfer?.types ?? [];
      return types.includes(promptsType) || types.includes(projectType);
    };
    const leave = () => delete element.dataset.over;
    const over = (event: DragEvent) => {
      if (!isOurs(event)) return;
      event.preventDefault();
      event.stopPropagation();
      element.dataset.over = '';
    };
    const drop = (event: DragEvent) => {
      leave();
      const what = read(event.dataTransfer);
      if (!what) return;
      event.preventDefault();
      event.stopPropagation();
      take(what);
    };
    element.addEventListener('dragover', over);
    element.addEventListener('dragleave', leave);
    element.addEventListener('drop', drop);
    return () => {
      element.removeEventListener('dragover', over);
      element.removeEventListener('dragleave', leave);
      element.removeEventListener('drop', drop);
    };
  };
}

function read(data: DataTransfer | null): Dragged | null {
  const project = data?.getData(projectType);
  if (project) return { project };
  const prompts = data?.getData(promptsType);
  return prompts ? { prompts: JSON.parse(prompts) as string[] } : null;
}
