import { Hono } from 'hono';
import * as z from 'zod/mini';
import { can } from '#shared/access';
import { collections } from '#shared/collections';
import { markedTextSchema } from '#shared/prompt-fields';
import type { Project } from '#shared/collections';
import { defaultsOf } from '#shared/defaults';
import { AppError } from '#shared/errors';
import { idSchema } from '#shared/id-schema';
import { messageSchema } from '#shared/message-parts';
import { sampleModelId } from '#shared/model-config';
import { orderedMessages } from '#shared/prompt-content';
import type { Change } from '../db/author.ts';
import { listShape, recordShape, rightsShape } from '../http/answers.ts';
import { byId } from '../http/by-id.ts';
import type { Env, Principal } from '../http/route.ts';
import { route } from '../http/route.ts';
import { living, rightsOf, type Desk } from './desk.ts';
import { messageChanges, type SentMessage } from './message-rows.ts';
import { pageOf, pageShape } from './pages.ts';
import { storedPrompt } from './stored-prompt.ts';
import { trashRoute } from './trash-route.ts';

const maxBytes = 4 * 1024 * 1024;
const recentRuns = 10;

const { name, projectId, systemPrompt, variables, modelConfig, tools, outputSchema } =
  collections.prompts.fields;
const { tags, favourite } = collections.prompts.fields;
const mostMessages = 1000;
const writable = {
  name,
  projectId,
  /** Plain, or with the ranges a model wrote; of kind `text` alone. */
  text: z.union([z.string(), markedTextSchema]),
  systemPrompt,
  variables,
  modelConfig,
  tools,
  outputSchema,
  tags,
  favourite,
  /** All of them, in their order; of kind `messages` alone. */
  messages: z
    .array(z.extend(messageSchema._zod.def.getter(), { id: z.optional(idSchema()) }))
    .check(z.maxLength(mostMessages))
};
const patchBody = z.partial(z.strictObject(writable));
const createBody = z.extend(patchBody, {
  kind: z._default(z.enum(['text', 'messages']), 'messages')
});
const shown = z.object({
  prompt: recordShape('prompts'),
  messages: z.array(recordShape('promptMessages')),
  labels: z.array(recordShape('labels')),
  /** The latest ones. */
  runs: z.array(recordShape('runs')),
  _capabilities: z.extend(rightsShape, { execute: z.boolean() })
});
const listQuery = z.object({ ...pageShape, projectId: z.optional(idSchema()) });

export function createPromptRoutes(desk: Desk): Hono<Env> {
  const { author, writer, now, newId } = desk;

  /** The prompt, its messages, labels and latest runs in one answer. */
  function answer(principal: Principal, promptId: string) {
    const { scope } = principal;
    const { prompt, messages } = storedPrompt(author, scope, promptId);
    return {
      prompt,
      messages,
      labels: author.find(scope, 'labels', { promptId }),
      runs: author.page(scope, 'runs', { where: { promptId }, before: null, limit: recentRuns }),
      _capabilities: { ...rightsOf(principal), execute: can(principal, 'run', principal) }
    };
  }

  function changesOf(
    scope: string,
    promptId: string,
    kind: 'text' | 'messages',
    sent: z.output<typeof patchBody>
  ): Change[] {
    const { text, messages, ...fields } = sent;
    if (text !== undefined && kind !== 'text') throw wrongKind('text', kind);
    if (messages !== undefined && kind !== 'messages') throw wrongKind('messages', kind);
    if (fields.projectId) living(author, scope, 'projects', fields.projectId);
    const marked = typeof text === 'string' ? { content: text, spans: [] } : text;
    const own = { ...fields, ...(marked ? { text: marked } : {}) };
    const rows = messages ? author.find(scope, 'promptMessages', { promptId }) : [];
    return [
      { collection: 'prompts', id: promptId, fields: own },
      ...(messages
        ? messageChanges(promptId, orderedMessages(rows), messages as SentMessage[], {
            now: now(),
            newId
          })
        : [])
    ];
  }

  const list = route(
    'view',
    { query: listQuery, answer: listShape(recordShape('prompts')) },
    ({ principal, query }) => {
      const where = query.projectId === undefined ? {} : { projectId: query.projectId };
      return pageOf(author, principal.scope, 'prompts', where, query);
    }
  );

  const create = route(
    'edit',
    { body: createBody, maxBytes, answer: shown },
    async ({ c, principal, body: { kind, ...sent } }) => {
      const { scope } = principal;
      const promptId = newId();
      await writer.transact(() => {
        const project: Project | null = sent.projectId
          ? living(author, scope, 'projects', sent.projectId)
          : null;
        const modelConfig = {
          model: sampleModelId,
          ...project?.defaultConfig,
          ...sent.modelConfig
        };
        const [own, ...messages] = changesOf(scope, promptId, kind, { ...sent, modelConfig });
        const fields = { ...defaultsOf('prompts'), kind, createdAt: now(), ...own?.fields };
        author.write(scope, [
          { collection: 'prompts', id: promptId, fields } as Change,
          ...messages
        ]);
      });
      return c.json(answer(principal, promptId), 201, { location: `/v1/prompts/${promptId}` });
    }
  );

  const show = route('view', { params: byId, answer: shown }, ({ principal, params }) =>
    answer(principal, params.id)
  );

  const patch = route(
    'edit',
    { params: byId, body: patchBody, maxBytes, answer: shown },
    async ({ principal, params, body }) => {
      const { scope } = principal;
      await writer.transact(() => {
        const { kind } = living(author, scope, 'prompts', params.id);
        author.write(scope, changesOf(scope, params.id, kind, body));
      });
      return answer(principal, params.id);
    }
  );

  return new Hono<Env>()
    .get('/v1/prompts', list)
    .post('/v1/prompts', create)
    .get('/v1/prompts/:id', show)
    .patch('/v1/prompts/:id', patch)
    .delete('/v1/prompts/:id', trashRoute(desk, 'prompts'));
}

function wrongKind(field: string, kind: string): AppError {
  const detail = `body.${field}: a prompt of kind ${kind} has none.`;
  return new AppError('INVALID_REQUEST', { detail });
}
