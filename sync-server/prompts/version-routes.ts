import { Hono } from 'hono';
import * as z from 'zod/mini';
import { promptContentSchema } from '#shared/prompt-fields';
import { labelId } from '#shared/derived-id';
import { AppError } from '#shared/errors';
import { idSchema } from '#shared/id-schema';
import { labelName } from '#shared/label-name';
import { listShape, recordShape, rightsShape } from '../http/answers.ts';
import { byId } from '../http/by-id.ts';
import type { Env } from '../http/route.ts';
import { route } from '../http/route.ts';
import { checkpoint } from './checkpoint.ts';
import { living, rightsOf, type Desk } from './desk.ts';
import { pageOf, pageShape } from './pages.ts';
import { storedContent } from './stored-prompt.ts';

const labelParams = z.object({
  id: idSchema(),
  name: z.string().check(z.minLength(1), z.maxLength(200))
});
const maxBytes = 4 * 1024 * 1024;

const versionBody = z.strictObject({
  /** Absent: the prompt as the server knows it. */
  content: z.optional(promptContentSchema),
  name: z.optional(z.string().check(z.maxLength(200))),
  note: z.optional(z.string())
});
const labelBody = z.strictObject({ versionId: idSchema() });
const version = recordShape('versions');
const listed = listShape(z.extend(version, { labels: z.array(z.string()) }));

/** Versions of a prompt and the labels on them. A version's content never changes. */
export function createVersionRoutes({ author, writer, now }: Desk): Hono<Env> {
  const list = route(
    'view',
    { params: byId, query: z.object(pageShape), answer: listed },
    ({ principal: { scope }, params, query }) => {
      living(author, scope, 'prompts', params.id);
      const { items, nextCursor } = pageOf(
        author,
        scope,
        'versions',
        { promptId: params.id },
        query
      );
      const labels = author.find(scope, 'labels', { promptId: params.id });
      const labelsOn = (versionId: string) =>
        labels.filter((label) => label.versionId === versionId).map(({ name }) => name);
      return { items: items.map((item) => ({ ...item, labels: labelsOn(item.id) })), nextCursor };
    }
  );

  const create = route(
    'edit',
    {
      params: byId,
      body: versionBody,
      maxBytes,
      answer: z.object({ version, _capabilities: rightsShape })
    },
    async ({ c, principal, params: { id: promptId }, body }) => {
      const { scope, userId: createdBy } = principal;
      const { content, ...given } = body;
      const { version, made } = await writer.transact(() => {
        const stored = storedContent(author, scope, promptId);
        const { id: versionId, made } = checkpoint(author, {
          scope,
          promptId,
          createdBy,
          content: content ?? stored
        });
        if (Object.keys(given).length > 0)
          author.write(scope, [{ collection: 'versions', id: versionId, fields: given }]);
        const version = living(author, scope, 'versions', versionId);
        return { version, made };
      });
      return c.json({ version, _capabilities: rightsOf(principal) }, made ? 201 : 200);
    }
  );

  const label = route(
    'edit',
    {
      params: labelParams,
      body: labelBody,
      answer: z.object({ label: recordShape('labels'), _capabilities: rightsShape })
    },
    async ({ principal, params, body: { versionId } }) => {
      const { scope } = principal;
      const name = nameOf(params.name);
      const labelled = labelId(params.id, name);
      await writer.transact(() => {
        living(author, scope, 'prompts', params.id);
        if (living(author, scope, 'versions', versionId).promptId !== params.id)
          throw new AppError('NOT_FOUND', { detail: 'The version, of this prompt.' });
        const fields = { promptId: params.id, name, versionId, deletedAt: null };
        author.write(scope, [{ collection: 'labels', id: labelled, fields }]);
      });
      return {
        label: living(author, scope, 'labels', labelled),
        _capabilities: rightsOf(principal)
      };
    }
  );

  const unlabel = route(
    'edit',
    { params: labelParams, answer: 'nothing' },
    async ({ c, principal: { scope }, params }) => {
      const labelled = labelId(params.id, nameOf(params.name));
      await writer.transact(() => {
        living(author, scope, 'labels', labelled);
        const fields = { deletedAt: now() };
        author.write(scope, [{ collection: 'labels', id: labelled, fields }]);
      });
      return c.body(null, 204);
    }
  );

  return new Hono<Env>()
    .get('/v1/prompts/:id/versions', list)
    .post('/v1/prompts/:id/versions', create)
    .put('/v1/prompts/:id/labels/:name', label)
    .delete('/v1/prompts/:id/labels/:name', unlabel);
}

function nameOf(typed: string): string {
  const name = labelName(typed);
  if (name === null) throw new AppError('INVALID_REQUEST', { detail: 'path.name: is no label.' });
  return name;
}
