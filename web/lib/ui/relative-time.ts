const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A short time for a list: "now", "5 min", "2 h", then the weekday, then the date, in the person's locale. */
export function shortTime(at: number, now: number, locale?: string): string {
  const age = now - at;
  if (age < minute) return 'now';
  if (age < hour) return `${Math.floor(age / minute)} min`;
  if (age < 12 * hour) return `${Math.floor(age / hour)} h`;
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return `${Math.floor(age / hour)} h`;
  if (age < 6 * day) return date.toLocaleDateString(locale, { weekday: 'short' });
  const sameYear = date.getFullYear() === today.getFullYear();
  return date.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' })
  });
}

/** The same in a sentence: "3 minutes ago", "yesterday". */
export function longTime(at: number, now: number, locale?: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const age = Math.max(0, now - at);
  if (age < 5 * second) return 'just now';
  if (age < minute) return format.format(-Math.floor(age / second), 'second');
  if (age < hour) return format.format(-Math.floor(age / minute), 'minute');
  if (age < day) return format.format(-Math.floor(age / hour), 'hour');
  return format.format(-Math.floor(age / day), 'day');
}

/** How long until the short form may change, in milliseconds. */
export function changesIn(at: number, now: number): number {
  const age = Math.max(0, now - at);
  if (age < hour) return minute - (age % minute) + second;
  return 10 * minute;
}
