import type { RunOutput } from '#shared/collections';
import type { SnapshotKind } from '#shared/snapshot-fields';
import { activePath, plantTree } from '#shared/conversation-tree';
import { AppError } from '#shared/errors';
import {
  snapshotOfConversation,
  snapshotOfPrompt,
  snapshotOfRun,
  titleFor,
  type NewSnapshot
} from '#shared/snapshots';
import { promptContent } from '#shared/prompt-content';
import { promptTexts } from '#shared/prompt-texts';
import type { Author } from '../db/author.ts';
import { living } from '../prompts/desk.ts';
import { storedPrompt } from '../prompts/stored-prompt.ts';

export interface Taking {
  author: Author;
  scope: string;
  /** What a run wrote, if that is kept. */
  outputOf: (scope: string, runId: string) => RunOutput | null;
  /** Milliseconds since the epoch. */
  takenAt: number;
}

/**
 * Freezes what the server holds of a subject now. @throws AppError NOT_FOUND; INVALID_REQUEST for a run that has
 * not ended, or of which it is not known what was sent
 */
export function takeSnapshot(
  taking: Taking,
  { kind, id }: { kind: SnapshotKind; id: string }
): NewSnapshot {
  if (kind === 'prompt') return takePrompt(taking, id);
  return kind === 'run' ? takeRun(taking, id) : takeConversation(taking, id);
}

function takePrompt({ author, scope, takenAt }: Taking, id: string): NewSnapshot {
  const { prompt, messages } = storedPrompt(author, scope, id);
  const texts = promptTexts(promptContent(prompt, messages)).map(({ text }) => text);
  return snapshotOfPrompt(prompt, messages, {
    title: titleFor(prompt.name, texts),
    takenAt,
    values: {},
    run: null,
    output: null,
    version: null
  });
}

function takeRun({ author, scope, outputOf, takenAt }: Taking, id: string): NewSnapshot {
  const run = living(author, scope, 'runs', id);
  if (run.endedAt === null)
    throw new AppError('INVALID_REQUEST', { detail: 'The run is not over.' });
  const version = run.versionId === null ? null : author.read(scope, 'versions', run.versionId);
  if (!version)
    throw new AppError('INVALID_REQUEST', { detail: 'What this run was sent is not kept.' });
  const prompt = run.promptId === null ? null : author.read(scope, 'prompts', run.promptId);
  const texts = promptTexts(version.content).map(({ text }) => text);
  return snapshotOfRun(run, version.content, {
    title: titleFor(prompt?.name ?? '', texts),
    version,
    takenAt,
    output: outputOf(scope, id)
  });
}

function takeConversation({ author, scope, takenAt }: Taking, id: string): NewSnapshot {
  const conversation = living(author, scope, 'conversations', id);
  const rows = author.find(scope, 'messages', { conversationId: id });
  const path = activePath(plantTree(rows), conversation.activeLeafId);
  const runs = path.flatMap(({ runId }) => (runId && author.read(scope, 'runs', runId)) || []);
  const title = titleFor(
    conversation.title,
    path.map(({ text }) => text)
  );
  return snapshotOfConversation(conversation, path, { title, runs, takenAt });
}
