import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Webhook } from '#shared/accounts';
import { createTeam } from '../testing/team.ts';
import type { Browser, Team } from '../testing/team.ts';

let team: Team;
let ada: Browser;
let url: string;
const came: { headers: IncomingHttpHeaders; body: string }[] = [];
let answer = 200;

const receiver = createServer((incoming, outgoing) => {
  let body = '';
  incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
  incoming.on('end', () => {
    came.push({ headers: incoming.headers, body });
    outgoing.writeHead(answer, { location: 'http://127.0.0.1:1/' }).end('thanks');
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  team = await createTeam({ PLAYGROUND_EGRESS_ALLOW: new URL(url).origin });
  ada = await team.person('Ada');
}, 120_000);
afterAll(async () => {
  await team.stop();
  receiver.close();
});

const read = async () => (await ada.ask('GET', '/v1/webhook')).body.webhook as Webhook;

async function rotate() {
  const made = await ada.ask('POST', '/v1/api-keys', { name: 'CI', grants: ['view'] });
  const { id } = made.body.apiKey as { id: string };
  const fresh = await ada.ask('POST', `/v1/api-keys/${id}/rotate`);
  return { id, key: String(fresh.body.key), next: (fresh.body.apiKey as { id: string }).id };
}

test('a rotated key is told of, signed, and without the key', async () => {
  const set = await ada.ask('PUT', '/v1/webhook', { url });
  expect(set.status, JSON.stringify(set.body)).toBe(201);
  const secret = String(set.body.secret);
  const { id, key, next } = await rotate();
  await vi.waitFor(() => expect(came).toHaveLength(1));
  const [{ headers, body } = { headers: {}, body: '' }] = came;
  const told = JSON.parse(body) as { type: string; data: Record<string, string> };
  expect(told).toMatchObject({ type: 'api_key.rotated', data: { id, replacedBy: next } });
  expect(body).not.toContain(key);
  const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const bytes = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', bytes).update(text).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${signature}`);
  await vi.waitFor(async () =>
    expect((await read()).deliveries[0]).toMatchObject({ status: 200, tries: 1, nextAt: null })
  );
  expect(JSON.stringify((await ada.ask('GET', '/v1/webhook')).body)).not.toContain(secret);
});

test('what does not arrive is tried again later, and a redirect is not followed', async () => {
  answer = 302;
  expect((await ada.ask('POST', '/v1/webhook/test', {})).status).toBe(202);
  await vi.waitFor(async () =>
    expect((await read()).deliveries[0]).toMatchObject({ status: 302, tries: 1 })
  );
  const [first] = (await read()).deliveries;
  expect((first?.nextAt ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(10_000);
  answer = 200;
  const before = came.length;
  team.planting.sql.prepare('update deliveries set next_at = 1 where id = ?').run(first?.id);
  await ada.ask('POST', '/v1/webhook/test', {});
  await vi.waitFor(() => expect(came.length).toBe(before + 2));
  await vi.waitFor(async () =>
    expect((await read()).deliveries.map(({ nextAt }) => nextAt)).toEqual([null, null, null])
  );
});

test('what was sent and cannot be noted, as on a full disk, is not sent again at once', async () => {
  const { sql } = team.planting;
  sql.exec(`create temp trigger full before update on deliveries
    begin select raise(abort, 'database or disk is full'); end`);
  const before = came.length;
  await ada.ask('POST', '/v1/webhook/test', {});
  await vi.waitFor(() => expect(came.length).toBe(before + 1));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(came.length).toBe(before + 1);
  sql.exec('drop trigger full');
  // The next news takes it along.
  await ada.ask('POST', '/v1/webhook/test', {});
  await vi.waitFor(async () =>
    expect((await read()).deliveries.every(({ nextAt }) => nextAt === null)).toBe(true)
  );
});

test('it goes nowhere the guard does not allow', async () => {
  for (const bad of ['http://169.254.169.254/', 'http://127.0.0.1:1/', 'file:///etc/passwd'])
    expect((await ada.ask('PUT', '/v1/webhook', { url: bad })).status, bad).toBeGreaterThanOrEqual(
      400
    );
  expect((await read()).url).toBe(url);
});

test('once it is removed nothing is sent', async () => {
  expect((await ada.ask('DELETE', '/v1/webhook')).status).toBe(204);
  const before = came.length;
  await rotate();
  expect((await ada.ask('GET', '/v1/webhook')).body).toEqual({ webhook: null });
  expect(came).toHaveLength(before);
});
