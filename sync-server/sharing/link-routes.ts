import { Hono } from 'hono';
import * as z from 'zod/mini';
import { can } from '#shared/access';
import { AppError } from '#shared/errors';
import { idSchema } from '#shared/id-schema';
import {
  joinedShareSchema,
  mostShareComments,
  newShareCommentSchema,
  openShareSchema,
  shareCommentsSchema
} from '#shared/sharing/wire';
import { byId } from '../http/by-id.ts';
import { route } from '../http/route.ts';
import type { Env, Principal } from '../http/route.ts';
import { storedPrompt } from '../prompts/stored-prompt.ts';
import type { GrantDeps } from './grant-routes.ts';
import { prepareGrantRows } from './grant-rows.ts';
import type { OpenRates } from './open-rates.ts';
import { prepareShareComments } from './share-comments.ts';
import type { ShareRow } from './share-rows.ts';
import type { Shares } from './shares.ts';

const commentParams = z.object({ id: idSchema(), commentId: idSchema() });

/**
 * What people with an account may do with a link besides reading: say something about the copy it shows, or, by a
 * link that lets them edit, come to the prompt itself as it lives.
 */
export function createLinkRoutes(deps: GrantDeps, shares: Shares, rates: OpenRates): Hono<Env> {
  const { sql, writer, author, audit, now, newId } = deps;
  const comments = prepareShareComments(sql);
  const grants = prepareGrantRows(sql, now);
  const scopeOf = sql
    .prepare<[string], string>('select scope from organizations where id = ?')
    .pluck();

  /** Counts those who try keys. @throws AppError FORBIDDEN, NOT_FOUND, RATE_LIMITED */
  function admitted(
    address: string,
    ...asked: Parameters<Shares['admitted']>
  ): ReturnType<Shares['admitted']> {
    rates.take(address);
    try {
      return shares.admitted(...asked);
    } catch (error) {
      if (error instanceof AppError && error.code === 'NOT_FOUND') rates.failed(address);
      throw error;
    }
  }

  const said = (principal: Principal, row: ShareRow) => ({
    items: comments.list(row.id, principal.userId, shares.mayManage(principal, row))
  });

  const comment = route(
    'person',
    { params: byId, body: newShareCommentSchema, answer: shareCommentsSchema },
    async ({ c, principal, params: { id }, body: { secret, text } }) => {
      const answer = await writer.transact(() => {
        const row = admitted(c.get('address'), id, secret, principal, 'comment');
        if (comments.count(id) >= mostShareComments)
          throw new AppError('INVALID_REQUEST', {
            detail: `A link has at most ${mostShareComments} comments.`
          });
        const { organizationId } = row;
        const made = { id: newId(), organizationId, shareId: id, userId: principal.userId };
        comments.add({ ...made, text, createdAt: now() });
        return said(principal, row);
      });
      return c.json(answer, 201);
    }
  );

  const takeBack = route(
    'person',
    { params: commentParams, answer: 'nothing' },
    async ({ c, principal, params: { id, commentId } }) => {
      await writer.transact(() => {
        const held = comments.find(id, commentId);
        const row = held && shares.living(id);
        const isOwn = held?.userId === principal.userId;
        // To everybody else it is as if it were not there.
        if (!row || !(isOwn || shares.mayManage(principal, row))) throw new AppError('NOT_FOUND');
        comments.remove(id, commentId);
      });
      return c.body(null, 204);
    }
  );

  /** A grant to the prompt, which ends with the link. What was settled with a person before stays as it is. */
  const join = route(
    'person',
    { params: byId, body: openShareSchema, maxBytes: 4096, answer: joinedShareSchema },
    ({ c, principal, params: { id }, body: { secret } }) =>
      writer.transact(() => {
        const row = admitted(c.get('address'), id, secret, principal, 'edit');
        const { organizationId, subjectId: promptId } = row;
        const isHere = principal.organizationId === organizationId;
        const scope = isHere ? principal.scope : scopeOf.get(organizationId);
        if (promptId === null || scope === undefined) throw new AppError('NOT_FOUND');
        const { kind } = storedPrompt(author, scope, promptId).prompt;
        if (isHere && can(principal, 'edit', principal)) return { grantId: null, promptId, kind };
        if (!shares.stands(row)) throw new AppError('FORBIDDEN');
        const { userId } = principal;
        const held = grants.forPrompt(userId, promptId);
        if (held?.organizationId === organizationId) return { grantId: held.id, promptId, kind };
        const grantId = newId();
        const given = { id: grantId, organizationId, promptId, userId, createdAt: now() };
        grants.give({ ...given, role: 'edit', shareId: id }, row.createdBy);
        audit.write({
          organizationId,
          actor: userId,
          verb: 'grant.create',
          subject: promptId,
          facts: { person: userId, role: 'edit', share: id }
        });
        return { grantId, promptId, kind };
      })
  );

  return new Hono<Env>()
    .post('/v1/shares/:id/comments', comment)
    .delete('/v1/shares/:id/comments/:commentId', takeBack)
    .post('/v1/shares/:id/join', join);
}
