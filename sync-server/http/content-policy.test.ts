import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import pino from 'pino';
import { expect, test } from 'vitest';
import { contentPolicy } from './content-policy.ts';
import { createCspReports } from './csp-report.ts';
import { headers } from './headers.ts';
import { createLog } from './log.ts';
import { onError } from './problem.ts';
import type { Env } from './route.ts';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('every inline script and style of the page is let in by its hash, and no other', () => {
  const page = `<script>one()</script><style nonce="n">a{}</style><script src="/x.js"></script><script>two()</script>`;
  const policy = contentPolicy(page, 'n');
  expect(policy).toContain(`script-src 'self' ${hash('one()')} ${hash('two()')};`);
  expect(policy).toContain(`style-src 'self' 'nonce-n' ${hash('a{}')};`);
  expect(policy).toContain("require-trusted-types-for 'script'");
});

function anApp(https = false) {
  const app = new Hono<Env>();
  app.onError(onError(pino({ level: 'silent' })));
  app.use(headers('page', https));
  app.get('/v1/plain', (c) => c.json({}));
  app.get('/v1/file', (c) => c.body('x', 200, { 'content-security-policy': 'sandbox' }));
  app.get('/', (c) => c.html(''));
  return app;
}

test('S31: a file keeps its own stricter policy, an answer is no page, and neither is listed', async () => {
  const app = anApp();
  const policyOf = async (path: string) =>
    (await app.request(path)).headers.get('content-security-policy');
  expect(await policyOf('/v1/file')).toBe('sandbox');
  expect(await policyOf('/v1/plain')).toContain("default-src 'none'");
  expect(await policyOf('/')).toBe('page');
  expect((await app.request('/v1/plain')).headers.get('x-robots-tag')).toBe('noindex, nofollow');
});

test('by https, and only so, it is said that there is nothing else', async () => {
  const told = async (https: boolean) => (await anApp(https).request('/')).headers;
  const [plain, safe] = [await told(false), await told(true)];
  expect(plain.get('strict-transport-security')).toBeNull();
  expect(safe.get('strict-transport-security')).toContain('max-age=31536000');
  expect(safe.get('content-security-policy')).toBe('page; report-to csp');
});

test('a report is logged without content, in one line, and thirty a minute are enough', async () => {
  const lines: string[] = [];
  const log = createLog('warn', { write: (line) => lines.push(line) });
  const app = new Hono<Env>();
  app.onError(onError(log));
  app.route(
    '/',
    createCspReports(log, () => 0)
  );
  const send = (type: string, body: unknown) =>
    app.request('/v1/csp-report', {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify(body)
    });
  const report = {
    'effective-directive': 'img-src\n{"level":60}',
    'blocked-uri': 'https://evil.test/leak?prompt=my+secret+garden',
    'script-sample': 'my secret garden'
  };
  expect((await send('application/csp-report', { 'csp-report': report })).status).toBe(204);
  const body = { effectiveDirective: 'script-src', blockedURL: 'inline', sample: 'garden' };
  const modern = [
    { type: 'csp-violation', body },
    { type: 'deprecation', body: {} }
  ];
  expect((await send('application/reports+json', modern)).status).toBe(204);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { directive: 'img-srclevel', blocked: 'https://evil.test' },
    { directive: 'script-src', blocked: 'inline' }
  ]);
  expect(lines.join('')).not.toContain('garden');
  expect((await send('text/plain', {})).status).toBe(400);
  expect((await send('application/csp-report', { surprise: 1 })).status).toBe(400);
  let last = 204;
  for (let count = 0; count < 30; count++)
    last = (await send('application/csp-report', { 'csp-report': {} })).status;
  expect(last).toBe(429);
});
