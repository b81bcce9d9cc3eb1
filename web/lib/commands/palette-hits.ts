import type { Command, FoundItem } from './commands.svelte';
import { fuzzySort } from './fuzzy';

/** A line of the palette: a command, or something a source has found. */
export interface Hit {
  id: string;
  title: string;
  section: string;
  detail?: string | undefined;
  keys?: string | undefined;
  icon?: Command['icon'];
  run: () => void | Promise<void>;
}

/**
 * The lines for a query. Without one: what was used last, then every command by section. With one:
 * the best commands, then what the sources found, each section kept together.
 */
export function paletteHits(
  query: string,
  commands: Command[],
  recent: string[],
  found: FoundItem[],
  run: (id: string) => void
): Hit[] {
  const toHit = (command: Command, section = command.section): Hit => ({
    id: `command:${command.id}:${section}`,
    title: command.title,
    section,
    keys: command.keys?.split(', ')[0],
    icon: command.icon,
    run: () => run(command.id)
  });
  const offered = commands.filter((command) => !command.opensPalette);
  const items: Hit[] = found.map((item) => ({ ...item, id: `item:${item.id}` }));

  if (query.trim() === '') {
    const used = recent.flatMap((id) => offered.filter((command) => command.id === id));
    return together([
      ...used.map((command) => toHit(command, 'Recent')),
      ...items,
      ...offered.filter((command) => !used.includes(command)).map((command) => toHit(command))
    ]);
  }
  const best = fuzzySort(query, offered, (command) =>
    [command.title, command.words].filter(Boolean).join(' ')
  );
  return [...best.slice(0, 8).map((command) => toHit(command, 'Commands')), ...together(items)];
}

/** Keeps each section's lines together, in the order in which the sections first come. */
function together(hits: Hit[]): Hit[] {
  return [...Map.groupBy(hits, (hit) => hit.section).values()].flat();
}
