import { Hono } from 'hono';
import * as z from 'zod/mini';
import { can } from '#shared/access';
import { collections, type Comment, type RecordOf } from '#shared/collections';
import { commentedKinds } from '#shared/comment-fields';
import { mayChangeComment } from '#shared/comment-rules';
import { AppError } from '#shared/errors';
import { idSchema } from '#shared/id-schema';
import type { Change } from '../db/author.ts';
import { listShape, recordShape, rightsShape } from '../http/answers.ts';
import { byId } from '../http/by-id.ts';
import type { Env, Principal } from '../http/route.ts';
import { route } from '../http/route.ts';
import { living, type Desk } from '../prompts/desk.ts';
import { pageOf, pageShape } from '../prompts/pages.ts';

const { anchor, mentions } = collections.comments.fields;
const body = z.string().check(z.minLength(1), z.maxLength(10_000));
const subject = z.strictObject({ kind: z.enum(commentedKinds), id: idSchema() });

const listQuery = z.object({ ...pageShape, kind: z.enum(commentedKinds), id: idSchema() });
const createBody = z.strictObject({
  subject,
  anchor: z._default(anchor, null),
  parentId: z._default(z.nullable(idSchema()), null),
  body,
  mentions: z._default(mentions, [])
});
const patchBody = z.strictObject({
  body: z.optional(body),
  mentions: z.optional(mentions),
  resolved: z.optional(z.boolean())
});
const shown = z.object({
  comment: recordShape('comments'),
  _capabilities: z.extend(rightsShape, { resolve: z.boolean(), answer: z.boolean() })
});
const homes = { prompt: 'prompts', snapshot: 'snapshots', conversation: 'conversations' } as const;

/** What people say about prompts, snapshots and conversations. Who may comment may do it without editing. */
export function createCommentRoutes({ author, writer, now, newId }: Desk): Hono<Env> {
  const answer = (principal: Principal, commentId: string) => {
    const comment = living(author, principal.scope, 'comments', commentId);
    return { comment, _capabilities: mayDo(principal, comment) };
  };

  const list = route(
    'view',
    { query: listQuery, answer: listShape(recordShape('comments')) },
    ({ principal, query }) => {
      // Fields inside of a field are found by the same path as in the database.
      const where = { 'subject.kind': query.kind, 'subject.id': query.id };
      return pageOf(
        ...([author, principal.scope, 'comments'] as const),
        where as Partial<RecordOf<'comments'>>,
        query
      );
    }
  );

  const create = route(
    'comment',
    { body: createBody, answer: shown },
    async ({ c, principal, body: { subject: about, ...said } }) => {
      const { scope, userId } = principal;
      const commentId = newId();
      await writer.transact(() => {
        living(author, scope, homes[about.kind], about.id);
        if (said.parentId !== null) {
          const above = living(author, scope, 'comments', said.parentId);
          if (above.parentId !== null || above.subject.id !== about.id || said.anchor !== null)
            throw new AppError('INVALID_REQUEST', {
              detail:
                'body.parentId: an answer belongs to a comment of the same thing, without an anchor.'
            });
        }
        const fields = { subject: about, ...said, resolvedAt: null, author: userId };
        author.write(scope, [
          {
            collection: 'comments',
            id: commentId,
            fields: { ...fields, deletedAt: null }
          } as Change
        ]);
      });
      return c.json(answer(principal, commentId), 201, { location: `/v1/comments/${commentId}` });
    }
  );

  function change(principal: Principal, commentId: string, fields: Partial<Comment>): void {
    const comment = living(author, principal.scope, 'comments', commentId);
    const person = { id: principal.userId, manages: can(principal, 'manage', principal) };
    if (!mayChangeComment({ ...comment }, Object.keys(fields), person))
      throw new AppError('FORBIDDEN');
    author.write(principal.scope, [{ collection: 'comments', id: commentId, fields }]);
  }

  const patch = route(
    'comment',
    { params: byId, body: patchBody, answer: shown },
    async ({ principal, params, body: { resolved, ...given } }) => {
      const fields: Partial<Comment> = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined)
      );
      if (resolved !== undefined) fields.resolvedAt = resolved ? now() : null;
      await writer.transact(() => change(principal, params.id, fields));
      return answer(principal, params.id);
    }
  );

  const remove = route(
    'comment',
    { params: byId, answer: 'nothing' },
    async ({ c, principal, params }) => {
      await writer.transact(() => change(principal, params.id, { deletedAt: now() }));
      return c.body(null, 204);
    }
  );

  return new Hono<Env>()
    .get('/v1/comments', list)
    .post('/v1/comments', create)
    .patch('/v1/comments/:id', patch)
    .delete('/v1/comments/:id', remove);
}

function mayDo(principal: Principal, comment: Comment) {
  const own = comment.author === principal.userId;
  const may = can(principal, 'comment', principal);
  return {
    edit: may && own,
    resolve: may,
    answer: may,
    delete: may && (own || can(principal, 'manage', principal))
  };
}
