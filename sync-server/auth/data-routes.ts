import { Hono } from 'hono';
import * as z from 'zod/mini';
import { emailSchema, leavingSchema } from '#shared/accounts';
import { AppError } from '#shared/errors';
import { route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import type { AccountsDeps } from './accounts.ts';
import { done, doneShape } from './done.ts';
import { personalExport } from './personal-export.ts';

/** What is kept of a person: to take along, and to have deleted. */
export function createDataRoutes(deps: AccountsDeps): Hono<Env> {
  const { sql, organizations, people, departures, writer, audit, now } = deps;

  const takeAlong = route(
    'sudo',
    { answer: 'application/x-ndjson' },
    async ({ principal: { userId } }) => {
      const own = organizations.personal(userId);
      if (!own) throw new AppError('NOT_FOUND', { detail: 'The personal space.' });
      await writer.transact(() => audit.person(userId, 'account.export', {}));
      const asked = { userId, organizationId: own.id, scope: own.scope };
      const at = new Date(now()).toISOString();
      const lines = personalExport(sql, asked, at);
      const file = new ReadableStream<Uint8Array>({
        pull(controller) {
          const { value, done } = lines.next();
          if (done) controller.close();
          else controller.enqueue(Buffer.from(value));
        },
        cancel: () => void lines.return(undefined)
      });
      return new Response(file, {
        headers: {
          'content-type': 'application/x-ndjson',
          'content-disposition': `attachment; filename="playground-${at.slice(0, 10)}.ndjson"`,
          'cache-control': 'no-store'
        }
      });
    }
  );

  const describe = route('person', { answer: leavingSchema }, ({ principal }) =>
    departures.describe(principal.userId)
  );

  const leave = route(
    'sudo',
    { body: z.strictObject({ email: emailSchema }), answer: doneShape },
    async ({ c, principal: { userId }, body }) => {
      if (people.person(userId)?.email !== body.email)
        throw new AppError('INVALID_REQUEST', {
          detail: 'Type the e-mail address of your account to delete it.'
        });
      const going = await writer.transact(() => departures.take(userId));
      deps.streams.close((one) => one.userId === userId);
      const scopes = new Set(going.map(({ scope }) => scope));
      await deps.endRuns(({ scope, person }) => scopes.has(scope) || person === userId);
      await deps.erase.sweep();
      c.header('clear-site-data', '"cache", "cookies"');
      return done;
    }
  );

  return new Hono<Env>()
    .get('/v1/export', takeAlong)
    .get('/v1/account/deletion', describe)
    .delete('/v1/account', leave);
}
