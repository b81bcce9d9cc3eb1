import { noQuery, searchOf, type RunQuery } from './run-query';

export const comparePath = '/runs/compare';

/** Where runs are compared; the history beside them goes on showing what was asked. */
export function compareHref(ids: readonly string[], query: RunQuery = noQuery): string {
  const search = searchOf(query);
  return `${comparePath}${search === '' ? '?' : `${search}&`}ids=${ids.join(',')}`;
}
