import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import { canonicalJson } from '#shared/canonical-prompt';
import { AppError } from '#shared/errors';
import { promptContent } from '#shared/prompt-content';
import { carrySpans } from '#shared/sharing/carry-spans';
import type { LivingPrompt, livingEditSchema, SharedWithMe } from '#shared/sharing/grants';
import { sharePrompt } from '#shared/sharing/make-shared';
import type { Author, Change } from '../db/author.ts';
import { storedPrompt } from '../prompts/stored-prompt.ts';
import type { GrantRow } from './grant-rows.ts';

const longestTitle = 80;

/** A prompt as somebody outside of its organization sees it. @throws AppError NOT_FOUND */
export function livingPrompt(author: Author, grant: GrantRow): LivingPrompt {
  const { prompt, messages } = storedPrompt(author, grant.scope, grant.promptId);
  const first = messages[0]?.text ?? prompt.text.content;
  const title = prompt.name || first.trim().split('\n')[0]?.slice(0, longestTitle) || 'Prompt';
  const content = sharePrompt(title, promptContent(prompt, messages), prompt.text.spans);
  const changed = Math.max(prompt.updatedAt, ...messages.map(({ updatedAt }) => updatedAt));
  return {
    shared: withMe(grant, title, changed),
    content,
    messageIds: messages.map(({ id }) => id),
    revision: createHash('sha256')
      .update(canonicalJson([content, messages.map(({ id }) => id)]))
      .digest('hex')
  };
}

function withMe(grant: GrantRow, title: string, updatedAt: number): SharedWithMe {
  const { id, promptId, role, organization, sharedBy, createdAt } = grant;
  return { id, promptId, title, role, organization, sharedBy, sharedAt: createdAt, updatedAt };
}

/** What changes it as asked: texts alone. @throws AppError CONFLICT, NOT_FOUND, INVALID_REQUEST */
export function livingChanges(
  author: Author,
  grant: GrantRow,
  asked: z.output<typeof livingEditSchema>
): Change[] {
  const { scope, promptId } = grant;
  if (livingPrompt(author, grant).revision !== asked.revision) throw new AppError('CONFLICT');
  const { prompt, messages } = storedPrompt(author, scope, promptId);
  const { title, text, systemPrompt } = asked;
  if (text !== undefined && prompt.kind !== 'text')
    throw new AppError('INVALID_REQUEST', { detail: 'body.text: this prompt has messages.' });
  const marked = text !== undefined && {
    text: { content: text, spans: carrySpans(prompt.text.content, text, prompt.text.spans) }
  };
  const fields = {
    ...(title !== undefined && { name: title }),
    ...marked,
    ...(systemPrompt !== undefined && { systemPrompt })
  };
  const known = new Set(messages.map(({ id }) => id));
  const said = (asked.messages ?? []).map(({ id, text: words }): Change => {
    if (!known.has(id)) throw new AppError('NOT_FOUND', { detail: 'The message.' });
    return { collection: 'promptMessages', id, fields: { text: words } };
  });
  return [
    ...(Object.keys(fields).length > 0
      ? [{ collection: 'prompts', id: promptId, fields } satisfies Change]
      : []),
    ...said
  ];
}
