export interface Option {
  value: string;
  label: string;
  group?: string | undefined;
  /** A few words beside the label: where it runs, what it costs. */
  detail?: string | undefined;
  disabled?: boolean;
}

/** Options that contain every word of the query in their label, group or detail; order is kept. */
export function matching<Item extends Option>(options: Item[], query: string): Item[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return options;
  return options.filter((option) => {
    const text = `${option.label} ${option.group ?? ''} ${option.detail ?? ''}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
