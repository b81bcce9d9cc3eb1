import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createEgress } from './egress.ts';
import { isReachable, judgeUrl, parseOrigins } from './egress-policy.ts';
import { fetchJson } from './fetch-json.ts';
import type { AddressInfo } from 'node:net';
import type { EgressPolicy } from './egress-policy.ts';

const open: EgressPolicy = { allowedOrigins: [], mode: 'public', ownPort: 8787 };
const local: EgressPolicy = {
  allowedOrigins: ['http://10.0.0.5:8000', 'http://169.254.169.254', 'http://nas.lan:11434'],
  mode: 'local',
  ownPort: 8787
};

/** Never, in neither mode, listed or not. */
const never = [
  'http://169.254.169.254/latest/meta-data/',
  'https://169.254.169.254/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://0xa9fea9fe/',
  'http://2852039166/',
  'http://0251.0376.0251.0376/',
  'http://169.254.169.254./',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://metadata/',
  'https://instance-data/latest/',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
  'http://192.0.0.192/',
  'http://[fd00:ec2::254]/',
  'http://[fe80::1]/',
  'https://10.0.0.5/',
  'http://10.0.0.5:8001/',
  'https://10.255.255.255/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'http://192.168.1.1:11434/',
  'https://100.64.0.1/',
  'https://0.0.0.0/',
  'http://0/',
  'http://0.0.0.0:11434/',
  'https://[::]/',
  'http://[::]:11434/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://240.0.0.1/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://198.51.100.7/',
  'https://203.0.113.9/',
  'https://[fc00::1]/',
  'https://[fd12:3456::1]/',
  'https://[ff02::1]/',
  'https://[fec0::1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b::a00:5]/',
  'https://[2002:7f00:1::]/',
  'https://[2002:a00:5::1]/',
  'https://[2001:0:1::1]/',
  'https://[2001:db8::1]/',
  'https://[::ffff:10.0.0.5]/',
  'https://[::ffff:c0a8:101]/',
  'https://[::10.0.0.5]/',
  'https://0x0a.0.0.5/',
  'https://167772165/',
  'https://012.0.0.5/',
  'https://1０.0.0.5/',
  'https://⑩.0.0.5/',
  'https://user:pass@api.openai.com/',
  'https://key@api.openai.com/',
  'http://api.openai.com/v1',
  'http://8.8.8.8/',
  'https://api.openai.com:22/',
  'https://api.openai.com:25/',
  'ftp://api.openai.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/',
  'data:application/json,{}',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  'not a url',
  '',
  'http://localhost:8787/v1/models',
  'http://127.0.0.1:8787/',
  'http://[::1]:8787/',
  'http://127.1:8787/'
];

/** This machine: only where one person's server runs on it. */
const thisMachine = [
  'http://127.0.0.1:11434/',
  'http://localhost:1234/v1',
  'http://localhost.:1234/v1',
  'http://LOCALHOST:1234/v1',
  'http://model.localhost:1234/',
  'http://[::1]:8080/',
  'http://[::ffff:127.0.0.1]:8080/',
  'http://127.1:8080/',
  'http://2130706433:8080/',
  'http://0x7f000001:8080/',
  'http://127.255.255.254:8080/',
  'https://localhost/'
];

const always = [
  'https://api.openai.com/v1',
  'https://api.anthropic.com',
  'https://openrouter.ai/api/v1',
  'https://example.com:8443/v1',
  'https://8.8.8.8/',
  'https://[2606:4700::1111]/'
];

describe('the outbound guard', () => {
  test.each(never)('never calls %s', (url) => {
    expect(judgeUrl(url, open).ok).toBe(false);
    expect(judgeUrl(url, local).ok).toBe(false);
  });

  test.each(thisMachine)('calls %s on one’s own machine alone', (url) => {
    expect(judgeUrl(url, open).ok).toBe(false);
    expect(judgeUrl(url, local)).toMatchObject({ ok: true, reach: 'loopback' });
  });

  test.each(always)('calls %s', (url) => {
    expect(judgeUrl(url, open).ok).toBe(true);
    expect(judgeUrl(url, local).ok).toBe(true);
  });

  test('calls what the operator listed, and only exactly that', () => {
    expect(judgeUrl('http://10.0.0.5:8000/v1', local)).toMatchObject({ ok: true, reach: 'listed' });
    expect(judgeUrl('http://nas.lan:11434/', local).ok).toBe(true);
    expect(judgeUrl('http://nas.lan:11435/', local).ok).toBe(false);
    expect(judgeUrl('https://10.0.0.5:8000/v1', local).ok).toBe(false);
  });

  test('judges the address a name leads to by how the name was let through', () => {
    expect(isReachable('127.0.0.1', 'public')).toBe(false);
    expect(isReachable('::ffff:10.0.0.1', 'public')).toBe(false);
    expect(isReachable('93.184.216.34', 'public')).toBe(true);
    expect(isReachable('192.168.1.5', 'listed')).toBe(true);
    expect(isReachable('169.254.169.254', 'listed')).toBe(false);
    expect(isReachable('192.168.1.5', 'loopback')).toBe(false);
    expect(isReachable('::1', 'loopback')).toBe(true);
    expect(isReachable('not an address', 'listed')).toBe(false);
  });

  test('reads a list of origins', () => {
    expect(parseOrigins(' http://10.0.0.5:8000/v1, https://a.test ')).toEqual([
      'http://10.0.0.5:8000',
      'https://a.test'
    ]);
    expect(parseOrigins('')).toEqual([]);
    expect(() => parseOrigins('nonsense')).toThrow('nonsense is not an origin');
  });
});

describe('at the moment of dialling', () => {
  async function withListener(work: (port: number, connected: () => number) => Promise<void>) {
    let connections = 0;
    const server = createServer((_request, response) => response.end('{}'));
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await work((server.address() as AddressInfo).port, () => connections);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  const ask = (egress: ReturnType<typeof createEgress>, url: string) =>
    fetchJson(egress, { url, headers: {}, key: null, timeoutMs: 2000 });

  test('a name that leads inside is refused, and nothing is dialled', async () => {
    await withListener(async (port, connected) => {
      const egress = createEgress({
        policy: () => open,
        lookup: (_name, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }])
      });
      await expect(ask(egress, `https://rebind.test:${port}/`)).rejects.toMatchObject({
        code: 'EGRESS_BLOCKED'
      });
      expect(connected()).toBe(0);
      await egress.close();
    });
  });

  test('one bad address among good ones condemns the name', async () => {
    const egress = createEgress({
      policy: () => open,
      lookup: (_name, answer) =>
        answer(null, [
          { address: '93.184.216.34', family: 4 },
          { address: '10.0.0.1', family: 4 }
        ])
    });
    await expect(ask(egress, 'https://mixed.test/')).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED'
    });
    await egress.close();
  });

  test('a name is looked up once per connection, so it cannot change its mind', async () => {
    await withListener(async (port, connected) => {
      let asked = 0;
      const egress = createEgress({
        policy: () => ({ ...open, allowedOrigins: [`http://flip.test:${port}`] }),
        lookup: (_name, answer) => {
          asked += 1;
          answer(null, [{ address: asked % 2 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
        }
      });
      await expect(ask(egress, `http://flip.test:${port}/`)).resolves.toEqual({});
      expect([asked, connected()]).toEqual([1, 1]);
      await egress.close();
    });
  });

  test('localhost is reached by whichever of its addresses answers', async () => {
    await withListener(async (port) => {
      const egress = createEgress({
        policy: () => local,
        lookup: (_name, answer) =>
          answer(null, [
            { address: '::1', family: 6 },
            { address: '127.0.0.1', family: 4 }
          ])
      });
      await expect(ask(egress, `http://localhost:${port}/`)).resolves.toEqual({});
      await egress.close();
    });
  });

  test('a localhost that leads elsewhere is refused', async () => {
    const egress = createEgress({
      policy: () => local,
      lookup: (_name, answer) => answer(null, [{ address: '10.0.0.5', family: 4 }])
    });
    await expect(ask(egress, 'http://localhost:1234/')).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED'
    });
    await egress.close();
  });
});
