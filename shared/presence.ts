import * as z from 'zod/mini';
import { idSchema } from '#shared/id-schema';

/**
 * Who looks at a prompt now, or writes in it. It is told from page to server to page and kept nowhere: what
 * is not said again in time has ended.
 */

/** `left`: the page goes; it is said so that the others need not wait. */
export const doings = ['viewing', 'editing', 'left'] as const;
export type Doing = (typeof doings)[number];

/** How often a page says it again, in ms; one that was missed may have been lost. */
export const sayEveryMs = 15_000;
export const forgetAfterMs = 40_000;
/** How long one who stopped typing counts as editing, in ms. */
export const editingForMs = 20_000;
/** How long a page that nobody sees counts as being looked at, in ms. */
export const hiddenForMs = 60_000;

const saying = () => ({
  /** One page of one browser. */
  page: idSchema(),
  doing: z.enum(doings)
});
export const presenceBodySchema = z.lazy(() =>
  z.strictObject({ promptId: idSchema(), ...saying() })
);
/** Of a prompt that somebody of another organization shares; `id` is the grant's. */
export const grantPresenceBodySchema = z.lazy(() =>
  z.strictObject({ id: idSchema(), ...saying() })
);

export interface PresentPerson {
  name: string;
  doing: 'viewing' | 'editing';
}
export const presentSchema = z.lazy(() =>
  z.object({
    people: z.array(z.object({ name: z.string(), doing: z.enum(['viewing', 'editing']) }))
  })
);
/** In the event stream: who is there has changed; whoever has that prompt open asks. */
export const presenceEventSchema = z.lazy(() => z.object({ promptId: z.string() }));

/** What one page said last. */
export interface Said extends PresentPerson {
  userId: string;
  at: number;
}

export const isOver = ({ at }: Pick<Said, 'at'>, now: number): boolean => now - at >= forgetAfterMs;

/**
 * Each person once, whatever number of pages they have, writing if they write in any of them; by name. Whoever
 * asks is not among them.
 */
export function whoIsThere(said: Iterable<Said>, now: number, asks: string): PresentPerson[] {
  const people = new Map<string, PresentPerson>();
  for (const one of said) {
    if (one.userId === asks || isOver(one, now)) continue;
    const known = people.get(one.userId);
    const doing = known?.doing === 'editing' ? 'editing' : one.doing;
    people.set(one.userId, { name: one.name, doing });
  }
  return [...people.entries()]
    .sort(([a, x], [b, y]) => x.name.localeCompare(y.name) || (a < b ? -1 : 1))
    .map(([, person]) => person);
}
