export interface Option {
  value: string;
  label: string;
  group?: string | undefined;
  /** A few words beside the label: where it runs, what it costs. */
  detail?: string | undefined;
  /** More of it, in a second line, and what one should know before choosing it. */
  note?: string | undefined;
  warning?: string | undefined;
  disabled?: boolean;
}

/** Options that contain every word of the query anywhere in their texts; order is kept. */
export function matching<Item extends Option>(options: Item[], query: string): Item[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return options;
  return options.filter((option) => {
    const { label, group, detail, note, warning } = option;
    const text = [label, group, detail, note, warning].join(' ').toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
