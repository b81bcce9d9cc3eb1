import type { Prompt } from '#shared/collections';
import { AppError } from '#shared/errors';
import { promptContent } from '#shared/prompt-content';
import {
  inOrder,
  lastPosition,
  mayBeThere,
  positionFor,
  released,
  renewed
} from '#shared/run-queue';
import type { QueuedRun } from '#shared/run-queue';
import type { Placement, Stop } from '$lib/data/db';
import type { Store } from '$lib/data/store';
import { transact } from '$lib/data/transact';
import { hashOf } from '$lib/versions/prompt-hash';
import { valuesKey, valuesOf } from './prompt-values';
import { wordsOf } from './request-words';
import { contentOf } from './runs';

/** What one does with the queue. Each is one durable transaction. */
type Desk = Pick<Store, 'db' | 'now' | 'newId'>;

const tables = ['queuedRuns', 'stops'];

/** What a prompt asks as it stands on this device, with the values this device has for it. */
export async function requestOf(
  db: Pick<Desk['db'], 'promptMessages' | 'kv'>,
  prompt: Prompt
): Promise<QueuedRun['request']> {
  if (prompt.kind === 'text') {
    return { content: contentOf(prompt, prompt.text.content), variableValues: {} };
  }
  const rows = await db.promptMessages.where({ promptId: prompt.id }).toArray();
  const content = promptContent(prompt, rows);
  const values = (await db.kv.get(valuesKey(prompt.id)))?.value as
    Record<string, unknown> | undefined;
  return { content, variableValues: valuesOf(content, { ...values }) };
}

/** Puts a prompt at the end, as it stands on this device. */
export async function enqueue(desk: Desk, promptId: string): Promise<QueuedRun> {
  const prompt = await desk.db.prompts.get(promptId);
  if (!prompt) throw new AppError('NOT_FOUND');
  return enqueueRequest(desk, promptId, await requestOf(desk.db, prompt));
}

/** Puts something at the end that is to be asked exactly so. */
export async function enqueueRequest(
  desk: Desk,
  promptId: string,
  request: QueuedRun['request']
): Promise<QueuedRun> {
  if (wordsOf(request.content).trim() === '') throw new AppError('EMPTY_PROMPT');
  const hash = await hashOf(request.content);
  return transact(desk.db, ['queuedRuns'], () => add(desk, { promptId, request, hash }));
}

/**
 * A run that was started here and has had no answer waits in the queue instead, under its key: it may have
 * begun all the same. Answers null if it was answered meanwhile.
 */
export async function enqueueStarted(desk: Desk, placement: Placement): Promise<QueuedRun | null> {
  const { promptId, idempotencyKey, createdAt: sentAt } = placement;
  const request = placement.request as QueuedRun['request'];
  const hash = await hashOf(request.content);
  return transact(desk.db, ['queuedRuns', 'placements'], async () => {
    const there = await desk.db.placements.get(promptId);
    if (there?.idempotencyKey !== idempotencyKey || there.runId !== null) return null;
    await desk.db.placements.delete(promptId);
    return add(desk, { promptId, request, hash, idempotencyKey, sentAt });
  });
}

async function add(
  { db, now, newId }: Desk,
  given: Pick<QueuedRun, 'promptId' | 'request' | 'hash'> & Partial<QueuedRun>
): Promise<QueuedRun> {
  const item: QueuedRun = {
    id: newId(),
    idempotencyKey: newId(),
    queuedAt: now(),
    state: 'waiting',
    sentAt: null,
    attempts: 0,
    notBefore: 0,
    held: null,
    runId: null,
    acceptedAt: null,
    shown: false,
    position: lastPosition(await db.queuedRuns.toArray()),
    ...given
  };
  await db.queuedRuns.add(item);
  return item;
}

/**
 * A run that has begun goes on in the text of its prompt, which stands at exactly what was asked. Inside the
 * transaction. CONFLICT: it does not, or the run is shown already.
 */
export async function placeQueued({ db, now }: Desk, id: string, text: string): Promise<Placement> {
  const item = await db.queuedRuns.get(id);
  if (item?.state !== 'running' || item.shown || item.request.content.text !== text)
    throw new AppError('CONFLICT');
  await db.queuedRuns.put({ ...item, shown: true });
  const { promptId, idempotencyKey, runId, request } = item;
  const place = { at: text.length, consumed: 0, createdAt: now() };
  return { promptId, idempotencyKey, runId, request, ...place };
}

/**
 * Takes one out; what may have begun is stopped. Answers the way to put it back, or null where there is
 * none: a run that was stopped stays so.
 */
export async function cancelQueued(desk: Desk, id: string): Promise<(() => Promise<void>) | null> {
  const { db } = desk;
  const item = await transact(db, tables, async () => {
    const there = await db.queuedRuns.get(id);
    if (!there) return null;
    await db.queuedRuns.delete(id);
    await stopOf(desk, there);
    return there;
  });
  if (!item || item.state === 'running') return null;
  return () => putBack(desk, item);
}

async function putBack({ db, newId }: Desk, item: QueuedRun): Promise<void> {
  await transact(db, tables, async () => {
    if (await db.queuedRuns.get(item.id)) return;
    const stop = await db.stops.get(item.idempotencyKey);
    if (!mayBeThere(item) || stop?.sent === 0) {
      await db.stops.delete(item.idempotencyKey);
      await db.queuedRuns.put(item);
      return;
    }
    // The server was told already: whether it had run before, only the person can find out.
    const held = { code: 'UNSURE' as const, detail: null };
    await db.queuedRuns.put({ ...renewed(item, newId()), state: 'held', held });
  });
}

/** What the server may be doing under this key it shall not do any more. Inside the transaction. */
async function stopOf({ db, now }: Desk, item: QueuedRun): Promise<void> {
  if (!mayBeThere(item) && item.state !== 'running') return;
  const { runId, idempotencyKey } = item;
  const stop: Stop = { id: idempotencyKey, runId, idempotencyKey, seen: null, at: now(), sent: 0 };
  await db.stops.put(stop);
}

/** Before another one; `null` is the end. */
export function moveQueued({ db }: Desk, id: string, beforeId: string | null): Promise<void> {
  return transact(db, ['queuedRuns'], async () => {
    const items = await db.queuedRuns.toArray();
    await db.queuedRuns.update(id, { position: positionFor(items, id, beforeId) });
  });
}

/** Next of all, whatever held it or put it off. */
export function runNow({ db, now, newId }: Desk, id: string): Promise<void> {
  return transact(db, ['queuedRuns'], async () => {
    const items = await db.queuedRuns.toArray();
    const item = items.find((each) => each.id === id);
    if (!item || item.state === 'running') return;
    const first = inOrder(items).find((each) => each.state === 'waiting')?.id ?? null;
    const position = first === id ? item.position : positionFor(items, id, first);
    await db.queuedRuns.put({ ...released(item, now(), newId), position });
  });
}

/** Asks something else in its place, which is another wish: what may have begun of the old one is stopped. */
export async function changeQueued(
  desk: Desk,
  id: string,
  request: QueuedRun['request']
): Promise<void> {
  const { db, now, newId } = desk;
  const hash = await hashOf(request.content);
  await transact(db, tables, async () => {
    const item = await db.queuedRuns.get(id);
    if (!item) throw new AppError('NOT_FOUND');
    if (item.state === 'running') throw new AppError('CONFLICT', { detail: 'It runs already.' });
    await stopOf(desk, item);
    await db.queuedRuns.put({ ...renewed(item, newId()), request, hash, queuedAt: now() });
  });
}
