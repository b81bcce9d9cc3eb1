import { isErrorCode, sentenceOf } from '#shared/errors';
import { blockerOf, inOrder, nextStep } from '#shared/run-queue';
import type { Held, QueuedRun } from '#shared/run-queue';
import { wordsOf } from './request-words';

export interface QueueWords {
  text: string;
  tone: 'ok' | 'warn' | 'bad' | 'idle';
  /** What happened and what to do next, where there is more to say. */
  more: string | null;
}

/** What one reads of a run that waits. `items` are all that do. */
export function queueWords(
  item: QueuedRun,
  items: readonly QueuedRun[],
  now: { online: boolean; at: number }
): QueueWords {
  if (item.held) return { text: 'Held', tone: 'bad', more: heldSentence(item.held) };
  if (item.state === 'running') return { text: 'Running', tone: 'ok', more: null };
  const blocker = blockerOf(items, item);
  if (blocker?.held)
    return {
      text: 'Waits for a held run',
      tone: 'warn',
      more:
        blocker.held.code === 'BUDGET_EXCEEDED'
          ? heldSentence(blocker.held)
          : 'It uses the same model or connection.'
    };
  if (!now.online)
    return { text: 'Queued: runs when online', tone: 'idle', more: offlineSentence(item, now.at) };
  if (item.notBefore > now.at)
    return {
      text: 'Waits for a rate limit',
      tone: 'warn',
      more: sentenceOf('RATE_LIMITED')
    };
  const isNext = inOrder(items).find(({ state }) => state === 'waiting')?.id === item.id;
  return { text: isNext ? 'Queued: next' : 'Queued', tone: 'idle', more: null };
}

function offlineSentence(item: QueuedRun, at: number): string | null {
  if (nextStep([item], at).do === 'hold')
    return 'It has waited for more than a day: you will be asked before it runs.';
  return item.sentAt === null
    ? null
    : 'It was sent, but no answer came. It runs once all the same.';
}

export function heldSentence({ code, detail }: Held): string {
  const sentence =
    code === 'STALE'
      ? 'It has waited for more than a day. Run it, or take it out.'
      : code === 'UNSURE'
        ? 'It was sent, and no answer came: it may have run. Look at the prompt’s runs; then run it, or take it out.'
        : code === 'NOT_FOUND'
          ? 'The server does not know this run any more. Run it again, or take it out.'
          : sentenceOf(isErrorCode(code) ? code : 'INTERNAL');
  return detail ? `${sentence} ${detail}` : sentence;
}

/** “2nd of 3” among those that wait; `null` for one that runs or is alone. */
export function placeWords(item: QueuedRun, items: readonly QueuedRun[]): string | null {
  const waiting = inOrder(items).filter(({ state }) => state !== 'running');
  const place = waiting.findIndex(({ id }) => id === item.id) + 1;
  return place === 0 || waiting.length < 2 ? null : `${ordinal(place)} of ${waiting.length}`;
}

function ordinal(count: number): string {
  const teens = count % 100 > 10 && count % 100 < 14;
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}

/** A queued run's name: its prompt's, or the beginning of what is asked. */
export function titleOf(item: QueuedRun, name: string | undefined): string {
  const line = /\S[^\n]*/.exec(wordsOf(item.request.content).slice(0, 4000))?.[0].trim() ?? '';
  return (
    name?.trim() ||
    (line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line) ||
    'Untitled prompt'
  );
}
