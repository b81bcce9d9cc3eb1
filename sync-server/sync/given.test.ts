import { expect, test } from 'vitest';
import { createTestServer } from '../testing/server.ts';

test('the last number of a subject is found by an index', async () => {
  const server = createTestServer();
  const plan = server.db.sql
    .prepare(
      `explain query plan select max(body ->> '$.number') from records
       where scope = ? and collection = 'snapshots'
         and body ->> '$.subject.kind' = ? and body ->> '$.subject.id' = ?`
    )
    .all('s', 'prompt', 'p') as { detail: string }[];
  expect(plan.map(({ detail }) => detail).join()).toContain('records_by_subject');
  await server.close();
});
