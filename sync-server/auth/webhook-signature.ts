import { createHmac } from 'node:crypto';
import type { RandomBytes } from './secrets.ts';

const prefix = 'whsec_';

/** A secret to sign with, as the receiver's library takes it. */
export function newWebhookSecret(random: RandomBytes): string {
  return prefix + Buffer.from(random(32)).toString('base64');
}

/**
 * The headers of a delivery, after the Standard Webhooks specification: HMAC-SHA256 over id, second and body.
 * The second is of this very try, so that a receiver may refuse what is old.
 */
export function signedHeaders(secret: string, id: string, at: number, body: string) {
  const second = String(Math.floor(at / 1000));
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${second}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': second,
    'webhook-signature': `v1,${signature}`
  };
}
