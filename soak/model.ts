import { runModel } from '../shared/testing/protocol-model/model.ts';

/** `npm run soak -- model <seeds> [first]`: histories of the protocol's model, each under its seed. */
export async function soak([seeds = '1000000', from = '1']: string[]): Promise<void> {
  const started = performance.now();
  const first = Number(from);
  const failed: number[] = [];
  for (let seed = first; seed < first + Number(seeds); seed++) {
    const wrong = runModel(seed);
    if (wrong.length === 0) continue;
    failed.push(seed);
    console.log(`seed ${seed}: ${wrong.join('\n')}`);
  }
  const perSecond = Math.round((Number(seeds) / (performance.now() - started)) * 1000);
  console.log(`${seeds} seeds from ${first}, ${failed.length} failed, ${perSecond} per second`);
  if (failed.length > 0) throw new Error(`Seeds ${failed.slice(0, 20).join(', ')} failed.`);
}
