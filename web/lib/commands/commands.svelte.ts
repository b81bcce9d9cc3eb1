import { createContext, untrack } from 'svelte';
import type { Component } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

/** Something one can do, declared once: palette, shortcuts, menus, tooltips and the key sheet read it. */
export interface Command {
  /** `verb-noun`, unique. */
  id: string;
  title: string;
  /** Heading in the palette and the key sheet: "Prompt", "Run", "Go to". */
  section: string;
  /** As tinykeys writes it: `$mod+Enter`, `Escape`, `[Shift]+?`; several are separated by a comma and a space. */
  keys?: string;
  icon?: Component;
  /** More words to find it by. */
  words?: string;
  /** It changes something, or makes something: whoever may only read hears why not. */
  needs?: 'edit';
  /** Whether it can be done now; what cannot is neither shown nor run. */
  when?: () => boolean;
  /** Whether its keys mean it now: a field with the focus may have an act of its own for them. */
  keysWhen?: () => boolean;
  /** It opens the palette, which therefore does not offer it. */
  opensPalette?: true;
  run: () => void | Promise<void>;
}

/** Something the palette finds that is not a command: a prompt, a run. */
export interface FoundItem {
  id: string;
  title: string;
  section: string;
  detail?: string;
  icon?: Component;
  run: () => void | Promise<void>;
}

export type Source = (query: string) => Promise<FoundItem[]>;

export class CommandRegistry {
  #commands = new SvelteMap<string, Command>();
  #sources: Source[] = [];
  #recent = $state.raw<string[]>([]);
  #onError: (error: unknown) => void;
  #refuses: () => boolean;
  /** Whether the palette or the key sheet is open. */
  open = $state<'palette' | 'keys' | null>(null);

  /**
   * @param onError tells the person that a command failed.
   * @param refuses whether nothing may be changed here; it says so itself
   */
  constructor(onError: (error: unknown) => void, refuses: () => boolean = () => false) {
    this.#onError = onError;
    this.#refuses = refuses;
  }

  /** Adds commands and returns what takes them away again; a later one of the same id replaces. */
  add(commands: Command[]): () => void {
    // Called from effects, which must not run again because of what they add.
    untrack(() => {
      for (const command of commands) this.#commands.set(command.id, command);
    });
    return () => {
      for (const command of commands)
        if (this.#commands.get(command.id) === command) this.#commands.delete(command.id);
    };
  }

  /** Lets the palette find things; returns what takes the source away again. */
  addSource(source: Source): () => void {
    this.#sources = [...this.#sources, source];
    return () => {
      this.#sources = this.#sources.filter((each) => each !== source);
    };
  }

  get sources(): Source[] {
    return this.#sources;
  }

  /** What can be done now. */
  list(): Command[] {
    return [...this.#commands.values()].filter((command) => command.when?.() ?? true);
  }

  /** All of them, also what cannot be done now. */
  all(): Command[] {
    return [...this.#commands.values()];
  }

  /** Ids of commands used in this visit, the latest first. */
  get recent(): string[] {
    return this.#recent;
  }

  /** Runs it if it exists and can be done now; says whether it did. Never rejects. */
  async run(id: string): Promise<boolean> {
    const command = this.#commands.get(id);
    if (!command || command.when?.() === false) return false;
    if (command.needs && untrack(this.#refuses)) return false;
    if (!command.opensPalette)
      this.#recent = [id, ...untrack(() => this.#recent).filter((each) => each !== id)].slice(0, 5);
    try {
      await command.run();
      return true;
    } catch (error) {
      this.#onError(error);
      return false;
    }
  }

  /** Its first shortcut, for a tooltip or a menu. */
  keysOf(id: string): string | undefined {
    return this.#commands.get(id)?.keys?.split(', ')[0];
  }
}

export const [getCommands, setCommands] = createContext<CommandRegistry>();
