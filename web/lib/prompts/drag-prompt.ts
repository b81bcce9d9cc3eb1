import type { Attachment } from 'svelte/attachments';

const type = 'application/x-playground-prompt';

/** Makes an element something one can drag to a project. “Move to…” is the way without a pointer. */
export function dragPrompt(id: string): Attachment<HTMLElement> {
  return (element) => {
    element.draggable = true;
    const start = (event: DragEvent) => {
      event.dataTransfer?.setData(type, id);
      if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
    };
    element.addEventListener('dragstart', start);
    return () => element.removeEventListener('dragstart', start);
  };
}

/** Takes prompts that are dropped on an element; while one is over it, it has `data-over`. */
export function dropPrompt(take: (id: string) => void): Attachment<HTMLElement> {
  return (element) => {
    const isPrompt = (event: DragEvent) => event.dataTransfer?.types.includes(type) ?? false;
    const leave = () => delete element.dataset.over;
    const over = (event: DragEvent) => {
      if (!isPrompt(event)) return;
      event.preventDefault();
      element.dataset.over = '';
    };
    const drop = (event: DragEvent) => {
      leave();
      const id = event.dataTransfer?.getData(type);
      if (!id) return;
      event.preventDefault();
      take(id);
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
