import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { createInstallation } from '../testing/installation.ts';
import { fuzz } from './fuzz.ts';

const abused = await createInstallation();
afterAll(abused.close);
const { routes, ask } = abused;

const json = { 'content-type': 'application/json' };
const plain = (path: string) => path.replaceAll(/:\w+(\{[^}]*\})?/g, 'x');
/** Streams answer at once and do not end. */
const taking = routes.filter(
  ({ facts }) => facts.shape.body !== undefined && facts.shape.body !== 'bytes'
);

test('there are routes to abuse', () => {
  expect(routes.length).toBeGreaterThan(30);
  expect(taking.length).toBeGreaterThan(10);
});

test('S06: no body may say who one is, whose it is, or what one may', async () => {
  const before = abused.dump();
  const names = ['role', 'orgId', 'organizationId', 'userId', 'scopes', 'rateLimit', 'createdBy'];
  for (const { method, path } of taking.filter((each) => each.path !== '/v1/csp-report'))
    for (const name of names) {
      const response = await ask(method, plain(path), {
        headers: json,
        body: JSON.stringify({ [name]: 'owner' })
      });
      expect.soft(response.status, `${method} ${path} with ${name}`).toBeGreaterThanOrEqual(400);
      expect.soft(response.status, `${method} ${path} with ${name}`).toBeLessThan(500);
    }
  expect(abused.dump()).toBe(before);
});

test('S14: a run cannot bring its own server, headers or proxy', async () => {
  for (const name of ['base_url', 'api_base', 'baseUrl', 'headers', 'proxy', 'apiKey']) {
    const content = { kind: 'text', text: 'x', systemPrompt: '', variables: [], tools: [] };
    const body = {
      content: { ...content, outputSchema: null, modelConfig: {} },
      [name]: 'http://x'
    };
    const response = await ask('POST', '/v1/runs', { headers: json, body: JSON.stringify(body) });
    expect(response.status, name).toBe(400);
  }
});

test('S11: another way to write a path never opens what the plain one refuses, and changes nothing', async () => {
  const before = abused.dump();
  const disguises = [
    (path: string) => `/${path}`,
    (path: string) => path.replace('/v1/', '/V1/'),
    (path: string) => path.replace('/v1/', '/v1//'),
    (path: string) => path.replace('/v1/', '/v1%2F'),
    (path: string) => path.replace('/v1/', '/x/%2e%2e/v1/'),
    (path: string) => path.replace('/v1/', '/v1/.;a/'),
    (path: string) => `${path}/`,
    (path: string) => `${path}.`,
    (path: string) => `${path};x`,
    (path: string) => `${path}%00`
  ];
  const stranger = { host: 'evil.test', ...json };
  for (const { method, path } of routes)
    for (const disguise of disguises) {
      const response = await ask(method, disguise(plain(path)), {
        headers: stranger,
        ...(method === 'GET' ? {} : { body: '{}' })
      });
      expect.soft(response.status, `${method} ${disguise(path)}`).toBe(421);
      await response.body?.cancel();
    }
  expect(abused.dump()).toBe(before);
});

describe('S39: a body made to break the parser is refused', () => {
  const bombs: [string, string | Buffer<ArrayBuffer>, Record<string, string>][] = [
    ['nested a million deep', `${'['.repeat(900_000)}`, json],
    ['nested deep and closed', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, json],
    [
      'ten thousand keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n]))),
      json
    ],
    [
      'a polluted prototype',
      '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
      json
    ],
    [
      '200 MB in 200 KB',
      Buffer.from(gzipSync(Buffer.alloc(200_000_000))),
      { ...json, 'content-encoding': 'gzip' }
    ]
  ];
  test.each(bombs)('%s', async (_name, body, headers) => {
    for (const { method, path } of taking.slice(0, 12)) {
      const response = await ask(method, plain(path), { headers, body });
      expect.soft([400, 413], `${method} ${path}`).toContain(response.status);
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('larger than allowed: it is read no further than it may be', async () => {
    const megabyte = new Uint8Array(1_000_000).fill(120);
    for (const { method, path } of taking.slice(0, 12)) {
      let sent = 0;
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += megabyte.length;
          if (sent > 200_000_000) controller.close();
          else controller.enqueue(megabyte);
        }
      });
      const response = await ask(method, plain(path), {
        headers: json,
        body: endless,
        duplex: 'half'
      } as RequestInit);
      expect.soft(response.status, `${method} ${path}`).toBe(413);
      expect.soft(sent, `${method} ${path}`).toBeLessThan(40_000_000);
    }
  });
});

test('S44, S45: what would break out of a query changes nothing and breaks nothing', async () => {
  const before = abused.dump();
  const corpus = [
    "'",
    "' or '1'='1",
    '"; drop table records; --',
    "1'); attach 'x' as y; --",
    '*',
    '%',
    '\\'
  ];
  for (const { method, path, facts } of routes.filter((each) => each.method === 'GET'))
    for (const text of corpus) {
      const name = encodeURIComponent(text);
      const query = facts.shape.query ? `?cursor=${name}&q=${name}&limit=${name}&from=${name}` : '';
      const asked = `${path.replaceAll(/:\w+(\{[^}]*\})?/g, name)}${query}`;
      const response = await ask(method, asked, {
        headers: { authorization: `Bearer ${text}`, 'x-organization': name }
      });
      expect.soft(response.status, `${method} ${asked}`).toBeLessThan(500);
      await response.body?.cancel();
    }
  expect(abused.dump()).toBe(before);
});

test('S58: nothing that is sent can write a line of the log', async () => {
  const from = abused.lines.length;
  const evil = '%0d%0a{"level":60,"msg":"forged"}%1b[2J\u{1f4a3}';
  for (const { method, path } of routes.slice(0, 20)) {
    const response = await ask(method, `${path.replaceAll(/:\w+(\{[^}]*\})?/g, evil)}?q=${evil}`, {
      headers: { ...json, 'user-agent': 'a\tb', 'x-request-id': '{"level":60}' },
      ...(method === 'GET' ? {} : { body: JSON.stringify({ name: '\r\n{"level":60}' }) })
    });
    await response.body?.cancel();
  }
  const lines = abused.lines.slice(from);
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    expect(line.trimEnd().split('\n')).toHaveLength(1);
    expect([...line.trimEnd()].filter((letter) => letter < ' ' || letter === '\u007f')).toEqual([]);
    expect(JSON.parse(line)).not.toMatchObject({ msg: 'forged' });
  }
});

test('S60: a failure tells nothing of the inside of the server', async () => {
  for (const { method, path } of routes) {
    const response = await ask(method, plain(path), {
      headers: json,
      ...(method === 'GET' ? {} : { body: '{"x":' })
    });
    if (response.status < 400) {
      await response.body?.cancel();
      continue;
    }
    const text = await response.text();
    expect
      .soft(text, `${method} ${path}`)
      .not.toMatch(/SQLITE|node_modules|\.ts:|at \w+ \(|\/tmp\//);
  }
});

test('S40: 200 requests to each route, made of its own schemas, meet no 5xx and no answer in another form', async () => {
  const report = await fuzz(abused, 200, 1);
  expect(report.wrong).toEqual([]);
  expect(report.requests).toBe(routes.length * 200);
  expect(report.byClass['2xx'], 'some of it is right').toBeGreaterThan(routes.length);
}, 600_000);
