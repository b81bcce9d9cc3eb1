/** Days and months as this server's time zone has them; all times in milliseconds since the epoch. */
export interface Calendar {
  dayOf(at: number): { from: number; to: number };
  monthOf(at: number): { from: number; to: number };
  /** `2026-11-21` → when that day begins; `null` for what is no day. */
  begins(day: string): number | null;
  nameOf(at: number): string;
  timeZone: string;
}

export const localCalendar: Calendar = {
  dayOf(at) {
    const date = new Date(at);
    const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
    return { from: +new Date(year, month, day), to: +new Date(year, month, day + 1) };
  },
  monthOf(at) {
    const date = new Date(at);
    const [year, month] = [date.getFullYear(), date.getMonth()];
    return { from: +new Date(year, month), to: +new Date(year, month + 1) };
  },
  begins(day) {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
    const begins = new Date(year, month - 1, date);
    return localCalendar.nameOf(+begins) === day ? +begins : null;
  },
  nameOf(at) {
    const date = new Date(at);
    const two = (value: number) => String(value).padStart(2, '0');
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  },
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone
};
