import { defaultsOf } from '#shared/defaults';
import { AppError } from '#shared/errors';
import { sampleModelId } from '#shared/model-config';
import { draftOfShare } from '#shared/sharing/draft-of-share';
import type { SharedContent } from '#shared/sharing/shared-content';
import type { Author, Change } from '../db/author.ts';
import { messageChanges } from '../prompts/message-rows.ts';

/**
 * A prompt of one's own made of another: what it says and its parameters, never a right, a connection, a version
 * or a run. Call it inside `transact`.
 */
export function forkInto(
  author: Author,
  scope: string,
  shared: SharedContent,
  deps: { now: number; newId: () => string },
  model: string | null
): string {
  const id = deps.newId();
  const draft = draftOfShare(shared);
  if (!draft) throw new AppError('NOT_FOUND');
  const { kind, text, messages = [], ...content } = draft.content;
  const fields = {
    ...defaultsOf('prompts'),
    ...content,
    kind,
    name: shared.title,
    createdAt: deps.now,
    text: draft.text ?? { content: text, spans: [] },
    modelConfig: { ...content.modelConfig, model: model ?? sampleModelId }
  };
  author.write(scope, [
    { collection: 'prompts', id, fields } as Change,
    ...messageChanges(id, [], messages, deps)
  ]);
  return id;
}
