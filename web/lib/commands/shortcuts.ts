import { tinykeys } from 'tinykeys';
import type { Command, CommandRegistry } from './commands.svelte';

const modifier = /\$mod|Control|Meta|Alt/;
const noLetter = /^(Escape|F\d+)$/;

/** Alternatives are written `$mod+Enter, $mod+r`. */
const alternatives = (command: Command) => command.keys?.split(', ') ?? [];

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A field keeps the focus for a moment after what it stands in was closed; a busy page, for longer.
  if (target.closest('[popover]:not(:popover-open)')) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !/^(range|checkbox|radio|button)$/.test(target.type);
}

/** Something modal or a menu is open: keys belong to it. */
function isCovered(root: ParentNode): boolean {
  return root.querySelector('dialog:modal, [popover="auto"]:popover-open') !== null;
}

/**
 * Binds every command's keys on a window until the returned function is called. A key composes (IME)
 * or was handled below: nothing happens. Keys without a modifier stay letters while one types; Escape
 * and the F keys do not. Of several commands with one key, the first that can be done is.
 */
export function bindShortcuts(registry: CommandRegistry, target: Window): () => void {
  const byKeys = new Map<string, string[]>();
  for (const command of registry.all())
    for (const keys of alternatives(command))
      byKeys.set(keys, [...(byKeys.get(keys) ?? []), command.id]);

  const bindings: Record<string, (event: KeyboardEvent) => void> = {};
  for (const [keys, ids] of byKeys)
    bindings[keys] = (event) => {
      // Asked of keys that mean something alone: it looks through the whole page.
      if (isCovered(target.document)) return;
      if (!modifier.test(keys) && !noLetter.test(keys) && isTyping(event.target)) return;
      const able = new Set(
        registry.list().flatMap((command) => (command.keysWhen?.() === false ? [] : [command.id]))
      );
      const id = ids.find((each) => able.has(each));
      if (!id) return;
      event.preventDefault();
      void registry.run(id);
    };

  return tinykeys(target, bindings, {
    ignore: (event) =>
      event.repeat || event.isComposing || event.keyCode === 229 || event.defaultPrevented
  });
}
