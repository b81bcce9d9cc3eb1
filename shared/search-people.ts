import type { SearchQuery } from '#shared/search-query';
import { foldedText } from '#shared/search-words';

/** Who asks, and who belongs to their organization: by these a `by:` is understood. */
export interface Askers {
  me: string;
  people: readonly { id: string; name: string }[];
}

/**
 * The query with its `by:` filters knowing whom they name, so that records, which name people by id, are judged
 * alike on the device and on the server. `me` is whoever asks, else a person with a word of the name that begins so.
 */
export function withPeople(query: SearchQuery, { me, people }: Askers): SearchQuery {
  const named = (filters: SearchQuery['filters']) =>
    filters.map((filter) => {
      if (filter.name !== 'by') return filter;
      const { value } = filter;
      const meant = people.filter(({ name }) => ` ${foldedText(name)}`.includes(` ${value}`));
      const ids = value === 'me' ? [me] : meant.map(({ id }) => id);
      return { ...filter, ids: ids.map(foldedText) };
    });
  return {
    ...query,
    filters: named(query.filters),
    withoutFilters: named(query.withoutFilters)
  };
}
