import { existsSync, renameSync } from 'node:fs';
import { readSettings } from '../env.ts';

/** `npm run reset`: sets the data folder aside, dated, so that the next start is an empty one. */
const { PLAYGROUND_DATA: folder } = readSettings(process.env);
if (!existsSync(folder)) {
  console.log(`${folder} does not exist; the next start is empty anyway.`);
} else {
  const aside = `${folder}-${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}`;
  renameSync(folder, aside);
  if (existsSync(`${folder}.key`)) renameSync(`${folder}.key`, `${aside}.key`);
  console.log(`Moved ${folder} to ${aside}. Move it back to undo this.`);
}
