/** As much of it as the harness uses; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Context {
    oidc: {
      client?: { clientId: string };
      session?: { accountId?: string };
      provider: {
        Grant: new (of: { clientId?: string; accountId?: string }) => {
          addOIDCScope(scope: string): void;
          save(): Promise<string>;
        };
      };
    };
  }
  interface Configuration {
    clients: object[];
    jwks: object;
    cookies: object;
    claims: Record<string, string[]>;
    features: object;
    interactions: { url: (context: Context, interaction: { uid: string }) => string };
    pkce: { required: () => boolean };
    findAccount: (context: Context, id: string) => { accountId: string; claims: () => object };
    loadExistingGrant: (context: Context) => Promise<object>;
    ttl: Record<string, number>;
  }
  export default class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;
    interactionFinished(
      incoming: IncomingMessage,
      outgoing: ServerResponse,
      result: object
    ): Promise<void>;
  }
}
