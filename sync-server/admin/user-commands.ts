import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { emailSchema, personNameSchema } from '#shared/accounts';
import { createAuth } from '../auth/better-auth.ts';
import { prepareOrganizations } from '../auth/organizations.ts';
import { preparePeople } from '../auth/people.ts';
import { newRecoveryCode } from '../auth/secrets.ts';
import { createAudit } from '../audit/audit.ts';
import { readSettings } from '../env.ts';
import { openEnvelope } from '../secrets/envelope.ts';
import { readArguments } from './arguments.ts';
import { exits, Misused } from './command.ts';
import { withDatabase } from './installation.ts';
import { welcome } from './welcome.ts';
import type { Command, Place } from './command.ts';
import type { Db } from '../db/open.ts';

const folderOf = (place: Place) => readSettings(place.env).PLAYGROUND_DATA;

/** What a command needs of accounts; it may run beside the server. */
function openPeople(db: Db, place: Place) {
  const { now } = place;
  const settings = readSettings(place.env);
  const { PLAYGROUND_MASTER_KEY_FILE: masterKeyFile, PORT, PLAYGROUND_URL } = settings;
  const envelope = openEnvelope({ db, masterKeyFile, now });
  const auth = createAuth({
    db,
    now,
    newId: () => v7(),
    secret: envelope.derive('the signature of session cookies'),
    url: PLAYGROUND_URL ?? new URL(`http://localhost:${PORT}`)
  });
  const organizations = prepareOrganizations(db.sql, { now, newId: () => v7() });
  return { auth, organizations, people: preparePeople(db.sql) };
}

function note(db: Db, place: Place, organizationId: string, verb: string, subject: string) {
  createAudit({ sql: db.sql, now: place.now }).write({
    organizationId,
    actor: 'admin',
    verb,
    subject
  });
}

/** Good enough to begin with, and to be changed. */
const newPassword = () => newRecoveryCode((size) => randomBytes(size));

function readEmail(typed: string): string {
  const email = emailSchema.safeParse(typed);
  if (!email.success) throw new Misused(`${typed} is not an e-mail address.`);
  return email.data;
}

export const userCommands: Command[] = [
  {
    name: 'user create',
    args: 'EMAIL --name NAME',
    summary: 'Makes an account and prints a password to begin with.',
    help: [
      'The first account owns the server, together with everything written before there were accounts.',
      'The password is shown once; it is changed in Settings, under Account.'
    ],
    async run(args, place) {
      const { options, rest } = readArguments(args, ['name'], { least: 1, most: 1 });
      const email = readEmail(rest[0] ?? '');
      const name = personNameSchema.safeParse(options.name ?? email.split('@')[0]);
      if (!name.success) throw new Misused('--name must not be empty.');
      return withDatabase(
        folderOf(place),
        async (db) => {
          const { auth, organizations, people } = openPeople(db, place);
          if (people.find(email) !== null) {
            place.say(`There is an account with ${email}. To let its person in again: user reset.`);
            return exits.refused;
          }
          const password = newPassword();
          const { user } = await auth.api.signUpEmail({
            body: { name: name.data, email, password }
          });
          people.endSessions(user.id);
          organizations.makePersonal(user.id);
          const home = organizations.personal(user.id);
          note(db, place, home?.id ?? '', 'account.create', user.id);
          place.say(`${email} has an account. Password to begin with: ${password}`);
          if (home)
            await welcome(db, place.now, { scope: home.scope, userId: user.id }).catch(() =>
              place.say('Its sample project could not be written; the account works without it.')
            );
          return exits.done;
        },
        { make: true }
      );
    }
  },
  {
    name: 'user reset',
    args: 'EMAIL',
    summary: 'Gives an account a new password, and signs it out everywhere.',
    async run(args, place) {
      const { rest } = readArguments(args, [], { least: 1, most: 1 });
      const email = readEmail(rest[0] ?? '');
      return withDatabase(folderOf(place), async (db) => {
        const { auth, organizations, people } = openPeople(db, place);
        const userId = people.find(email);
        if (userId === null) {
          place.say(`There is no account with ${email}.`);
          return exits.refused;
        }
        const password = newPassword();
        const { password: hasher } = await auth.$context;
        people.setPassword(userId, await hasher.hash(password), place.now());
        people.endSessions(userId);
        note(db, place, organizations.personal(userId)?.id ?? '', 'password.reset', userId);
        place.say(`${email} is signed out everywhere. New password: ${password}`);
        return exits.done;
      });
    }
  },
  {
    name: 'user list',
    args: '',
    summary: 'Lists the accounts.',
    run(args, place) {
      readArguments(args, [], { least: 0, most: 0 });
      return withDatabase(folderOf(place), (db) => {
        const all = preparePeople(db.sql).all();
        for (const { email, name } of all) place.say(`${email}  ${name}`);
        if (all.length === 0) place.say('There are no accounts yet.');
        return exits.done;
      });
    }
  }
];
