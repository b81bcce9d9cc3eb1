import type { Run, RunOutput } from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import type { ModelInfo } from '#shared/models';
import type { Pass } from '../limits/pass.ts';
import type { ModelCall } from '#shared/requests/model-call';
import type { Principal } from '../http/route.ts';
import type { Provider } from '../providers/adapter.ts';
import type { EventLog } from './event-log.ts';

/** Who runs a model, and how our content is said to it. */
export interface Resolved {
  provider: Provider;
  model: ModelInfo;
  call(content: PromptContent): ModelCall;
  /** What shares one circuit breaker: a server and a key. Without it there is none. */
  circuit?: string | null;
}

/** Finds a model for who asks, in their organization. Throws AppError CONNECTION_NOT_FOUND, MODEL_NOT_FOUND … */
export type Resolve = (
  asker: Pick<Principal, 'organizationId' | 'userId'>,
  modelId: string
) => Promise<Resolved>;

/** What is to be run, decided before anything happens. */
export interface Plan {
  scope: string;
  /** Who asked for it. */
  person: string;
  /** False: nothing of it is written anywhere but in this process's memory. */
  store: boolean;
  /** False: its project stores nothing that a model writes. The run itself is kept. */
  keepsOutput: boolean;
  /** The record as it stands at admission. */
  record: Run;
  content: PromptContent;
  resolved: Resolved;
  /** The organization whose key seals the raw frames that are wished for; absent: none are kept. */
  rawFor?: string;
  /** Its right to call the model; a run that may wait asks it for its turn. */
  pass: Pass;
}

/** A run while it lives in this process, and a little after. */
export interface LiveRun {
  readonly id: string;
  readonly scope: string;
  /** Who asked for it; nobody else sees a temporary one, though they share the scope. */
  readonly person: string;
  readonly store: boolean;
  readonly record: Run;
  readonly pass: Pass;
  readonly log: EventLog;
  output(): RunOutput;
  /** What of it goes to the disk. */
  keptOutput(): RunOutput;
  /** Calls the model. Once, after admission is on the disk. */
  begin(given: Pick<Run, 'versionId' | 'number'>): void;
  /** Ends it as stopped; text beyond `seen` UTF-16 units is not kept. */
  cancel(seen: number | null): void;
  /** Tells its readers that the server is about to stop, and how long it waits for this run. */
  warn(ms: number): void;
  /** Ends it because the server stops, or because whoever asked for it may no more. */
  interrupt(why: 'SERVER_SHUTDOWN' | 'MEMBER_LEFT'): void;
  /** Long past its deadline, and still not over: something in here hangs. */
  isStuck(): boolean;
  /** Its end is on the disk by another's hand: tells its readers, and waits for nothing. */
  abandon(): void;
  /** Resolves after the terminal event. */
  readonly ended: Promise<void>;
}
