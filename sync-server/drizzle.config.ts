import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  casing: 'snake_case',
  schema: [
    './sync-server/db/schema.ts',
    './sync-server/db/account-schema.ts',
    './sync-server/db/audit-schema.ts'
  ],
  out: './sync-server/db/migrations'
});
