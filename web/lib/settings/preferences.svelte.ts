import { createContext } from 'svelte';

export type Theme = 'system' | 'light' | 'dark';
export type TextSize = 'small' | 'normal' | 'large' | 'larger';
/** Which key runs a prompt; the other one makes a new line. */
export type RunKey = 'mod+enter' | 'enter';
/** What “Run” does while the server cannot be reached. */
export type OfflineRun = 'ask' | 'queue';

/** Whether runs started here keep what the provider sends, as it comes. */
export type RawFrames = 'off' | 'keep';

/** What a conversation is called until somebody names it: its first words, or what its model says. */
export type ChatTitles = 'words' | 'model';
/** What happens when a conversation nearly fills what its model reads. */
export type LongChats = 'ask' | 'summarise';

interface Saved {
  theme: Theme;
  textSize: TextSize;
  runKey: RunKey;
  rawFrames: RawFrames;
  offlineRun: OfflineRun;
  chatTitles: ChatTitles;
  longChats: LongChats;
}

const key = 'playground.preferences';
const allowed = {
  theme: ['system', 'light', 'dark'],
  textSize: ['small', 'normal', 'large', 'larger'],
  runKey: ['mod+enter', 'enter'],
  rawFrames: ['off', 'keep'],
  offlineRun: ['ask', 'queue'],
  chatTitles: ['words', 'model'],
  longChats: ['ask', 'summarise']
} as const;
export const defaultPreferences: Saved = {
  theme: 'system',
  textSize: 'normal',
  runKey: 'mod+enter',
  rawFrames: 'off',
  offlineRun: 'ask',
  chatTitles: 'words',
  longChats: 'ask'
};

/**
 * How this device looks and feels. Kept in localStorage, not in the database: the page's own
 * script (app.html) has to read it before the first paint.
 */
export class Preferences {
  #saved = $state.raw<Saved>(defaultPreferences);
  #storage: Storage;
  #root: HTMLElement;

  constructor(storage: Storage, root: HTMLElement) {
    this.#storage = storage;
    this.#root = root;
    this.#saved = read(storage.getItem(key));
    this.#show();
  }

  get theme(): Theme {
    return this.#saved.theme;
  }
  get textSize(): TextSize {
    return this.#saved.textSize;
  }
  get runKey(): RunKey {
    return this.#saved.runKey;
  }
  get rawFrames(): RawFrames {
    return this.#saved.rawFrames;
  }
  get offlineRun(): OfflineRun {
    return this.#saved.offlineRun;
  }

  get chatTitles(): ChatTitles {
    return this.#saved.chatTitles;
  }
  get longChats(): LongChats {
    return this.#saved.longChats;
  }

  /** In force at once, on this device and in its other tabs. */
  set(change: Partial<Saved>): void {
    this.#saved = { ...this.#saved, ...change };
    this.#storage.setItem(key, JSON.stringify(this.#saved));
    this.#show();
  }

  /** Follows other tabs until the returned function is called. */
  follow(target: Window): () => void {
    const changed = (event: StorageEvent) => {
      if (event.key !== key) return;
      this.#saved = read(event.newValue);
      this.#show();
    };
    target.addEventListener('storage', changed);
    return () => target.removeEventListener('storage', changed);
  }

  #show() {
    const { theme, textSize } = this.#saved;
    if (theme === 'system') delete this.#root.dataset.theme;
    else this.#root.dataset.theme = theme;
    if (textSize === 'normal') delete this.#root.dataset.text;
    else this.#root.dataset.text = textSize;
  }
}

/** What is damaged or of another version falls back to the default, value by value. */
function read(text: string | null): Saved {
  let found: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value === 'object' && value !== null) found = value as Record<string, unknown>;
  } catch {
    return defaultPreferences;
  }
  const pick = <Name extends keyof Saved>(name: Name): Saved[Name] =>
    (allowed[name] as readonly unknown[]).includes(found[name])
      ? (found[name] as Saved[Name])
      : defaultPreferences[name];
  return {
    theme: pick('theme'),
    textSize: pick('textSize'),
    runKey: pick('runKey'),
    rawFrames: pick('rawFrames'),
    offlineRun: pick('offlineRun'),
    chatTitles: pick('chatTitles'),
    longChats: pick('longChats')
  };
}

export const [getPreferences, setPreferences] = createContext<Preferences>();
