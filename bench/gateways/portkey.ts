import { createServer } from 'node:http';
import { createServer as createProbe } from 'node:net';
import { serveChild } from '../relay-child.ts';

// The gateway as it comes from the registry answers every stream with an error ("immutable" headers,
// Portkey-AI/gateway#1389): unless PLAIN is set, that one error is taken away here.
if (!process.env['PLAIN'])
  for (const name of ['append', 'set', 'delete'] as const) {
    const original = Headers.prototype[name] as (...args: unknown[]) => void;
    (Headers.prototype as unknown as Record<string, unknown>)[name] = function (
      this: Headers,
      ...args: unknown[]
    ) {
      try {
        original.apply(this, args);
      } catch (error) {
        if (!(error instanceof TypeError && /immutable/.test(error.message))) throw error;
      }
    };
  }

const port = await new Promise<number>((resolve) => {
  const probe = createProbe().listen(0, '127.0.0.1', () => {
    const address = probe.address();
    probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
});
process.argv.push('--headless', `--port=${port}`);
await import('@portkey-ai/gateway/build/start-server.js' as string);
// It listens by itself; this one only lends the answers about use, under the gateway's port.
const standIn = createServer();
standIn.listen = ((_port: number, _host: string, ready: () => void) => {
  ready();
  return standIn;
}) as never;
standIn.address = () => ({ port, address: '127.0.0.1', family: 'IPv4' });
serveChild(standIn);
