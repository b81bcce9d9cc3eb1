/** Changes this near to each other, in CSS pixels, are one stop: two columns, or words of one line. */
const nearPx = 10;

/**
 * Where to go from the place `from` (`null`: from nowhere yet), going round at the ends.
 * @param tops places of all changes, in rising order
 * @returns the place's index in the stops, counted from 0, and the stops; `null` where nothing changed
 */
export function nextStop(
  tops: readonly number[],
  from: number | null,
  step: 1 | -1
): { at: number; stops: number[] } | null {
  const stops = tops.filter((top, index) => index === 0 || top - (tops[index - 1] ?? 0) > nearPx);
  if (stops.length === 0) return null;
  if (from === null) return { at: step === 1 ? 0 : stops.length - 1, stops };
  const last = stops.findLastIndex((top) => top <= from + nearPx / 2);
  // Between two stops, back leads to the one just passed.
  const on = Math.abs((stops[last] ?? Infinity) - from) <= nearPx / 2;
  const at = step === 1 || on ? last + step : last;
  return { at: (at + stops.length) % stops.length, stops };
}
