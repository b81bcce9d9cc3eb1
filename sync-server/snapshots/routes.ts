import { Hono } from 'hono';
import * as z from 'zod/mini';
import { collections, type RunOutput, type Snapshot } from '#shared/collections';
import { snapshotContentKinds, snapshotKinds } from '#shared/snapshot-fields';
import { AppError } from '#shared/errors';
import { idSchema } from '#shared/id-schema';
import { snapshotTest } from '#shared/snapshot-filter';
import type { Change } from '../db/author.ts';
import { listShape, recordShape, rightsShape } from '../http/answers.ts';
import { byId } from '../http/by-id.ts';
import type { Env, Principal } from '../http/route.ts';
import { route } from '../http/route.ts';
import { living, rightsOf, type Desk } from '../prompts/desk.ts';
import { pageOf, pageShape, type Listed } from '../prompts/pages.ts';
import { trashRoute } from '../prompts/trash-route.ts';
import { takeSnapshot } from './take.ts';

const { tags, note, title } = collections.snapshots.fields;
const time = z.string().check(z.regex(/^\d{1,15}$/, 'has to be milliseconds since 1970'));

const listQuery = z.object({
  ...pageShape,
  kind: z.optional(z.enum(snapshotKinds)),
  subjectId: z.optional(idSchema()),
  tag: z.optional(z.string().check(z.maxLength(200))),
  q: z.optional(z.string().check(z.maxLength(400))),
  from: z.optional(time),
  to: z.optional(time)
});
const createBody = z.strictObject({
  subject: z.object({ kind: z.enum(snapshotKinds), id: idSchema() }),
  /** Absent: what the subject is called. */
  title: z.optional(title),
  tags: z._default(tags, []),
  note: z._default(note, '')
});
const patchBody = z.strictObject({ tags: z.optional(tags), note: z.optional(note) });

const shown = z.object({ snapshot: recordShape('snapshots'), _capabilities: rightsShape });
const headShape = z.extend(z.omit(recordShape('snapshots'), { content: true, output: true }), {
  contentKind: z.enum(snapshotContentKinds),
  hasOutput: z.boolean()
});

/** So many are looked at for one page; a page of a rare kind may be short, or empty, before the last. */
const mostLookedAt = 1000;
const stretch = '100';

type SnapshotHead = z.input<typeof headShape>;

interface Deps extends Desk {
  /** What a run wrote, if that is kept. */
  outputOf: (scope: string, runId: string) => RunOutput | null;
}

/** Frozen states: taken of what the server holds, read, tagged, thrown away. Their content never changes. */
export function createSnapshotRoutes(deps: Deps): Hono<Env> {
  const { author, writer, now, newId, outputOf } = deps;

  const answer = (principal: Principal, snapshotId: string) => ({
    snapshot: living(author, principal.scope, 'snapshots', snapshotId),
    _capabilities: rightsOf(principal)
  });

  /** Newest made first, without their content: a list of a thousand has to stay readable. */
  function listed(scope: string, query: z.output<typeof listQuery>): Listed<SnapshotHead> {
    const test = snapshotTest({
      kind: query.kind ?? null,
      subjectId: query.subjectId ?? null,
      tag: query.tag ?? null,
      text: query.q ?? '',
      from: numberOf(query.from),
      to: numberOf(query.to)
    });
    const limit = Math.max(1, Math.min(Number(query.limit ?? 50), 200));
    const items: Snapshot[] = [];
    let cursor: string | null = query.cursor ?? null;
    for (let seen = 0; seen < mostLookedAt; seen += Number(stretch)) {
      const page: Listed<Snapshot> = pageOf(
        author,
        scope,
        'snapshots',
        {},
        {
          limit: stretch,
          cursor: cursor ?? undefined
        }
      );
      cursor = page.nextCursor;
      for (const one of page.items) {
        if (!test(one)) continue;
        items.push(one);
        if (items.length === limit) {
          const isLast = cursor === null && one === page.items.at(-1);
          return { items: items.map(headOf), nextCursor: isLast ? null : cursorAt(one) };
        }
      }
      if (cursor === null) break;
    }
    return { items: items.map(headOf), nextCursor: cursor };
  }

  const list = route(
    'view',
    { query: listQuery, answer: listShape(headShape) },
    ({ principal, query }) => listed(principal.scope, query)
  );

  const create = route(
    'edit',
    { body: createBody, answer: shown },
    async ({ c, principal, body }) => {
      const { scope, userId: createdBy } = principal;
      const { subject, ...given } = body;
      const snapshotId = newId();
      await writer.transact(() => {
        const takenAt = now();
        const taken = takeSnapshot({ author, scope, outputOf, takenAt }, subject);
        const fields = { ...taken, ...given, createdBy, deletedAt: null };
        author.write(scope, [{ collection: 'snapshots', id: snapshotId, fields } as Change]);
      });
      return c.json(answer(principal, snapshotId), 201, {
        location: `/v1/snapshots/${snapshotId}`
      });
    }
  );

  const show = route('view', { params: byId, answer: shown }, ({ principal, params }) =>
    answer(principal, params.id)
  );

  const patch = route(
    'edit',
    { params: byId, body: patchBody, answer: shown },
    async ({ principal, params, body }) => {
      const { scope } = principal;
      if (Object.keys(body).length === 0)
        throw new AppError('INVALID_REQUEST', { detail: 'body: tags or note.' });
      await writer.transact(() => {
        living(author, scope, 'snapshots', params.id);
        author.write(scope, [{ collection: 'snapshots', id: params.id, fields: body } as Change]);
      });
      return answer(principal, params.id);
    }
  );

  return new Hono<Env>()
    .get('/v1/snapshots', list)
    .post('/v1/snapshots', create)
    .get('/v1/snapshots/:id', show)
    .patch('/v1/snapshots/:id', patch)
    .delete('/v1/snapshots/:id', trashRoute(deps, 'snapshots'));
}

const numberOf = (text: string | undefined) => (text === undefined ? null : Number(text));
const cursorAt = ({ createdAt, id: at }: Snapshot) => `${createdAt}.${at}`;

function headOf({ content, output, ...head }: Snapshot): SnapshotHead {
  return { ...head, contentKind: content.kind, hasOutput: output !== null };
}
