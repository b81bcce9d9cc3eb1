import { existsSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { AppError } from '#shared/errors';
import { compose } from './compose.ts';
import { holdFolder } from './db/hold-folder.ts';
import { isOwnMachine, readSettings } from './env.ts';
import { createLog } from './http/log.ts';
import { toProblem } from './http/problem.ts';
import { readCertificate } from './read-certificate.ts';
import { startRefusal } from './start-refusal.ts';
import { openTelemetry } from './telemetry/telemetry.ts';

const configError = 78; // EX_CONFIG of sysexits.h: fix the settings; trying again does not help
const addressInUse = 'EADDRINUSE';

const settings = refuseOr(() => readSettings(process.env));
const log = createLog(settings.LOG_LEVEL);
let port = settings.PORT;
const beside = fileURLToPath(new URL('../web', import.meta.url));
const site = existsSync(`${beside}/app-shell.html`) ? beside : 'build/web';

const certificate = refuseOr(() => readCertificate(settings));

// Port and folder first: a second server must not touch the data of the one that runs.
let answer: RequestListener = answerEarly;
const servers = await listen();
const letGo = refuseOr(() => holdFolder(settings.PLAYGROUND_DATA));
const telemetry = await startTelemetry();
const installation = await refuseOrWait(() =>
  compose(settings, log, { port: () => port, site, telemetry })
);
if (!isOwnMachine(settings) && !installation.hasOwner())
  refuse(
    'Nobody owns this server yet, so it does not listen beyond this machine. Make an account: npm run admin -- user create'
  );
await installation.prepare();
const { app } = installation;
answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
installation.start();
const address = `${certificate ? 'https' : 'http'}://localhost:${port}`;
console.warn(`The Playground is at ${settings.PLAYGROUND_URL?.origin ?? address}`);

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());

async function stop() {
  if (stopping) process.exit(1); // asked twice: whoever asks wants it gone now
  stopping = true;
  for (const server of servers) server.close();
  await installation.close(settings.DRAIN_SECONDS * 1000);
  letGo();
  for (const server of servers) server.closeAllConnections();
  process.exit(0);
}

/** Listens on this machine alone; `localhost` means both of its addresses where both exist. */
async function listen(): Promise<Server[]> {
  const addresses = settings.HOST === 'localhost' ? ['127.0.0.1', '::1'] : [settings.HOST];
  const servers: Server[] = [];
  for (const address of addresses) {
    // Longer than any client's pool keeps a connection, so that none is closed under a request.
    const timeouts = { keepAliveTimeout: 75_000, headersTimeout: 76_000 };
    const listener: RequestListener = (incoming, outgoing) => answer(incoming, outgoing);
    const server = certificate
      ? createHttpsServer({ ...timeouts, ...certificate }, listener)
      : createServer(timeouts, listener);
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

/** Who asks before everything is ready is told to ask again. */
function answerEarly(...[, response]: Parameters<RequestListener>) {
  const problem = toProblem(new AppError('SERVER_SHUTDOWN', { retryAfterMs: 1_000 }), '');
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'retry-after': '1'
  });
  response.end(JSON.stringify(problem));
}

async function startTelemetry() {
  const clocks = { now: () => Date.now(), monotonic: () => performance.now() };
  try {
    return await openTelemetry(settings, clocks);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== addressInUse) throw error;
    refuse(`METRICS_PORT ${settings.METRICS_PORT} is in use. Set it to another port.`);
  }
}

function refuseOr<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return refuseFor(error);
  }
}

async function refuseOrWait<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return refuseFor(error);
  }
}

function refuseFor(error: unknown): never {
  const sentence = startRefusal(error, process.env.PLAYGROUND_DATA ?? './data');
  if (sentence !== null) refuse(sentence);
  throw error;
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(configError);
}
