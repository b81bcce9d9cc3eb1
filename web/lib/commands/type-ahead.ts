export interface TypedAhead {
  text: string;
  /** Enter came after it. */
  entered: boolean;
}

/**
 * Holds keys that are meant for something still being fetched, so that who types at once loses none of them.
 * The answer ends it and tells what was typed. Escape gives up.
 */
export function holdKeys(
  target: Pick<Window, 'addEventListener' | 'removeEventListener'>,
  onescape: () => void
): () => TypedAhead {
  const typed: TypedAhead = { text: '', entered: false };

  function hold(event: Event) {
    const { key, ctrlKey, metaKey, altKey, isComposing } = event as KeyboardEvent;
    if (ctrlKey || metaKey || altKey || isComposing) return;
    if (key === 'Escape') onescape();
    else if (key === 'Enter') typed.entered = true;
    else if (key === 'Backspace') typed.text = typed.text.slice(0, -1);
    else if ([...key].length === 1 && !typed.entered) typed.text += key;
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  target.addEventListener('keydown', hold, { capture: true });
  return () => {
    target.removeEventListener('keydown', hold, { capture: true });
    return typed;
  };
}
