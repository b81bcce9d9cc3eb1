import { auditHeads, auditRows } from '../audit/audit.ts';
import { firstBroken } from '../audit/chain.ts';
import { missingHead, readHeads } from '../audit/heads-file.ts';
import { readSettings } from '../env.ts';
import { readArguments } from './arguments.ts';
import { exits } from './command.ts';
import { withDatabase } from './installation.ts';
import type { Command } from './command.ts';

export const auditCommands: Command[] = [
  {
    name: 'audit verify',
    args: '',
    summary: 'Follows the chain of the audit log and names the first row that was changed.',
    help: [
      'Each day’s newest hash is also noted in audit-heads.json in the data folder; a log whose end was cut off',
      'does not fit it.'
    ],
    run(args, place) {
      readArguments(args, [], { least: 0, most: 0 });
      const { PLAYGROUND_DATA: folder } = readSettings(place.env);
      return withDatabase(folder, ({ sql }) => {
        const broken = firstBroken(auditRows(sql));
        if (broken) {
          const { organizationId, n, verb } = broken.row;
          place.say(`Broken: organization ${organizationId}, row ${n} (${verb}): ${broken.why}.`);
          return exits.broken;
        }
        const missing = missingHead(sql, readHeads(folder));
        if (missing) {
          place.say(
            `Broken: organization ${missing.organizationId}, row ${missing.n} is not the one noted on ${missing.day}.`
          );
          return exits.broken;
        }
        const heads = auditHeads(sql);
        for (const { organizationId, n, hash } of heads)
          place.say(`${organizationId}: ${n} rows, whole, up to ${hash}`);
        if (heads.length === 0) place.say('The audit log has no rows yet.');
        return exits.done;
      });
    }
  }
];
