export interface PaneOptions {
  /** Widths in CSS pixels. */
  initial: number;
  min: number;
  max: number;
}

const key = (name: string) => `playground.pane.${name}`;

/**
 * Width and openness of one pane, remembered on this device. While there is no room beside the work
 * (`over`), it begins closed each time and does not change what is remembered.
 */
export class PaneState {
  readonly name: string;
  readonly options: PaneOptions;
  width = $state(0);
  /** Open where it has its own room. */
  open = $state(true);
  /** Open where it lies over the work. */
  openOver = $state(false);

  constructor(name: string, options: PaneOptions) {
    this.name = name;
    this.options = options;
    this.width = options.initial;
    const saved = read(key(name));
    if (saved) {
      this.width = this.#within(saved.width);
      this.open = saved.open;
    }
  }

  #within(width: number): number {
    return Math.round(Math.min(this.options.max, Math.max(this.options.min, width)));
  }

  /** Sets the width within its bounds; less than half the least folds it. */
  resize(width: number): void {
    this.open = width >= this.options.min / 2;
    if (this.open) this.width = this.#within(width);
    this.#save();
  }

  toggle(over = false): void {
    if (over) this.openOver = !this.openOver;
    else {
      this.open = !this.open;
      this.#save();
    }
  }

  #save() {
    localStorage.setItem(key(this.name), JSON.stringify({ width: this.width, open: this.open }));
  }
}

function read(name: string): { width: number; open: boolean } | null {
  const text = localStorage.getItem(name);
  const match = text && /^\{"width":(\d+),"open":(true|false)\}$/.exec(text);
  return match ? { width: Number(match[1]), open: match[2] === 'true' } : null;
}
