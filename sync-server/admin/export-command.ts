import { closeSync, existsSync, openSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundleHead } from '#shared/bundle/bundle-lines';
import { workLines } from '../auth/personal-export.ts';
import { settle } from '../backups/durably.ts';
import { readSettings } from '../env.ts';
import { readArguments } from './arguments.ts';
import { exits, Misused } from './command.ts';
import { withDatabase } from './installation.ts';
import { tell } from './tell.ts';
import type { Sql } from '../db/open.ts';
import type { Command } from './command.ts';

export const exportCommand: Command = {
  name: 'export',
  args: '--out FILE [--scope ID]',
  summary:
    'Writes all work, from prompts to conversations and runs, as one file the app can import.',
  help: [
    'All scopes, or one: u:local is the person of an installation without accounts. What lies in the trash is in',
    'it, marked. Attached files, provider keys and settings are not; for those there is: backup create.'
  ],
  run(args, place) {
    const { options } = readArguments(args, ['out', 'scope'], { least: 0, most: 0 });
    if (options.out === undefined) throw new Misused('Where to? --out FILE is missing.');
    const path = resolve(options.out);
    if (existsSync(path)) {
      place.say(`${path} exists already; name another file.`);
      return exits.broken;
    }
    return withDatabase(readSettings(place.env).PLAYGROUND_DATA, ({ sql }) => {
      const scope = options.scope ?? null;
      const known = scopesIn(sql);
      if (scope !== null && !known.includes(scope)) {
        place.say(`There is no scope ${scope}. Those with work in them: ${known.join(', ')}.`);
        return exits.refused;
      }
      let lines = 0;
      const part = `${path}.part`;
      const file = openSync(part, 'w', 0o600);
      try {
        // One transaction is one moment, however long the writing takes.
        sql
          .transaction(() => {
            writeSync(file, bundleHead(new Date(place.now()).toISOString()));
            for (const line of exportLines(sql, scope)) {
              writeSync(file, line);
              lines += 1;
            }
          })
          .deferred();
        const facts = { records: lines, ...(scope !== null && { scope }) };
        sql.transaction(() => tell(sql, place.now, 'export', facts)).immediate();
        closeSync(file);
      } catch (error) {
        closeSync(file);
        rmSync(part, { force: true });
        throw error;
      }
      settle(part, path);
      place.say(`${path}: ${lines} records. Import it in the app, or keep it.`);
      return exits.done;
    });
  }
};

/** What belongs to one scope or to each, as lines of a bundle; what is named comes before who names it. */
function* exportLines(sql: Sql, scope: string | null): Generator<string> {
  for (const each of scope === null ? scopesIn(sql) : [scope]) yield* workLines(sql, each);
}

const scopesIn = (sql: Sql) =>
  sql.prepare<[], string>('select distinct scope from records order by scope').pluck().all();
