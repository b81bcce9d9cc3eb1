import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Account } from '#shared/accounts';
import { compose } from '../compose.ts';
import { readSettings } from '../env.ts';
import { createAnswerCheck } from './answer-check.ts';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

/** Somebody's browser: it keeps the cookies it is given and sends them with every request. */
export interface Browser {
  /** Sent with each request once it is set. */
  organization: string | null;
  cookies: Map<string, string>;
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>
  ): Promise<Answer>;
  raw(method: string, path: string, init?: RequestInit): Promise<Response>;
  account(): Promise<Account>;
}

export type Team = Awaited<ReturnType<typeof createTeam>>;

export const password = 'correct horse battery';

/** A whole server in team mode over a folder of its own, asked from this very machine. */
export async function createTeam(env: Record<string, string> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'playground-team-'));
  const settings = readSettings({
    PLAYGROUND_MODE: 'team',
    PLAYGROUND_DATA: join(root, 'data'),
    PLAYGROUND_PROBE: 'off',
    ...env
  });
  const installation = await compose(settings, pino({ level: 'silent' }), {
    port: () => 8787,
    site: root
  });
  const check = createAnswerCheck(installation.app);
  let browsers = 0;

  function browser(): Browser {
    // The first sits at the server's own machine; the others are elsewhere, each by itself.
    const remoteAddress = browsers === 0 ? '127.0.0.1' : `10.0.${browsers >> 8}.${browsers & 255}`;
    browsers += 1;
    const bindings = { incoming: { socket: { remoteAddress } } };
    const cookies = new Map<string, string>();
    const one: Browser = {
      organization: null,
      cookies,
      async raw(method, path, init = {}) {
        const headers = new Headers(init.headers);
        headers.set('host', 'localhost:8787');
        if (cookies.size > 0)
          headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
        if (one.organization !== null) headers.set('x-organization', one.organization);
        const response = await installation.app.request(
          path,
          { ...init, method, headers },
          bindings
        );
        for (const cookie of response.headers.getSetCookie()) {
          const [pair = '', ...attributes] = cookie.split('; ');
          const at = pair.indexOf('=');
          const isOver = attributes.some((each) => each.toLowerCase() === 'max-age=0');
          if (isOver) cookies.delete(pair.slice(0, at));
          else cookies.set(pair.slice(0, at), pair.slice(at + 1));
        }
        return check(method, path, response);
      },
      async ask(method, path, body, headers = {}) {
        const response = await one.raw(method, path, {
          headers: {
            ...headers,
            ...(body === undefined ? {} : { 'content-type': 'application/json' })
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) })
        });
        const text = await response.text();
        const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
        const read = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
        return { status: response.status, body: read, headers: response.headers };
      },
      account: async () => (await one.ask('GET', '/v1/account')).body as unknown as Account
    };
    return one;
  }

  return {
    ...installation,
    folder: join(root, 'data'),
    browser,
    /** Somebody with an account, signed in. The first one owns the server. */
    async person(name: string, invitation?: string): Promise<Browser> {
      const one = browser();
      const { status, body } = await one.ask('POST', '/v1/auth/sign-up', {
        name,
        email: `${name.toLowerCase()}@example.org`,
        password,
        ...(invitation === undefined ? {} : { invitation })
      });
      if (status !== 200) throw new Error(`${name} has no account: ${JSON.stringify(body)}`);
      return one;
    },
    async stop() {
      await installation.close(0);
      rmSync(root, { recursive: true });
    }
  };
}
