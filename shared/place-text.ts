import { once } from '#shared/once';

const ordinals = once(() => new Intl.PluralRules('en', { type: 'ordinal' }));
const suffixes: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' };

/** 2 → “2nd in line”. */
export function placeText(place: number): string {
  return `${place}${suffixes[ordinals().select(place)] ?? 'th'} in line`;
}
