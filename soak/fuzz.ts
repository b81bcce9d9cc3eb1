import { createAbusedTeam } from '../sync-server/abuse/accounts.ts';
import { fuzz } from '../sync-server/abuse/fuzz.ts';
import { createInstallation } from '../sync-server/testing/installation.ts';

/**
 * `npm run soak -- fuzz [per route] [seed] [local|team]`: so many requests to each route, made of its own schemas;
 * of a server on one's own machine, then those routes that only a team's has.
 */
export async function soak([perRoute = '10000', seed = String(Date.now() % 1e9), only]: string[]) {
  const local = await createInstallation();
  const team = await createAbusedTeam(local.routes);
  const both = Object.entries({ local, team }).filter(([name]) => (only ?? name) === name);
  try {
    for (const [name, abused] of both) {
      const { requests, byClass, wrong } = await fuzz(abused, Number(perRoute), Number(seed), {
        atOnce: 8,
        onroute: (route, soFar) =>
          console.log(`${soFar.requests} asked, ${soFar.wrong.length} wrong; now ${route}`)
      });
      console.log(
        `fuzz ${name}, seed ${seed}: ${requests} requests to ${abused.routes.length} routes: ${JSON.stringify(byClass)}`
      );
      if (wrong.length > 0) throw new Error(`${wrong.length} wrong answers:\n${wrong.join('\n')}`);
    }
  } finally {
    await local.close();
    await team.close();
  }
}
