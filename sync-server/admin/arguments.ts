import { parseArgs } from 'node:util';
import { Misused } from './command.ts';

/**
 * Reads `--name value` options and so many positional arguments.
 * @throws Misused for anything else.
 */
export function readArguments<const Name extends string>(
  args: string[],
  names: readonly Name[],
  positionals: { least: number; most: number }
): { options: Partial<Record<Name, string>>; rest: string[] } {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  let parsed;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (cause) {
    // Node goes on about arguments that begin with a dash, which nothing here does.
    throw new Misused(`${(cause as Error).message.split('. ')[0]}.`, { cause });
  }
  const rest = parsed.positionals;
  if (rest.length < positionals.least) throw new Misused('Something is missing.');
  if (rest.length > positionals.most) throw new Misused(`${rest[positionals.most]} is too much.`);
  return { options: parsed.values as Partial<Record<Name, string>>, rest };
}
