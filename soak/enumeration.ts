import { createTeam, type Team } from '../sync-server/testing/team.ts';

/** A fifth wrong try in a row would have to wait. */
const triesEach = 4;
const mostMs = 5;
const kinds = ['known', 'unknown'] as const;
const routes = {
  '/v1/auth/sign-in': { password: 'not this one at all' },
  '/v1/auth/recover': { code: 'AAAA-AAAA-AAAA-AAAA', password: 'not this one at all' }
};

/** How long an answer takes does not tell whether an address has an account: so many tries of each kind (500). */
export async function soak([tries = '500']: string[]) {
  for (const [path, wrong] of Object.entries(routes)) {
    const team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
    try {
      await tryRoute(team, path, wrong, Math.ceil(Number(tries) / triesEach));
    } finally {
      await team.stop();
    }
  }
}

async function tryRoute(team: Team, path: string, wrong: object, accounts: number) {
  for (let nth = 0; nth < accounts; nth++) await team.person(`Known${nth}`);
  const times: Record<(typeof kinds)[number], number[]> = { known: [], unknown: [] };
  const answers = new Set<string>();
  for (let round = 0; round < triesEach; round++)
    for (let nth = 0; nth < accounts; nth++)
      // In turn, so that whatever else the machine does meets both alike.
      for (const kind of nth % 2 === 0 ? kinds : kinds.toReversed()) {
        const browser = team.browser();
        const began = performance.now();
        const email = `${kind}${nth}@example.org`;
        const { status, body } = await browser.ask('POST', path, { email, ...wrong });
        times[kind].push(performance.now() - began);
        answers.add(`${status} ${JSON.stringify({ ...body, requestId: '', instance: '' })}`);
      }
  const [known, unknown] = [median(times.known), median(times.unknown)];
  console.log(
    `${path}: ${times.known.length} tries of each, median ${known.toFixed(2)} ms with an account ` +
      `and ${unknown.toFixed(2)} ms without`
  );
  if (answers.size !== 1)
    throw new Error(`They are answered in more than one way: ${[...answers].join(' | ')}`);
  if (Math.abs(known - unknown) >= mostMs)
    throw new Error('The time tells whether there is an account.');
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
