import { request } from 'undici';
import type { Delivery, Webhook } from '#shared/accounts';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Egress } from '../providers/egress.ts';
import type { Envelope } from '../secrets/envelope.ts';
import type { RandomBytes } from './secrets.ts';
import { newWebhookSecret, signedHeaders } from './webhook-signature.ts';

export type WebhookEvent = 'api_key.rotated' | 'test';

interface Row extends Omit<Webhook, 'deliveries'> {
  sealedSecret: Buffer;
}
interface Due {
  id: string;
  organizationId: string;
  body: string;
  tries: number;
}

interface Deps {
  sql: Sql;
  writer: Writer;
  envelope: Envelope;
  egress: Egress;
  now: () => number;
  newId: () => string;
  random: RandomBytes;
  /** Calls back once after so many milliseconds; the answer takes it back. */
  after: (ms: number, work: () => void) => () => void;
  report: (error: unknown) => void;
}

const second = 1000;
/** Waits between tries; after the last one it is given up. */
export const waitsMs = [10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600].map((each) => each * second);
/** After a fault of our own, such as a full disk, nothing is sent for so long. */
const pauseMs = 60 * second;
const timeoutMs = 10 * second;
const keptPerOrganization = 50;
const atOnce = 20;

export type Webhooks = ReturnType<typeof createWebhooks>;

/**
 * Tells an organization's own server what happened to its keys: signed, through the guard of outbound calls, again and
 * again with longer waits. What is to be told is in the database before anything is sent, so a restart loses nothing.
 */
export function createWebhooks(deps: Deps) {
  const { sql, writer, envelope, egress, now, newId, random, after } = deps;
  const byOrganization = sql.prepare(
    `select url, sealed_secret as sealedSecret, created_at as createdAt from webhooks
     where organization_id = ?`
  );
  const put = sql.prepare(
    `insert into webhooks (organization_id, url, sealed_secret, created_at) values (?, ?, ?, ?)
     on conflict (organization_id) do update set url = excluded.url,
       sealed_secret = excluded.sealed_secret, created_at = excluded.created_at`
  );
  const drop = sql.prepare('delete from webhooks where organization_id = ?');
  const dropDeliveries = sql.prepare('delete from deliveries where organization_id = ?');
  const add = sql.prepare(
    `insert into deliveries (id, organization_id, event, body, at, next_at)
     values (@id, @organizationId, @event, @body, @at, @at)`
  );
  const prune = sql.prepare(
    `delete from deliveries where organization_id = @organizationId and id not in (
       select id from deliveries where organization_id = @organizationId
       order by at desc, id desc limit ${keptPerOrganization})`
  );
  const list = sql.prepare(
    `select id, event, at, tries, next_at as nextAt, status from deliveries
     where organization_id = ? order by at desc, id desc limit 20`
  );
  const due = sql.prepare(
    `select id, organization_id as organizationId, body, tries from deliveries
     where next_at <= ? order by next_at limit ${atOnce}`
  );
  const nextDue = sql.prepare('select min(next_at) from deliveries').pluck();
  const settle = sql.prepare(
    'update deliveries set tries = ?, next_at = ?, status = ? where id = ?'
  );

  let cancel: () => void = () => undefined;
  let sending = false;
  let stopped = false;

  const rowOf = (organizationId: string) => byOrganization.get(organizationId) as Row | undefined;
  const deliveriesTo = (organizationId: string) => list.all(organizationId) as Delivery[];
  /** Another address needs another secret: whoever was told the old one is not told of the new place. */
  const contextOf = (organizationId: string, url: string) => ({
    organizationId,
    connectionId: 'webhook',
    kind: 'webhook',
    origin: new URL(url).origin
  });

  async function send({ id, organizationId, body }: Due): Promise<number | null> {
    const row = rowOf(organizationId);
    if (!row) return null;
    const secret = envelope.open(contextOf(organizationId, row.url), row.sealedSecret);
    const response = await request(egress.check(row.url), {
      dispatcher: egress.dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signedHeaders(secret, id, now(), body) },
      body,
      signal: AbortSignal.timeout(timeoutMs)
    });
    // What it says is nobody's to read here; the connection is wanted back.
    await response.body.dump({ limit: 64 * 1024 });
    return response.statusCode;
  }

  async function deliver(one: Due): Promise<void> {
    let status: number | null;
    try {
      status = await send(one);
    } catch (error) {
      status = null;
      deps.report(error);
    }
    const isDone = status !== null && status >= 200 && status < 300;
    const wait = waitsMs[one.tries];
    const nextAt = isDone || wait === undefined ? null : now() + wait;
    await writer.transact(() => settle.run(one.tries + 1, nextAt, status, one.id));
  }

  async function work(): Promise<void> {
    if (sending || stopped) return;
    sending = true;
    let leastMs = 0;
    try {
      for (;;) {
        const found = due.all(now()) as Due[];
        if (found.length === 0 || stopped) break;
        await Promise.all(found.map(deliver));
      }
    } catch (error) {
      // What was sent could not be noted, and would be sent again and again.
      leastMs = pauseMs;
      deps.report(error);
    }
    sending = false;
    schedule(leastMs);
  }

  function schedule(leastMs: number): void {
    cancel();
    if (stopped) return;
    const at = nextDue.get() as number | null;
    if (at !== null) cancel = after(Math.max(leastMs, at - now()), () => void work());
  }

  return {
    /** As it stands, without its secret; `null`: there is none. */
    read(organizationId: string): Webhook | null {
      const row = rowOf(organizationId);
      if (!row) return null;
      const { url, createdAt } = row;
      return { url, createdAt, deliveries: deliveriesTo(organizationId) };
    },
    /** Sets the address and makes the secret, which is answered here and never again. Inside `transact`. */
    set(organizationId: string, url: string): { webhook: Webhook; secret: string } {
      const secret = newWebhookSecret(random);
      const createdAt = now();
      const sealed = envelope.seal(contextOf(organizationId, url), secret);
      put.run(organizationId, url, sealed, createdAt);
      return { webhook: { url, createdAt, deliveries: deliveriesTo(organizationId) }, secret };
    },
    /** Inside `transact`. */
    remove(organizationId: string): boolean {
      dropDeliveries.run(organizationId);
      return drop.run(organizationId).changes > 0;
    },
    /** Notes what is to be told, if there is anywhere to tell it. Inside the transaction of what happened. */
    note(organizationId: string, event: WebhookEvent, data: object): void {
      if (!rowOf(organizationId)) return;
      const at = now();
      const id = newId();
      const body = JSON.stringify({ type: event, timestamp: new Date(at).toISOString(), data });
      add.run({ id, organizationId, event, body, at });
      prune.run({ organizationId });
    },
    /** Sends what is due; after the transaction, and when the server starts. */
    wake: () => void work(),
    stop(): void {
      stopped = true;
      cancel();
    }
  };
}
