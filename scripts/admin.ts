import { runAdmin } from '../sync-server/admin/admin.ts';

/** `npm run admin -- …`: what is done on the server's machine, to its data. */
process.exitCode = await runAdmin(process.argv.slice(2), {
  env: process.env,
  now: () => Date.now(),
  say: (line) => console.log(line)
});
