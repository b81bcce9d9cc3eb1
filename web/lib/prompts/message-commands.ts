import type { Command } from '$lib/commands/commands.svelte';
import { messageRoles } from '#shared/message-parts';
import { roleNames } from './message-roles';
import type { Role } from './prompt-session.svelte';

export interface MessageActions {
  /** The message one is in, or was last; `null` where that is the system text or is gone. */
  active(): string | null;
  last(): string | null;
  /** Below another one; `null` is at the top. */
  add(after: string | null): Promise<unknown>;
  above(id: string): Promise<unknown>;
  duplicate(id: string): Promise<unknown>;
  remove(id: string): Promise<void>;
  move(id: string, by: -1 | 1): Promise<void>;
  toggle(id: string): void;
  /** Asks for images and files of it. */
  attach(id: string): void;
  foldAll(fold: boolean): void;
  /** Puts the focus into the next or the last text. */
  step(by: -1 | 1): void;
  setRole(id: string, role: Role): Promise<void>;
}

/** What one can do with the messages of an open prompt. */
export function messageCommands(actions: MessageActions): Command[] {
  const section = 'Messages';
  const when = () => actions.active() !== null;
  const withActive = (work: (id: string) => unknown) => async () => {
    const id = actions.active();
    if (id !== null) await work(id);
  };
  return [
    {
      needs: 'edit',
      id: 'add-message',
      title: 'Add a message below',
      section,
      keys: 'Alt+Enter',
      words: 'new insert user assistant example',
      run: async () => void (await actions.add(actions.active()))
    },
    {
      needs: 'edit',
      id: 'add-message-above',
      title: 'Add a message above',
      section,
      keys: 'Alt+Shift+Enter',
      when,
      run: withActive((id) => actions.above(id))
    },
    {
      needs: 'edit',
      id: 'add-message-end',
      title: 'Add a message at the end',
      section,
      run: async () => void (await actions.add(actions.last()))
    },
    {
      needs: 'edit',
      id: 'duplicate-message',
      title: 'Duplicate the message',
      section,
      keys: '$mod+d',
      when,
      words: 'copy',
      run: withActive((id) => actions.duplicate(id))
    },
    {
      needs: 'edit',
      id: 'delete-message',
      title: 'Delete the message',
      section,
      when,
      keys: '$mod+Shift+Backspace',
      words: 'remove',
      run: withActive((id) => actions.remove(id))
    },
    {
      needs: 'edit',
      id: 'attach-files',
      title: 'Attach images or files to the message',
      section,
      words: 'picture upload document add',
      when,
      run: withActive((id) => actions.attach(id))
    },
    {
      needs: 'edit',
      id: 'move-message-up',
      title: 'Move the message up',
      section,
      keys: 'Alt+ArrowUp',
      when,
      run: withActive((id) => actions.move(id, -1))
    },
    {
      needs: 'edit',
      id: 'move-message-down',
      title: 'Move the message down',
      section,
      keys: 'Alt+ArrowDown',
      when,
      run: withActive((id) => actions.move(id, 1))
    },
    {
      id: 'collapse-message',
      title: 'Collapse or expand the message',
      section,
      keys: '$mod+Alt+KeyF',
      words: 'fold hide',
      when,
      run: withActive((id) => actions.toggle(id))
    },
    {
      id: 'collapse-messages',
      title: 'Collapse all messages',
      section,
      words: 'fold',
      run: () => actions.foldAll(true)
    },
    {
      id: 'expand-messages',
      title: 'Expand all messages',
      section,
      words: 'unfold',
      run: () => actions.foldAll(false)
    },
    {
      id: 'next-message',
      title: 'Go to the next message',
      section,
      keys: 'Alt+PageDown',
      run: () => actions.step(1)
    },
    {
      id: 'last-message',
      title: 'Go to the message above',
      section,
      keys: 'Alt+PageUp',
      run: () => actions.step(-1)
    },
    ...messageRoles.map((role) => ({
      needs: 'edit' as const,
      id: `set-role-${role}`,
      title: `Role of the message: ${roleNames[role]}`,
      section,
      when,
      run: withActive((id) => actions.setRole(id, role))
    }))
  ];
}
