/** What a command works with: the settings, the clock, and where it says what it did. */
export interface Place {
  env: Record<string, string | undefined>;
  now(): number;
  say(line: string): void;
}

/** One line of the table of commands. */
export interface Command {
  /** Such as `backup create`. */
  name: string;
  /** What stands after the name. */
  args: string;
  summary: string;
  /** More for its own help; each a line. */
  help?: string[];
  /** Answers the exit code. @throws a refusal with a sentence, or `Misused`. */
  run(args: string[], place: Place): number | Promise<number>;
}

/** Exit codes of sysexits.h. */
export const exits = { done: 0, misused: 64, broken: 65, bug: 70, refused: 78 } as const;

/** Called with arguments it does not take. */
export class Misused extends Error {}
