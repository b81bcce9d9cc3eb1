import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Beside this file in the sources, beside main.js in the bundle. */
const beside = fileURLToPath(new URL('./migrations', import.meta.url));
const source = fileURLToPath(new URL('../../sync-server/db/migrations', import.meta.url));

export const migrationsFolder = existsSync(beside) ? beside : source;
