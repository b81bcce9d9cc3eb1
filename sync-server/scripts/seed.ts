import { pino } from 'pino';
import { compose } from '../compose.ts';
import { readSettings } from '../env.ts';
import { seedExamples } from './seed-examples.ts';

/** `npm run seed`: adds the example projects, prompts and presets to the data folder; each time anew. */
const settings = readSettings(process.env);
const installation = await compose(settings, pino({ level: 'warn' }), {
  port: () => 0,
  site: 'build/web'
});
const { projects, prompts, presets } = await seedExamples(installation.planting);
await installation.close(0);
console.log(`Added ${projects} projects, ${prompts} prompts and ${presets} presets.`);
