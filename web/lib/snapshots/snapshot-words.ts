import type { Snapshot } from '#shared/collections';
import type { SnapshotFacts } from '#shared/snapshot-fields';
import { costText, countText, finishText, secondsText, statusTexts } from '$lib/runs/run-facts';
import type { SnapshotHead } from './snapshots';

/** “Conversation · 3 saves”. */
export function savesText({ subject, kind }: SnapshotHead, count: number): string {
  const nouns = { text: 'Text', messages: 'Prompt', conversation: 'Conversation' };
  const noun = subject.kind === 'run' ? 'Run' : nouns[kind];
  return count > 1 ? `${noun} · ${count} saves` : noun;
}

/** What is known of the run and the version it stands for, as lines of a list. */
export function factLines(
  facts: SnapshotFacts,
  modelLabel: (id: string) => string
): [name: string, value: string][] {
  const { status, finishReason, modelAsked, modelAnswered, versionNumber } = facts;
  const { inputTokens, outputTokens, latencyMs, costNanoUsd, startedAt } = facts;
  const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const ended = finishReason === 'stop' ? null : finishText(finishReason);
  const answered = modelAnswered && !modelAsked?.endsWith(modelAnswered) ? modelAnswered : null;
  const lines: [string, string | null][] = [
    ['Model', modelAsked === null ? null : modelLabel(modelAsked)],
    ['Answered by', answered],
    ['Version', versionNumber === null ? null : `v${versionNumber}`],
    ['Status', status === null ? null : (ended ?? statusTexts[status])],
    ['Run started', startedAt === null ? null : time.format(startedAt)],
    ['In all', latencyMs === null ? null : secondsText(latencyMs)],
    ['Tokens in', inputTokens === null ? null : countText(inputTokens)],
    ['Tokens out', outputTokens === null ? null : countText(outputTokens)],
    ['Cost', costNanoUsd === null ? null : costText(costNanoUsd)]
  ];
  return lines.filter((line): line is [string, string] => line[1] !== null);
}

/** Where the thing is that it was taken of. */
export function subjectHref({ subject, content }: Pick<Snapshot, 'subject' | 'content'>): string {
  if (subject.kind === 'run') return `/runs/${subject.id}`;
  if (subject.kind === 'conversation') return `/chat/${subject.id}`;
  return `/${content.kind === 'text' ? 'complete' : 'prompts'}/${subject.id}`;
}
