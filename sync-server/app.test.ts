import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, test } from 'vitest';
import { compose } from './compose.ts';
import { readSettings } from './env.ts';
import { listRoutes } from './http/list-routes.ts';

const root = mkdtempSync(join(tmpdir(), 'playground-app-'));
const settings = readSettings({ PLAYGROUND_DATA: join(root, 'data'), PLAYGROUND_PROBE: 'off' });
const installation = await compose(settings, pino({ level: 'silent' }), {
  port: () => 8787,
  site: root
});
const { app } = installation;
afterAll(async () => {
  await installation.close(0);
  rmSync(root, { recursive: true });
});

/** What the app itself says it answers to; a route added tomorrow is in here. */
const routes = listRoutes(app);
/** All that take JSON, by their own word. */
const writing = routes.filter(({ shape }) => shape?.body !== undefined && shape.body !== 'bytes');

const own = { host: 'localhost:8787' };

async function ask(
  { method, path }: { method: string; path: string },
  headers: Record<string, string>,
  body?: string
) {
  const response = await app.request(path.replaceAll(/:\w+/g, 'x'), {
    method,
    headers: { ...own, ...headers },
    ...(body === undefined ? {} : { body })
  });
  return { status: response.status, problem: (await response.json()) as { code?: string } };
}

test('there are routes to try', () => {
  expect(routes.length).toBeGreaterThan(15);
  expect(writing.length).toBeGreaterThan(15);
});

describe.each(routes)('$method $path', (route) => {
  test.each([
    ['a host of another name', { host: 'evil.test' }, 421, 'MISDIRECTED'],
    ['a page of another origin', { origin: 'http://evil.test' }, 403, 'FORBIDDEN_ORIGIN'],
    ['a fetch across sites', { 'sec-fetch-site': 'cross-site' }, 403, 'FORBIDDEN_ORIGIN']
  ])('refuses %s', async (_who, headers, status, code) => {
    const asked = await ask(route, headers as Record<string, string>);
    expect(asked).toMatchObject({ status, problem: { code } });
  });
});

describe.each(writing)('$method $path', (route) => {
  test('refuses a body that a form of another page could send', async () => {
    const asked = await ask(route, { 'content-type': 'text/plain' }, '{}');
    expect(asked).toMatchObject({ status: 400, problem: { code: 'INVALID_REQUEST' } });
  });

  test('refuses a body with a field it does not know', async () => {
    const json = { 'content-type': 'application/json' };
    const asked = await ask(route, json, '{"surprise":1}');
    expect(asked).toMatchObject({ status: 400, problem: { code: 'INVALID_REQUEST' } });
  });
});

test('an address that is not there is a problem document, whatever the method', async () => {
  for (const method of ['GET', 'POST', 'DELETE']) {
    const response = await app.request('/v1/nothing/here', { method, headers: own });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' });
  }
});

test('the page’s policy has a nonce nobody can guess, and no inline script', async () => {
  const policy = (await app.request('/', { headers: own })).headers.get('content-security-policy');
  expect(policy).toMatch(/style-src 'self' 'nonce-[\w+/]{24}'/);
  expect(policy?.match(/script-src [^;]*/)?.[0]).not.toContain('unsafe');
});
