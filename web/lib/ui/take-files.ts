import type { Attachment } from 'svelte/attachments';

/**
 * Takes files that are dropped on an element or pasted into it. While they hang over it, it has
 * `data-files`. Texts are left to whoever edits them.
 */
export function takeFiles(take: (files: File[]) => void): Attachment<HTMLElement> {
  return (element) => {
    const holds = (data: DataTransfer | null) => data?.types.includes('Files') ?? false;
    const clear = () => delete element.dataset.files;

    const over = (event: DragEvent) => {
      if (!holds(event.dataTransfer)) return;
      event.preventDefault();
      element.dataset.files = '';
    };
    const leave = (event: DragEvent) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node && element.contains(to))) clear();
    };
    const drop = (event: DragEvent) => {
      clear();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      take(files);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      // A copied table is a picture too; what has a text is meant as one.
      if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
      event.preventDefault();
      event.stopPropagation();
      take(files);
    };
    // Before the editor inside hears of it.
    const options = { capture: true };
    element.addEventListener('dragover', over, options);
    element.addEventListener('dragleave', leave);
    element.addEventListener('drop', drop, options);
    element.addEventListener('paste', paste, options);
    return () => {
      element.removeEventListener('dragover', over, options);
      element.removeEventListener('dragleave', leave);
      element.removeEventListener('drop', drop, options);
      element.removeEventListener('paste', paste, options);
    };
  };
}

/** Asks for files; nothing is taken where the person calls it off. */
export function pickFiles(accept: string, take: (files: File[]) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = accept;
  input.addEventListener('change', () => take([...(input.files ?? [])]));
  input.click();
}
