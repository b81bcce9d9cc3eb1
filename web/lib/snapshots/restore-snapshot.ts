import type { Prompt, Snapshot } from '#shared/collections';
import { positionBetween } from '#shared/positions';
import { messageFields } from '#shared/prompt-content';
import { plainText } from '#shared/snapshots';
import { findRun } from '$lib/data/run-history';
import type { NewRecord, Store } from '$lib/data/store';
import type { Database } from '$lib/data/db';
import { answerText } from '#shared/answer-text';

/** The prompt a snapshot can be put back into: of the same kind, and alive; `null`: there is none. */
export async function homeOf(db: Database, snapshot: Snapshot): Promise<Prompt | null> {
  const { subject, content } = snapshot;
  const id =
    subject.kind === 'prompt'
      ? subject.id
      : subject.kind === 'run'
        ? ((await findRun(db, subject.id))?.promptId ?? null)
        : null;
  const prompt = id === null ? undefined : await db.prompts.get(id);
  return prompt && prompt.deletedAt === null && prompt.kind === content.kind ? prompt : null;
}

/** Where its editor takes a snapshot in as an edit that can be undone. */
export function restoreHref({ id, kind }: Pick<Prompt, 'id' | 'kind'>, snapshotId: string): string {
  const screen = kind === 'messages' ? 'prompts' : 'complete';
  return `/${screen}/${id}?snapshot=${encodeURIComponent(snapshotId)}`;
}

/**
 * What was frozen as something new of one's own: its content and nothing of its history.
 * @returns where it opens
 */
export function copyOfSnapshot(store: Store, snapshot: Snapshot): Promise<string> {
  return snapshot.content.kind === 'conversation'
    ? talkOf(store, snapshot)
    : promptOf(store, snapshot);
}

async function promptOf(store: Store, { content, config, title }: Snapshot): Promise<string> {
  const { kind, text, systemPrompt, variables, tools, outputSchema, messages } = content;
  const spans = text.spans.map((span) => ({ ...span, runId: null }));
  return store.group(async (tx) => {
    const prompt = await tx.create('prompts', {
      kind: kind === 'text' ? 'text' : 'messages',
      name: title,
      systemPrompt,
      variables,
      tools,
      outputSchema,
      modelConfig: config,
      text: { content: text.content, spans }
    });
    let position: string | null = null;
    for (const message of messages) {
      position = positionBetween(position, null);
      const fields = messageFields(message);
      await tx.create('promptMessages', { promptId: prompt.id, position, ...fields });
    }
    return `/${kind === 'text' ? 'complete' : 'prompts'}/${prompt.id}`;
  });
}

async function talkOf(store: Store, { content, config, title }: Snapshot): Promise<string> {
  return store.group(async (tx) => {
    const { systemPrompt } = content;
    const talk = await tx.create('conversations', { title, systemPrompt, modelConfig: config });
    let parentId: string | null = null;
    for (const message of content.messages) {
      const { role, text, parts } = messageFields(message);
      const said: NewRecord<'messages'> = {
        conversationId: talk.id,
        parentId,
        role,
        text,
        parts,
        runId: null
      };
      parentId = (await tx.create('messages', said)).id;
    }
    await tx.edit('conversations', talk.id, { activeLeafId: parentId });
    return `/chat/${talk.id}`;
  });
}

/** All of it as plain text, for the clipboard. */
export function textOfSnapshot({ content, output }: Snapshot): string {
  if (content.kind === 'text') return content.text.content;
  const said = [
    ...(content.systemPrompt ? [{ role: 'system', text: content.systemPrompt }] : []),
    ...content.messages.map((message) => ({ role: message.role, text: plainText(message) })),
    ...(output ? [{ role: 'assistant', text: answerText(output) }] : [])
  ];
  return said.map(({ role, text }) => `${role}: ${text}`).join('\n\n');
}
