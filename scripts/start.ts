import { pathToFileURL } from 'node:url';
import { build, isBuilt } from './build.ts';

// A fresh clone has no build, and an updated one has a stale one: either is made before serving.
if (!isBuilt()) {
  console.log('Building the Playground (about a minute, only when its sources changed) …');
  await build();
}
process.env.NODE_ENV = 'production';
await import(pathToFileURL('build/server/main.js').href);
