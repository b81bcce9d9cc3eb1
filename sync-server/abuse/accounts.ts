import { listedOf, type Abused } from '../testing/installation.ts';
import { createTeam, password } from '../testing/team.ts';

/** So many requests later somebody who was signed out signs in again: passwords are slow to hash, on purpose. */
const patience = 50;

/**
 * A server in team mode, and the routes it has because of that. They are asked as somebody who is signed in,
 * while they are.
 */
export async function createAbusedTeam(besides: Abused['routes']) {
  const team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  const one = await team.person('Victim');
  const { body: organization } = await one.ask('POST', '/v1/organizations', { name: 'Acme' });
  const { person } = await one.account();
  const known = new Set(besides.map(({ method, path }) => `${method} ${path}`));
  const isNew = ({ method, path }: Abused['routes'][number]) =>
    // What this mode answers otherwise is asked in it, too.
    !known.has(`${method} ${path}`) || path === '/v1/account';
  // Ten thousand organizations of one person make all that follows slow.
  const isLast = ({ path }: Abused['routes'][number]) => (path === '/v1/organizations' ? 1 : 0);
  let asked = 0;
  return {
    names: [String(organization.id), person?.id ?? ''],
    routes: listedOf(team.app)
      .filter(isNew)
      .toSorted((a, b) => isLast(a) - isLast(b)),
    async ask(method: string, path: string, init?: RequestInit) {
      asked += 1;
      if (one.cookies.size === 0 && asked % patience === 0)
        await one.ask('POST', '/v1/auth/sign-in', { email: 'victim@example.org', password });
      return one.raw(method, path, init);
    },
    close: () => team.stop()
  };
}
