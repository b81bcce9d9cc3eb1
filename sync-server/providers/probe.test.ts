import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUpstream } from '../testing/upstream.ts';
import { createEgress } from './egress.ts';
import { findLocalServers } from './probe.ts';
import type { AddressInfo } from 'node:net';
import type { Upstream } from '../testing/upstream.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await createUpstream();
});
afterAll(() => upstream.close());

test('finds the model servers that answer, and passes over the rest', async () => {
  const site = createServer((_request, response) => response.end('<h1>Not a model</h1>'));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const egress = createEgress({
    policy: () => ({ allowedOrigins: [], mode: 'local', ownPort: 2 })
  });
  const found = await findLocalServers(egress, [
    [upstream.port, 'ollama', 'Ollama'],
    [(site.address() as AddressInfo).port, 'openai-compatible', 'A website'],
    [9, 'openai-compatible', 'Nothing'],
    [2, 'openai-compatible', 'Ourselves']
  ]);
  expect(found).toMatchObject([
    { id: `local-${upstream.port}`, kind: 'ollama', name: 'Ollama', source: 'local' }
  ]);
  await egress.close();
  site.closeAllConnections();
  await new Promise((resolve) => site.close(resolve));
});
