import { on } from 'svelte/events';

/** So close to the end one is taken to read the end, in px. */
const near = 24;

const upwards = new Set(['ArrowUp', 'PageUp', 'Home']);

/**
 * Keeps a list at its end while it grows, until somebody goes up to read, and again from where they
 * are back at the end. Whoever goes up is never pulled back, whatever is measured meanwhile.
 */
export class EndFollower {
  following = $state(true);
  #scroller: HTMLElement | null = null;
  #before = { top: 0, height: 0 };
  /** Where the view was put and nobody went. */
  #put: number | null = null;

  /** Of the element that scrolls; its first child is as tall as all there is. */
  attach = (scroller: HTMLElement) => {
    this.#scroller = scroller;
    const sizes = new ResizeObserver(() => this.following && this.#toEnd());
    for (const one of [scroller, scroller.firstElementChild]) if (one) sizes.observe(one);
    const passive = { passive: true };
    const leave = () => this.leave();
    const offs = [
      on(scroller, 'scroll', () => this.#moved(scroller), passive),
      on(scroller, 'wheel', ({ deltaY }) => deltaY < 0 && leave(), passive),
      on(scroller, 'touchmove', leave, passive),
      on(scroller, 'keydown', ({ key }) => upwards.has(key) && leave())
    ];
    return () => {
      this.#scroller = null;
      sizes.disconnect();
      for (const off of offs) off();
    };
  };

  follow() {
    this.following = true;
    this.#toEnd();
  }

  leave() {
    this.following = false;
  }

  #toEnd() {
    const scroller = this.#scroller;
    if (!scroller) return;
    const from = scroller.scrollTop;
    scroller.scrollTop = scroller.scrollHeight;
    if (scroller.scrollTop !== from) this.#put = scroller.scrollTop;
  }

  #moved({ scrollTop: top, scrollHeight: height, clientHeight }: HTMLElement) {
    const left = height - clientHeight - top;
    const { top: from, height: was } = this.#before;
    this.#before = { top, height };
    if (top === this.#put) this.#put = null;
    else if (top > from && left <= near) this.following = true;
    // Sizes that were only guessed move the view too: nobody has gone up by that.
    else if (top < from && left > near && height === was) this.leave();
  }
}
