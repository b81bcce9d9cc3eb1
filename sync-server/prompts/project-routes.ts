import { Hono } from 'hono';
import * as z from 'zod/mini';
import { collections } from '#shared/collections';
import type { Project } from '#shared/collections';
import { defaultsOf } from '#shared/defaults';
import { AppError } from '#shared/errors';
import { idSchema } from '#shared/id-schema';
import { positionBetween } from '#shared/positions';
import type { Change } from '../db/author.ts';
import { listShape, recordShape, rightsShape } from '../http/answers.ts';
import { byId } from '../http/by-id.ts';
import type { Env } from '../http/route.ts';
import { route } from '../http/route.ts';
import { living, rightsOf, type Desk } from './desk.ts';
import { pageOf, pageShape } from './pages.ts';

const { name, description, parentId, defaultConfig, retention } = collections.projects.fields;
const writable = z.strictObject({ name, description, parentId, defaultConfig, retention });
const patchBody = z.partial(writable);
const createBody = z.extend(patchBody, { name });
const project = recordShape('projects');
const changed = z.object({ project, _capabilities: rightsShape });
const shown = z.extend(changed, { prompts: listShape(promptHead()) });

export function createProjectRoutes({ author, writer, now, newId }: Desk): Hono<Env> {
  function mayStandIn(scope: string, parentId: string | null | undefined, own: string | null) {
    for (let at = parentId ?? null; at !== null;) {
      if (at === own)
        throw new AppError('INVALID_REQUEST', { detail: 'A project cannot be inside itself.' });
      at = living(author, scope, 'projects', at).parentId;
    }
  }

  const list = route(
    'view',
    { query: z.object(pageShape), answer: listShape(project) },
    ({ principal, query }) => pageOf(author, principal.scope, 'projects', {}, query)
  );

  const create = route(
    'edit',
    { body: createBody, answer: changed },
    async ({ c, principal, body }) => {
      const { scope } = principal;
      const projectId = newId();
      await writer.transact(() => {
        mayStandIn(scope, body.parentId, null);
        const first = author
          .find(scope, 'projects', {})
          .map(({ position }) => position)
          .sort()[0];
        const position = positionBetween(null, first ?? null);
        const fields = { ...defaultsOf('projects'), position, createdAt: now(), ...body };
        author.write(scope, [{ collection: 'projects', id: projectId, fields } as Change]);
      });
      const project = living(author, scope, 'projects', projectId);
      const headers = { location: `/v1/projects/${projectId}` };
      return c.json({ project, _capabilities: rightsOf(principal) }, 201, headers);
    }
  );

  /** With the heads of its prompts, a page of them at a time. */
  const show = route(
    'view',
    { params: byId, query: z.object(pageShape), answer: shown },
    ({ principal, params, query }) => {
      const { scope } = principal;
      const project = living(author, scope, 'projects', params.id);
      const page = pageOf(author, scope, 'prompts', { projectId: params.id }, query);
      const items = page.items.map(({ id, name, kind, tags, favourite, createdAt, updatedAt }) => ({
        id,
        name,
        kind,
        tags,
        favourite,
        createdAt,
        updatedAt
      }));
      return { project, prompts: { ...page, items }, _capabilities: rightsOf(principal) };
    }
  );

  const patch = route(
    'edit',
    { params: byId, body: patchBody, answer: changed },
    async ({ principal, params, body }) => {
      const { scope } = principal;
      await writer.transact(() => {
        living(author, scope, 'projects', params.id);
        mayStandIn(scope, body.parentId, params.id);
        author.write(scope, [{ collection: 'projects', id: params.id, fields: body } as Change]);
      });
      return {
        project: living(author, scope, 'projects', params.id),
        _capabilities: rightsOf(principal)
      };
    }
  );

  /** To the trash with all that stands in it, at one instant, by which a restore knows them. */
  const remove = route(
    'edit',
    { params: byId, answer: 'nothing' },
    async ({ c, principal: { scope }, params }) => {
      await writer.transact(() => {
        living(author, scope, 'projects', params.id);
        const fields = { deletedAt: now() };
        const projects = insideOf(author.find(scope, 'projects', {}), params.id);
        const prompts = projects.flatMap((projectId) =>
          author.find(scope, 'prompts', { projectId })
        );
        author.write(scope, [
          ...projects.map((id): Change => ({ collection: 'projects', id, fields })),
          ...prompts.map(({ id }): Change => ({ collection: 'prompts', id, fields }))
        ]);
      });
      return c.body(null, 204);
    }
  );

  return new Hono<Env>()
    .get('/v1/projects', list)
    .post('/v1/projects', create)
    .get('/v1/projects/:id', show)
    .patch('/v1/projects/:id', patch)
    .delete('/v1/projects/:id', remove);
}

function promptHead() {
  const { name, kind, tags, favourite } = collections.prompts.fields;
  return z.object({
    id: idSchema(),
    name,
    kind,
    tags,
    favourite,
    createdAt: z.number(),
    updatedAt: z.number()
  });
}

/** A project and those inside it, however deep; two that hold each other end too. */
function insideOf(all: readonly Project[], id: string): string[] {
  const found = new Set([id]);
  for (const parent of found)
    for (const { id: child, parentId } of all) if (parentId === parent) found.add(child);
  return [...found];
}
