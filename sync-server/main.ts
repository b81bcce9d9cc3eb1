import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { createServer } from 'node:http';
import { compose } from './compose.ts';
import { DatabaseRefused } from './db/open.ts';
import { readSettings, SettingRefused } from './env.ts';
import { createLog } from './http/log.ts';
import { MasterKeyRefused } from './secrets/master-key.ts';

const drainMs = 10_000;
const configError = 78; // EX_CONFIG of sysexits.h: fix the settings; trying again does not help
const addressInUse = 'EADDRINUSE';

const settings = refuseOr(() => readSettings(process.env));
const log = createLog(settings.LOG_LEVEL);
let port = settings.PORT;
const beside = fileURLToPath(new URL('../web', import.meta.url));
const site = existsSync(`${beside}/app-shell.html`) ? beside : 'build/web';

const installation = refuseOr(() => compose(settings, log, { port: () => port, site }));
await installation.prepare();

const listener = getRequestListener(installation.app.fetch, { overrideGlobalObjects: false });
const servers = await listen();
installation.start();
console.warn(`The Playground is at http://localhost:${port}`);

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());

async function stop() {
  if (stopping) process.exit(1); // asked twice: whoever asks wants it gone now
  stopping = true;
  for (const server of servers) server.close();
  await installation.close(drainMs);
  for (const server of servers) server.closeAllConnections();
  process.exit(0);
}

/** Listens on this machine alone; `localhost` means both of its addresses where both exist. */
async function listen(): Promise<Server[]> {
  const addresses = settings.HOST === 'localhost' ? ['127.0.0.1', '::1'] : [settings.HOST];
  const servers: Server[] = [];
  for (const address of addresses) {
    const server = createServer(
      // Longer than any client's pool keeps a connection, so that none is closed under a request.
      { keepAliveTimeout: 75_000, headersTimeout: 76_000 },
      listener
    );
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, address, resolve);
      });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // A machine without IPv6 has no ::1; that is no reason not to start.
      if (servers.length > 0 && code !== addressInUse) continue;
      if (code !== addressInUse) throw error;
      refuse(`Port ${port} is in use. Stop what listens there, or set PORT to another one.`);
    }
    const bound = server.address();
    if (typeof bound === 'object' && bound) port = bound.port;
    servers.push(server);
  }
  return servers;
}

function refuseOr<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const isOurs =
      error instanceof SettingRefused ||
      error instanceof DatabaseRefused ||
      error instanceof MasterKeyRefused;
    if (isOurs) refuse(error.message);
    throw error;
  }
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(configError);
}
