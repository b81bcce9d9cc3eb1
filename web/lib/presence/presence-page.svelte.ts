import { toAppError } from '#shared/errors';
import { editingForMs, forgetAfterMs, hiddenForMs, sayEveryMs } from '#shared/presence';
import type { Doing, PresentPerson } from '#shared/presence';

interface Deps {
  /** Tells the server what is done here, and answers who else is there. */
  say: (doing: Doing) => Promise<PresentPerson[]>;
  /** Calls back once after `ms`; returns the way to call it off. */
  after: (ms: number, tick: () => void) => () => void;
  /** Milliseconds; only goes forward. */
  monotonic: () => number;
  random: () => number;
}

/** Whoever may not see the prompt, or is signed out, does not say it again by themselves. */
const refusals: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];
/** Pages that hear of a change together ask one after the other, in ms. */
const spreadMs = 300;

/** This page at one prompt: says so while it is looked at, and knows who else is there. Keeps nothing. */
export class PresencePage {
  people = $state.raw<PresentPerson[]>([]);
  #deps: Deps;
  #doing: Doing = 'left';
  #heardAt = 0;
  /** Counts what was said, so that a late answer to something older is not shown. */
  #said = 0;
  #cancelNext = () => {};
  #cancelQuiet = () => {};
  #cancelHidden = () => {};
  #cancelAsk: (() => void) | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The page is looked at (again). */
  shown(): void {
    this.#cancelHidden();
    if (this.#doing === 'left') this.#do('viewing');
  }

  /** Nobody sees the page; that may be for a moment only. */
  hidden(): void {
    this.#cancelHidden();
    this.#cancelHidden = this.#deps.after(hiddenForMs, () => this.leave());
  }

  /** Something was changed here a moment ago. */
  edited(): void {
    this.#cancelQuiet();
    this.#cancelQuiet = this.#deps.after(editingForMs, () => {
      if (this.#doing === 'editing') this.#do('viewing');
    });
    if (this.#doing !== 'editing') this.#do('editing');
  }

  /** Others came or went. */
  heard(): void {
    if (this.#doing === 'left' || this.#cancelAsk) return;
    this.#cancelAsk = this.#deps.after(this.#deps.random() * spreadMs, () => {
      this.#cancelAsk = null;
      void this.#say();
    });
  }

  leave(): void {
    for (const cancel of [this.#cancelNext, this.#cancelQuiet, this.#cancelHidden]) cancel();
    this.#cancelAsk?.();
    this.#cancelAsk = null;
    this.people = [];
    if (this.#doing === 'left') return;
    this.#do('left');
  }

  #do(doing: Doing): void {
    this.#doing = doing;
    void this.#say();
  }

  async #say(): Promise<void> {
    const { say, monotonic, after } = this.#deps;
    const doing = this.#doing;
    const mine = ++this.#said;
    this.#cancelNext();
    let goOn = doing !== 'left';
    try {
      const people = await say(doing);
      if (mine !== this.#said) return;
      this.#heardAt = monotonic();
      this.people = doing === 'left' ? [] : people;
    } catch (error) {
      if (mine !== this.#said) return;
      // That the server is away, or says no, is told elsewhere; here nobody is shown who may have gone.
      const isRefused = refusals.includes(toAppError(error).code);
      if (isRefused) goOn = false;
      if (isRefused || monotonic() - this.#heardAt >= forgetAfterMs) this.people = [];
    }
    if (goOn) this.#cancelNext = after(sayEveryMs, () => void this.#say());
  }
}
