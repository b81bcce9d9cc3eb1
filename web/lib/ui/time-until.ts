const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** When something comes, in a sentence: "in 90 days". */
export function timeUntil(at: number, now: number, locale?: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const left = at - now;
  if (left < 5 * second) return 'now';
  if (left < minute) return format.format(Math.round(left / second), 'second');
  if (left < hour) return format.format(Math.round(left / minute), 'minute');
  if (left < day) return format.format(Math.round(left / hour), 'hour');
  return format.format(Math.round(left / day), 'day');
}
