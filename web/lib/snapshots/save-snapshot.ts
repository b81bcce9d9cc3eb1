import { goto } from '$app/navigation';
import type { ChatMessage, Conversation, Run, RunOutput } from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import { AppError, sentenceOf, toAppError } from '#shared/errors';
import { promptContent } from '#shared/prompt-content';
import { promptTexts } from '#shared/prompt-texts';
import {
  snapshotOfConversation,
  snapshotOfPrompt,
  snapshotOfRun,
  titleFor,
  type NewSnapshot
} from '#shared/snapshots';
import type { Api } from '$lib/api/client';
import { findRun, runsOfPrompt } from '$lib/data/run-history';
import type { Store } from '$lib/data/store';
import { valuesKey, valuesOf } from '$lib/runs/prompt-values';
import { getOutput, isLive } from '$lib/runs/runs';
import { toast } from '$lib/ui/toasts.svelte';
import { hashOf } from '$lib/versions/prompt-hash';
import { versionWith } from '$lib/versions/read-versions';
import { keepSnapshot } from './snapshots';

interface Deps {
  store: Store;
  api: Api;
}

/** Freezes a prompt as it is saved on this device, with the answer beside it, and says so. */
export async function savePromptSnapshot(deps: Deps, promptId: string): Promise<void> {
  await save(deps.store, async () => makeOfPrompt(deps, promptId));
}

/** Freezes what a run was sent and what came back, and says so. */
export async function saveRunSnapshot(deps: Deps, run: Run): Promise<void> {
  await save(deps.store, async () => makeOfRun(deps, run));
}

/** Freezes the shown path of a conversation, and says so. */
export async function saveChatSnapshot(
  { store }: Pick<Deps, 'store'>,
  conversation: Pick<Conversation, 'id' | 'title' | 'systemPrompt' | 'modelConfig'>,
  path: readonly Pick<ChatMessage, 'role' | 'text' | 'parts' | 'runId' | 'createdAt'>[]
): Promise<void> {
  await save(store, async () => {
    const ids = path.flatMap(({ runId }) => runId ?? []);
    const runs = await Promise.all(ids.map((id) => findRun(store.db, id)));
    return snapshotOfConversation(conversation, path, {
      title: titleFor(
        conversation.title,
        path.map(({ text }) => text)
      ),
      runs: runs.filter((run) => run !== undefined),
      takenAt: store.now()
    });
  });
}

async function save(store: Store, make: () => Promise<NewSnapshot>): Promise<void> {
  try {
    const { snapshot, undo } = await keepSnapshot(store, await make());
    toast(`A snapshot of “${snapshot.title}” is saved.`, {
      action: { label: 'Open', run: () => goto(`/snapshots/${snapshot.id}`) },
      undo
    });
  } catch (error) {
    toast(sentenceOf(toAppError(error).code), { tone: 'bad' });
  }
}

async function makeOfPrompt(deps: Deps, promptId: string): Promise<NewSnapshot> {
  const { store } = deps;
  const prompt = await store.db.prompts.get(promptId);
  if (!prompt) throw new AppError('NOT_FOUND');
  const rows = await store.db.promptMessages.where({ promptId }).toArray();
  const content = promptContent(prompt, rows);
  const kept = (await store.db.kv.get(valuesKey(promptId)))?.value as Record<string, unknown>;
  const last = (await runsOfPrompt(store.db, promptId, 1))[0];
  const run = last && !isLive(last) ? last : null;
  return snapshotOfPrompt(prompt, rows, {
    title: titleFor(prompt.name, textsOf(content)),
    values: valuesOf(content, kept ?? {}),
    version: await versionOf(store, promptId, content),
    run,
    output: prompt.kind === 'messages' && run ? await outputOf(deps, run) : null,
    takenAt: store.now()
  });
}

async function makeOfRun(deps: Deps, run: Run): Promise<NewSnapshot> {
  const { store } = deps;
  const version = run.versionId === null ? null : await store.db.versions.get(run.versionId);
  if (!version) throw new AppError('NOT_FOUND');
  const prompt = run.promptId === null ? null : await store.db.prompts.get(run.promptId);
  return snapshotOfRun(run, version.content, {
    title: titleFor(prompt?.name ?? '', textsOf(version.content)),
    version,
    output: await outputOf(deps, run),
    takenAt: store.now()
  });
}

const textsOf = (content: PromptContent) => promptTexts(content).map(({ text }) => text);

async function versionOf(store: Store, promptId: string, content: PromptContent) {
  const hash = await hashOf(content);
  const found = hash === null ? undefined : await versionWith(store.db, promptId, hash);
  return found ?? null;
}

/** Without the server, what is not on this device is left out. */
async function outputOf({ store, api }: Deps, run: Run): Promise<RunOutput | null> {
  try {
    return await getOutput(store, api, run.id);
  } catch (error) {
    if (toAppError(error).code === 'OFFLINE' || toAppError(error).code === 'NOT_FOUND') return null;
    throw error;
  }
}
