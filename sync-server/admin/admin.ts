import { startRefusal } from '../start-refusal.ts';
import { BackupRefused } from '../backups/refused.ts';
import { auditCommands } from './audit-commands.ts';
import { backupCommands } from './backup-commands.ts';
import { exits, Misused } from './command.ts';
import { exportCommand } from './export-command.ts';
import { keysCommands } from './keys-commands.ts';
import { searchCommands } from './search-commands.ts';
import { userCommands } from './user-commands.ts';
import type { Command, Place } from './command.ts';

/** All there are, in the order of the help. */
const commands: Command[] = [
  ...userCommands,
  ...backupCommands,
  exportCommand,
  ...keysCommands,
  ...auditCommands,
  ...searchCommands
];

/**
 * Runs `npm run admin -- …` and answers the exit code: 0 done, 64 misused, 65 the data is broken, 78 it cannot
 * be done as things stand. A refusal is one sentence with the next step.
 */
export async function runAdmin(argv: string[], place: Place): Promise<number> {
  const words = argv.filter((word) => word !== '--help' && word !== '-h');
  const command = commands.find(({ name }) =>
    name.split(' ').every((part, at) => words[at] === part)
  );
  if (!command) return help(words, words.length === argv.length, place);
  if (words.length < argv.length) return describe(command, place);
  try {
    return await command.run(words.slice(command.name.split(' ').length), place);
  } catch (error) {
    return refuse(command, error, place);
  }
}

function refuse(command: Command, error: unknown, place: Place): number {
  if (error instanceof Misused) {
    place.say(error.message);
    place.say(usageOf(command));
    return exits.misused;
  }
  if (error instanceof BackupRefused) {
    place.say(error.message);
    return exits.broken;
  }
  const sentence = startRefusal(error, place.env.PLAYGROUND_DATA ?? './data');
  if (sentence === null) throw error;
  place.say(sentence);
  return exits.refused;
}

/** The whole table; for a word that names no command, or none at all, that is a refusal too. */
function help(words: string[], asked: boolean, place: Place): number {
  if (words.length > 0) place.say(`There is no command ${words.slice(0, 2).join(' ')}.`);
  place.say('npm run admin -- COMMAND, in the folder of the Playground. Commands:');
  const width = Math.max(...commands.map(({ name, args }) => `${name} ${args}`.length));
  for (const { name, args, summary } of commands)
    place.say(`  ${`${name} ${args}`.padEnd(width)}  ${summary}`);
  place.say('COMMAND --help says more. PLAYGROUND_DATA names the data folder, ./data if not set.');
  return asked ? exits.misused : exits.done;
}

function describe(command: Command, place: Place): number {
  place.say(usageOf(command));
  place.say(command.summary);
  for (const line of command.help ?? []) place.say(line);
  return exits.done;
}

const usageOf = ({ name, args }: Command) => `npm run admin -- ${name} ${args}`.trim();
