import type { Attachment } from 'svelte/attachments';
import { keyText } from './keys';
import { placeElement } from './place';
import type { Side } from './place';

const waitMs = 450;
let bubble: HTMLElement | null = null;
let shownFor: Element | null = null;

function hide() {
  if (!shownFor) return;
  shownFor = null;
  bubble?.hidePopover();
}

function show(anchor: Element, text: string, keys: string | undefined, side: Side) {
  if (!anchor.isConnected) return;
  if (!bubble) {
    bubble = document.createElement('div');
    bubble.className = 'tooltip';
    bubble.popover = 'manual';
    bubble.setAttribute('aria-hidden', 'true');
  }
  // Inside an open dialog, so that it does not stand behind the backdrop.
  (anchor.closest('dialog') ?? document.body).append(bubble);
  const label = document.createElement('span');
  label.textContent = text;
  bubble.replaceChildren(label);
  if (keys) {
    const key = document.createElement('kbd');
    key.textContent = keyText(keys);
    bubble.append(key);
  }
  if (shownFor) bubble.hidePopover();
  bubble.showPopover();
  placeElement(bubble, anchor, side, 'center');
  shownFor = anchor;
}

/**
 * A hint for the eye beside a control that already has an accessible name; `keys` is its shortcut.
 * Comes after a moment of hovering, at once on keyboard focus, and goes with Escape.
 */
export function tooltip(text: string, keys?: string, side: Side = 'bottom'): Attachment {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const enter = (event: Event) => {
      if (event instanceof PointerEvent && event.pointerType === 'touch') return;
      clearTimeout(timer);
      timer = setTimeout(() => show(element, text, keys, side), shownFor ? 60 : waitMs);
    };
    const focus = () => {
      if (!element.matches(':focus-visible')) return;
      // A menu that closes gives the focus back while it is still closing, and takes no other then.
      clearTimeout(timer);
      timer = setTimeout(() => show(element, text, keys, side));
    };
    const leave = () => {
      clearTimeout(timer);
      if (shownFor === element) hide();
    };
    const key = (event: Event) => {
      if (event instanceof KeyboardEvent && event.key === 'Escape') leave();
    };
    const events: [string, (event: Event) => void][] = [
      ['pointerenter', enter],
      ['pointerleave', leave],
      ['pointerdown', leave],
      ['focus', focus],
      ['blur', leave],
      ['keydown', key]
    ];
    for (const [name, handler] of events) element.addEventListener(name, handler);
    return () => {
      leave();
      for (const [name, handler] of events) element.removeEventListener(name, handler);
    };
  };
}
