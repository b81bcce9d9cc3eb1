import { existsSync } from 'node:fs';

/**
 * The long ones: `npm run soak -- sync 100000`. Each soak is a file here that exports
 * `soak(args)`, prints its figures, and throws with a seed or a sentence when a promise was broken.
 */
interface Soak {
  soak(args: string[]): Promise<void>;
}

const [name, ...args] = process.argv.slice(2);
const known = [
  'model',
  'sync',
  'kill-server',
  'kill-browser',
  'restart',
  'power-cut',
  'reloads',
  'chat-reloads',
  'full-disk',
  'partitions',
  'resumes',
  'vanish',
  'streams',
  'fuzz',
  'enumeration',
  'bad-disk'
];

if (!name || !known.includes(name) || !existsSync(`soak/${name}.ts`)) {
  console.log(`Which one? npm run soak -- ${known.join(' | ')} [how many]`);
  process.exit(64);
}
const { soak } = (await import(`./${name}.ts`)) as Soak;
await soak(args);
