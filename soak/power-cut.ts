import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '#shared/testing/seeded';
import { cutPower, type Verdict } from './power-cut/cuts.ts';
import { record } from './power-cut/record.ts';

const load = { clients: 8, pushesEach: 20 };
/** Most of them lose something; more would only take longer. */
const controlCuts = 60;

/**
 * Records a server that 8 clients push to, and cuts its power at so many moments (300): what was not
 * synced is kept, dropped or torn. Nothing acknowledged may be missing; and the same has to find losses
 * in a server whose database is only `synchronous=NORMAL`.
 */
export async function soak([cuts = '300', seed = String(Date.now() % 1e9)]: string[]) {
  const full = await trial('sync-server/main.ts', Number(cuts), Number(seed));
  const normal = await trial(
    'soak/power-cut/normal-server.ts',
    Math.min(controlCuts, Number(cuts)),
    Number(seed)
  );
  console.log(
    `power-cut, seed ${seed}: FULL ${sentence(full)}; as a control, NORMAL ${sentence(normal)}`
  );
  if (full.lost > 0 || full.doubled > 0 || full.broken.length > 0)
    throw new Error(`A power cut broke a promise. ${full.broken.slice(0, 3).join('; ')}`);
  if (normal.lost === 0) throw new Error('NORMAL lost nothing, so this soak would miss a loss.');
}

async function trial(entry: string, cuts: number, seed: number): Promise<Verdict> {
  const place = mkdtempSync(join(tmpdir(), 'playground-power-'));
  try {
    const [folder, trace] = [join(place, 'data'), join(place, 'trace')];
    const told = await record({ ...load, entry, folder, trace });
    const verdict = await cutPower({ trace, folder, cuts, random: seeded(seed).random });
    const unseen = [...told].filter((mid) => !verdict.acknowledged.has(mid)).length;
    if (told.size === 0 || unseen > 0)
      throw new Error(`${unseen} of ${told.size} acknowledgements are not in the trace.`);
    return verdict;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function sentence({ cuts, acknowledged, losing, lost, doubled, broken }: Verdict) {
  return (
    `${acknowledged.size} acknowledged, ${losing} of ${cuts} cuts lost some (${lost} in all), ` +
    `${doubled} doubled, ${broken.length} broken`
  );
}
