import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { freePort } from './spawn.ts';

export interface Known {
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export const client = { id: 'playground', secret: 'a secret of the client, long enough' };

/** A real provider of identities on this machine. Whoever is `next` signs in there without being asked. */
export async function startIdentityProvider(redirectUri: string, people: Record<string, Known>) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code']
      }
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig' }] },
    cookies: { keys: ['for tests alone'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    pkce: { required: () => true },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    async loadExistingGrant(context) {
      const { client: asking, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({
        ...(asking && { clientId: asking.clientId }),
        ...(session?.accountId && { accountId: session.accountId })
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    }
  });
  let next: string | null = null;
  const callback = provider.callback();
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith('/interaction/')) return void callback(incoming, outgoing);
    const result = next === null ? { error: 'access_denied' } : { login: { accountId: next } };
    void provider.interactionFinished(incoming, outgoing, result);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  return {
    issuer,
    env: {
      PLAYGROUND_OIDC_ISSUER: issuer,
      PLAYGROUND_OIDC_CLIENT_ID: client.id,
      PLAYGROUND_OIDC_CLIENT_SECRET: client.secret,
      PLAYGROUND_OIDC_NAME: 'Acme ID',
      PLAYGROUND_EGRESS_ALLOW: issuer
    },
    /** Who signs in from now on; `null`: whoever comes says no. */
    signsIn(who: string | null): void {
      next = who;
    },
    /** What a browser does between leaving for `url` and coming back: the parameters it comes back with. */
    async visit(url: string): Promise<Record<string, string>> {
      const jar = new Map<string, string>();
      let at = url;
      for (let hop = 0; hop < 10; hop += 1) {
        if (at.startsWith(redirectUri)) return Object.fromEntries(new URL(at).searchParams);
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
        for (const each of response.headers.getSetCookie()) {
          const [pair = ''] = each.split('; ');
          jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
        }
        const location = response.headers.get('location');
        if (!location) throw new Error(`${at} led nowhere: ${await response.text()}`);
        at = new URL(location, at).href;
      }
      throw new Error('The provider sends people in circles.');
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
}
