import { activePath, plantTree } from '#shared/conversation-tree';
import { answerText } from '#shared/answer-text';
import type { Run } from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import { promptContent } from '#shared/prompt-content';
import {
  shareConversation,
  sharePrompt,
  shareRuns,
  shareSnapshot
} from '#shared/sharing/make-shared';
import type { SharedContent } from '#shared/sharing/shared-content';
import type { Api } from '$lib/api/client';
import { untitledChat } from '$lib/chat/chat-words';
import { findRun } from '$lib/data/run-history';
import type { Store } from '$lib/data/store';
import { nameFromText } from '$lib/prompts/prompt-name';
import { untitled } from '$lib/prompts/prompts';
import { getOutput } from '$lib/runs/runs';
import type { ShareSubject } from './share-subject';

/**
 * What others would see of it, as it stands on this device now.
 * @throws AppError NOT_FOUND; OFFLINE where an answer is not on this device
 */
export function readShared(store: Store, api: Api, subject: ShareSubject): Promise<SharedContent> {
  if (subject.kind === 'prompt') return readPrompt(store, subject.id);
  if (subject.kind === 'conversation') return readConversation(store, subject.id);
  if (subject.kind === 'snapshot') return readSnapshot(store, subject.id);
  return readRuns(store, api, subject.ids);
}

async function readSnapshot({ db }: Store, id: string): Promise<SharedContent> {
  const snapshot = await db.snapshots.get(id);
  if (!snapshot) throw new AppError('NOT_FOUND');
  return shareSnapshot(snapshot);
}

async function readPrompt({ db }: Store, id: string): Promise<SharedContent> {
  const prompt = await db.prompts.get(id);
  if (!prompt) throw new AppError('NOT_FOUND');
  const rows = await db.promptMessages.where({ promptId: id }).toArray();
  const title = await titleOfPrompt(db, id);
  return sharePrompt(title, promptContent(prompt, rows), prompt.text.spans);
}

async function titleOfPrompt(db: Store['db'], id: string): Promise<string> {
  const prompt = await db.prompts.get(id);
  return prompt?.name || nameFromText(prompt?.text.content ?? '') || untitled;
}

async function readRuns(store: Store, api: Api, ids: readonly string[]): Promise<SharedContent> {
  const found = await Promise.all(ids.map((id) => findRun(store.db, id)));
  const runs = found.filter((run): run is Run => run !== undefined);
  const [first] = runs;
  if (!first || runs.length < ids.length) throw new AppError('NOT_FOUND');
  const outputs = await Promise.all(runs.map(({ id }) => getOutput(store, api, id)));
  const same = runs.every(
    (run) =>
      run.versionId === first.versionId &&
      JSON.stringify(run.variableValues) === JSON.stringify(first.variableValues)
  );
  const name = await titleOfRun(store.db, first);
  const answers = runs.map((run, at) => ({
    title: run.number === null ? `Answer ${at + 1}` : `Run ${run.number}`,
    model: run.modelAnswered === null ? run.modelAsked : `/${run.modelAnswered}`,
    text: outputs[at] ? answerText(outputs[at]) : ''
  }));
  const content = same ? await contentOf(store, first) : null;
  return shareRuns(name || 'Run', content, first.variableValues, answers);
}

async function titleOfRun(db: Store['db'], run: Run): Promise<string> {
  if (run.promptId !== null) return titleOfPrompt(db, run.promptId);
  const conversation = await db.conversations.get(run.conversationId ?? '');
  return conversation?.title ?? '';
}

async function contentOf({ db }: Store, run: Run): Promise<PromptContent | null> {
  const version = run.versionId === null ? undefined : await db.versions.get(run.versionId);
  return version?.content ?? null;
}

/** The branch that is shown, and none beside it. */
async function readConversation({ db }: Store, id: string): Promise<SharedContent> {
  const conversation = await db.conversations.get(id);
  if (!conversation) throw new AppError('NOT_FOUND');
  const rows = await db.messages.where({ conversationId: id }).toArray();
  const path = activePath(plantTree(rows), conversation.activeLeafId);
  const title = conversation.title || untitledChat;
  return shareConversation({ ...conversation, title }, path);
}
