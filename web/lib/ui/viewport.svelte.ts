import { MediaQuery } from 'svelte/reactivity';

const compact = new MediaQuery('width < 1180px', false);
const phone = new MediaQuery('width < 760px', false);

/** `wide`: rail, list, work and inspector side by side; `compact`: the list lies over; `phone`: sheets. */
export const viewport = {
  get current(): 'wide' | 'compact' | 'phone' {
    return phone.current ? 'phone' : compact.current ? 'compact' : 'wide';
  }
};
