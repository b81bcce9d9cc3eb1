import type { PromptContent } from '#shared/prompt-fields';
import type { ErrorCode } from '#shared/errors';
import { sampleModelId, splitModelId } from '#shared/model-config';
import { byPosition, positionBetween } from '#shared/positions';

/**
 * Runs that wait on a device for the server. Pure: what to do next, and what an answer makes of a run.
 *
 *     waiting ──sent (again: same key)──▶ running ──ended──▶ gone
 *        │ ▲                                 │ refused by the provider, without a word of output
 *        ▼ │ the person says so              ▼
 *       held ◀───────────────────────────────┘
 *
 * A key stands for one wish, from before its first send: whoever sends it, and however often, there is one
 * run of it. What is asked may change only together with the key.
 */
export interface QueuedRun {
  id: string;
  promptId: string;
  idempotencyKey: string;
  /** Exactly what is sent. */
  request: { content: PromptContent; variableValues: Record<string, unknown> };
  /** SHA-256 of the canonical content, as its version will have it; `null` where none could be made. */
  hash: string | null;
  position: string;
  /** Milliseconds since the epoch; again when the person says of a held one that it shall run. */
  queuedAt: number;
  state: 'waiting' | 'running' | 'held';
  /** When this key was first sent; `null`: the server cannot know it. */
  sentAt: number | null;
  /** How often it was put off: by a rate limit, or by answers that made no sense. */
  attempts: number;
  /** Not to be sent before. */
  notBefore: number;
  held: Held | null;
  /** Known once the server has answered. */
  runId: string | null;
  /** When the server answered. */
  acceptedAt: number | null;
  /** The open prompt shows the run in its text. */
  shown: boolean;
}

/** Why a run is not sent by itself. */
export interface Held {
  code: ErrorCode | 'STALE' | 'UNSURE';
  detail: string | null;
}

/** What one has to know of a run to tell what became of its wish. */
export interface Ended {
  status: 'done' | 'stopped' | 'failed' | 'interrupted';
  errorCode: string | null;
  errorDetail: string | null;
  /** Some output is kept. */
  hasOutput: boolean;
}

/** After so long the person is asked before it runs. The server keeps keys as long. */
const staleMs = 24 * 60 * 60 * 1000;
/** Clocks differ, and a request takes its time. */
const marginMs = 60 * 60 * 1000;
/** A device whose clock was set back does not know how long ago it sent anything. */
const clockSlackMs = 5 * 60 * 1000;

export const runningAtMost = 2;
const puttingOffAtMost = 5;

/** What keeps all runs of a connection from working, or all of a model. */
const ofConnection = new Set<Held['code']>([
  'INVALID_API_KEY',
  'QUOTA_EXCEEDED',
  'CONNECTION_NOT_FOUND',
  'CONNECTION_KEY_UNREADABLE',
  'EGRESS_BLOCKED'
]);
const ofModel = new Set<Held['code']>(['MODEL_NOT_FOUND', 'PERMISSION_DENIED']);

/** Not this run's fault, and it passes: the same key is sent again, and nothing else before it. */
const passing = new Set<ErrorCode>([
  'UNAUTHENTICATED',
  'CLIENT_TOO_OLD',
  'STORAGE_FULL',
  'OFFLINE',
  'SERVER_BUSY',
  'SERVER_SHUTDOWN',
  'OUTCOME_UNKNOWN',
  'RATE_LIMITED',
  'CONCURRENCY_LIMIT'
]);

/** The key is spent: under it the server would never start this. */
const spent = new Set<Held['code']>(['IDEMPOTENCY_MISMATCH', 'CANCELLED']);

const modelOf = ({ request }: QueuedRun) => request.content.modelConfig.model ?? sampleModelId;
const connectionOf = (item: QueuedRun) => splitModelId(modelOf(item)).connectionId;

/** Its connection has to be looked after. */
export function isOfConnection({ code }: Held): boolean {
  return ofConnection.has(code);
}

/** In the order in which they run. */
export function inOrder(items: readonly QueuedRun[]): QueuedRun[] {
  return [...items].sort(byPosition);
}

/** A place at the end. */
export function lastPosition(items: readonly QueuedRun[]): string {
  return positionBetween(inOrder(items).at(-1)?.position ?? null, null);
}

/** The place before `beforeId`, or at the end where that is `null` or gone. */
export function positionFor(
  items: readonly QueuedRun[],
  id: string,
  beforeId: string | null
): string {
  const others = inOrder(items).filter((item) => item.id !== id);
  const found = others.findIndex((item) => item.id === beforeId);
  const index = found < 0 ? others.length : found;
  const after = others[index]?.position ?? null;
  // Two that were given one place meet only by accident; before both of them is before the second.
  const before = others.slice(0, index).findLast(({ position }) => position !== after);
  return positionBetween(before?.position ?? null, after);
}

/** A held run whose trouble is this one's too: there is no sense in sending this before that is settled. */
export function blockerOf(items: readonly QueuedRun[], item: QueuedRun): QueuedRun | null {
  if (item.state !== 'waiting') return null;
  const blocks = (other: QueuedRun) => {
    const { held } = other;
    return (
      held !== null &&
      (held.code === 'BUDGET_EXCEEDED' ||
        (ofConnection.has(held.code) && connectionOf(other) === connectionOf(item)) ||
        (ofModel.has(held.code) && modelOf(other) === modelOf(item)))
    );
  };
  return items.find(blocks) ?? null;
}

export type Step =
  | { do: 'send'; item: QueuedRun }
  | { do: 'hold'; item: QueuedRun }
  /** Nothing now; `ms` until a look is worth it, `null` until something changes. */
  | { do: 'wait'; ms: number | null };

/**
 * What the device does next, online. One at a time and in order: the next is sent when this one is
 * answered. What a rate limit puts off keeps its place before others of its connection.
 */
export function nextStep(items: readonly QueuedRun[], now: number): Step {
  const waiting = inOrder(items).filter(({ state }) => state === 'waiting');
  for (const item of waiting) {
    const held = heldByAge(item, now);
    if (held) return { do: 'hold', item: { ...item, state: 'held', held } };
  }
  if (items.filter(({ state }) => state === 'running').length >= runningAtMost)
    return { do: 'wait', ms: null };
  const putOff = new Set<string>();
  let soonest = Infinity;
  for (const item of waiting) {
    const connection = connectionOf(item);
    if (putOff.has(connection) || blockerOf(items, item)) continue;
    if (item.notBefore <= now) return { do: 'send', item };
    putOff.add(connection);
    soonest = Math.min(soonest, item.notBefore - now);
  }
  return { do: 'wait', ms: soonest === Infinity ? null : soonest };
}

function heldByAge(item: QueuedRun, now: number): Held | null {
  const { sentAt, queuedAt } = item;
  // The server may have run it, and forgotten the key since: only the person can say whether again.
  if (sentAt !== null && (now - sentAt > staleMs - marginMs || now < sentAt - clockSlackMs))
    return { code: 'UNSURE', detail: null };
  return now - queuedAt > staleMs ? { code: 'STALE', detail: null } : null;
}

/** Written down before the request leaves. */
export function sending(item: QueuedRun, now: number): QueuedRun {
  return { ...item, sentAt: item.sentAt ?? now };
}

export function accepted(item: QueuedRun, runId: string, now: number): QueuedRun {
  return { ...item, state: 'running', runId, acceptedAt: now, held: null };
}

/**
 * What an answer other than a run makes of it. `pause`: nothing at all is sent for so many milliseconds,
 * because it was not this run's fault.
 */
export function refused(
  item: QueuedRun,
  error: { code: ErrorCode; detail?: string | undefined; retryAfterMs?: number | undefined },
  failures: number
): { item: QueuedRun; pauseMs: number | null } {
  const pauseMs = Math.max(error.retryAfterMs ?? 0, Math.min(15_000, 500 * 2 ** failures));
  if (passing.has(error.code)) return { item, pauseMs };
  const attempts = item.attempts + 1;
  if (error.code === 'INTERNAL' && attempts < puttingOffAtMost)
    return { item: { ...item, attempts }, pauseMs };
  const held = { code: error.code, detail: error.detail ?? null };
  return { item: { ...item, state: 'held', held }, pauseMs: null };
}

/**
 * What remains of a wish when its run has ended; `null`: nothing, it is in the history. A run that was
 * refused before its first word stays here with the reason, unless its prompt is open and says so itself.
 */
export function ended(
  item: QueuedRun,
  run: Ended,
  now: number,
  newKey: () => string
): QueuedRun | null {
  const failed = run.status === 'failed' || run.status === 'interrupted';
  if (!failed || run.hasOutput) return null;
  const code = run.errorCode as ErrorCode | null;
  const attempts = item.attempts + 1;
  // The provider was asked in vain, and not at anyone's cost: the wish still stands.
  if ((code === 'RATE_LIMITED' || code === 'CONCURRENCY_LIMIT') && attempts < puttingOffAtMost)
    return { ...renewed(item, newKey()), attempts, notBefore: now + 15_000 * 2 ** attempts };
  if (item.shown) return null;
  return { ...item, state: 'held', held: { code: code ?? 'INTERNAL', detail: run.errorDetail } };
}

/** The server does not know the run any more that it had begun. */
export function forgotten(item: QueuedRun): QueuedRun {
  return { ...item, state: 'held', held: { code: 'NOT_FOUND', detail: null } };
}

/** Another wish, in the same place. */
export function renewed(item: QueuedRun, newKey: string): QueuedRun {
  return {
    ...item,
    idempotencyKey: newKey,
    state: 'waiting',
    sentAt: null,
    attempts: 0,
    notBefore: 0,
    held: null,
    runId: null,
    acceptedAt: null,
    shown: false
  };
}

/** The person wants it to run, whatever held it. The key stays where the server may yet answer to it. */
export function released(item: QueuedRun, now: number, newKey: () => string): QueuedRun {
  if (item.state === 'running') return item;
  const isSpent = item.runId !== null || (item.held !== null && spent.has(item.held.code));
  const fresh = isSpent ? renewed(item, newKey()) : { ...item, state: 'waiting' as const };
  const sentAt = fresh.sentAt === null ? null : now;
  return { ...fresh, sentAt, queuedAt: now, held: null, attempts: 0, notBefore: 0 };
}

/** Whether the server may know the key without having told what became of it. */
export function mayBeThere(item: QueuedRun): boolean {
  return item.sentAt !== null && item.runId === null;
}
