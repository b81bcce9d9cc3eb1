import type { Delivery } from '#shared/accounts';

/** What became of a delivery, in a word or two. */
export function fateOf({ nextAt, status, tries }: Delivery): string {
  if (tries === 0) return 'on its way';
  if (status !== null && status >= 200 && status < 300) return 'arrived';
  return nextAt === null ? 'given up' : 'trying again';
}

/** How its receiver took the last try; `null`: there was none yet. */
export function answerOf({ status, tries }: Delivery): string | null {
  if (status !== null) return `answered ${status}`;
  return tries > 0 ? 'no answer' : null;
}

/** A try has its ten seconds, and most need less than one. */
const tryMs = 1_500;

/** In how many milliseconds there may be news of these; `null`: there will be none. */
export function newsInMs(deliveries: Delivery[], now: number): number | null {
  const next = deliveries.flatMap(({ nextAt }) => nextAt ?? []);
  return next.length === 0 ? null : Math.max(0, Math.min(...next) - now) + tryMs;
}
