import { fuzz } from '../sync-server/abuse/fuzz.ts';
import { createInstallation } from '../sync-server/testing/installation.ts';

/** `npm run soak -- fuzz [per route] [seed]`: so many requests to each route, made of its own schemas. */
export async function soak([perRoute = '10000', seed = String(Date.now() % 1e9)]: string[]) {
  const abused = await createInstallation();
  try {
    const { requests, byClass, wrong } = await fuzz(abused, Number(perRoute), Number(seed));
    console.log(
      `fuzz, seed ${seed}: ${requests} requests to ${abused.routes.length} routes: ${JSON.stringify(byClass)}`
    );
    if (wrong.length > 0) throw new Error(`${wrong.length} wrong answers:\n${wrong.join('\n')}`);
  } finally {
    await abused.close();
  }
}
