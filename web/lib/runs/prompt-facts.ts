/** What the history says of a run's prompt. */
export interface PromptFacts {
  id: string;
  title: string;
  tags: readonly string[];
}

/** Every tag once, in order. */
export function tagsOf(prompts: readonly PromptFacts[]): string[] {
  const tags = new Set(prompts.flatMap((prompt) => prompt.tags));
  return [...tags].sort((a, b) => a.localeCompare(b));
}

/** Ids of the prompts that carry a tag. */
export function promptsWith(prompts: readonly PromptFacts[], tag: string): ReadonlySet<string> {
  return new Set(prompts.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id));
}
