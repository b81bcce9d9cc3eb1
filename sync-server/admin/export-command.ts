import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundled, bundleHead, bundleLine, outputLine } from '#shared/bundle/bundle-lines';
import type { RecordOf, RunOutput } from '#shared/collections';
import { toRecord } from '#shared/paths';
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
  summary: 'Writes projects, prompts, versions, presets and runs as one file the app can import.',
  help: [
    'All scopes, or one: u:local is the person of an installation without accounts. Attached files, provider',
    'keys and settings are not in it; for those there is: backup create.'
  ],
  run(args, place) {
    const { options } = readArguments(args, ['out', 'scope'], { least: 0, most: 0 });
    if (options.out === undefined) throw new Misused('Where to? --out FILE is missing.');
    const path = resolve(options.out);
    return withDatabase(readSettings(place.env).PLAYGROUND_DATA, ({ sql }) => {
      const scope = options.scope ?? null;
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

interface Row {
  id: string;
  body: string;
  fields: string;
  updatedAt: number;
}

/** Living records of one scope or all, as lines of a bundle; what is named comes before who names it. */
function* exportLines(sql: Sql, scope: string | null): Generator<string> {
  const records = sql.prepare<[string, string | null], Row>(
    `select id, body, fields, updated_at as updatedAt from records
     where collection = ? and deleted_at is null and scope = coalesce(?, scope) order by seq`
  );
  for (const collection of bundled)
    for (const { id, body, fields, updatedAt } of records.iterate(collection, scope)) {
      const stored = { body: JSON.parse(body), stamps: JSON.parse(fields) };
      const record = { ...toRecord(collection, id, stored), updatedAt };
      yield bundleLine(collection, record as unknown as RecordOf<typeof collection>);
    }
  const outputs = sql.prepare<[string | null], { body: string }>(
    'select body from run_outputs where scope = coalesce(?, scope)'
  );
  for (const { body } of outputs.iterate(scope)) yield outputLine(JSON.parse(body) as RunOutput);
}
