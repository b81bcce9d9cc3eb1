import type { Attachment } from 'svelte/attachments';

/**
 * Makes a handle by which its list item is put elsewhere in its list, with a mouse or a finger. While one
 * drags, the item that it would stand before has `data-drop="before"`, or the last one `data-drop="after"`.
 * Escape gives it up. `take` is given the index it is to stand before, counted without itself.
 */
export function dragOrder(take: (before: number) => void): Attachment<HTMLElement> {
  return (handle) => {
    const down = (event: PointerEvent) => {
      const item = handle.closest('li');
      if (!item?.parentElement || event.button !== 0) return;
      event.preventDefault();
      const others = [...item.parentElement.children].filter(
        (each): each is HTMLElement => each instanceof HTMLElement && each !== item
      );
      let before: number | null = null;
      const { pointerId } = event;
      handle.setPointerCapture(pointerId);
      item.dataset.dragged = '';

      const clear = () => others.forEach((each) => delete each.dataset.drop);
      const move = ({ clientY }: PointerEvent) => {
        const found = others.findIndex((each) => {
          const { top, height } = each.getBoundingClientRect();
          return clientY < top + height / 2;
        });
        before = found < 0 ? others.length : found;
        clear();
        const marked = others[before] ?? others.at(-1);
        if (marked) marked.dataset.drop = others[before] ? 'before' : 'after';
      };
      const end = ({ type }: Event) => {
        handle.removeEventListener('pointermove', move);
        handle.removeEventListener('pointerup', end);
        handle.removeEventListener('pointercancel', end);
        removeEventListener('keydown', giveUp, true);
        clear();
        delete item.dataset.dragged;
        if (type === 'pointerup' && before !== null) take(before);
      };
      // It means the drag alone: no run is stopped and nothing closed by it.
      const giveUp = (event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        handle.releasePointerCapture(pointerId);
        before = null;
        end(event);
      };
      addEventListener('keydown', giveUp, true);
      handle.addEventListener('pointermove', move);
      handle.addEventListener('pointerup', end);
      handle.addEventListener('pointercancel', end);
    };
    handle.style.touchAction = 'none';
    handle.addEventListener('pointerdown', down);
    return () => handle.removeEventListener('pointerdown', down);
  };
}
