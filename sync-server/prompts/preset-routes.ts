import { Hono } from 'hono';
import * as z from 'zod/mini';
import { collections } from '#shared/collections';
import { listShape, recordShape, rightsShape } from '../http/answers.ts';
import { byId } from '../http/by-id.ts';
import type { Env, Principal } from '../http/route.ts';
import { route } from '../http/route.ts';
import { living, rightsOf, type Desk } from './desk.ts';
import { pageOf, pageShape } from './pages.ts';
import { trashRoute } from './trash-route.ts';

const { name, content, modelConfig } = collections.presets.fields;
/** PUT takes a whole preset, so what is left out is empty. */
const body = z.strictObject({
  name,
  content: z._default(content, null),
  modelConfig: z._default(modelConfig, {})
});
const maxBytes = 4 * 1024 * 1024;
const shown = z.object({ preset: recordShape('presets'), _capabilities: rightsShape });

export function createPresetRoutes(desk: Desk): Hono<Env> {
  const { author, writer, newId } = desk;

  const answer = (principal: Principal, id: string) => ({
    preset: living(author, principal.scope, 'presets', id),
    _capabilities: rightsOf(principal)
  });

  const list = route(
    'view',
    { query: z.object(pageShape), answer: listShape(recordShape('presets')) },
    ({ principal, query }) => pageOf(author, principal.scope, 'presets', {}, query)
  );

  const create = route(
    'edit',
    { body, maxBytes, answer: shown },
    async ({ c, principal, body: fields }) => {
      const { scope } = principal;
      const id = newId();
      await writer.transact(() => author.write(scope, [{ collection: 'presets', id, fields }]));
      return c.json(answer(principal, id), 201, { location: `/v1/presets/${id}` });
    }
  );

  const show = route('view', { params: byId, answer: shown }, ({ principal, params }) =>
    answer(principal, params.id)
  );

  const put = route(
    'edit',
    { params: byId, body, maxBytes, answer: shown },
    async ({ principal, params: { id }, body: fields }) => {
      const { scope } = principal;
      await writer.transact(() => {
        living(author, scope, 'presets', id);
        author.write(scope, [{ collection: 'presets', id, fields }]);
      });
      return answer(principal, id);
    }
  );

  return new Hono<Env>()
    .get('/v1/presets', list)
    .post('/v1/presets', create)
    .get('/v1/presets/:id', show)
    .put('/v1/presets/:id', put)
    .delete('/v1/presets/:id', trashRoute(desk, 'presets'));
}
