/** The rows every side of the sync bench stores: a prompt of about 2 KB, a run's metadata of about 410 B. */
export interface BenchPrompt {
  id: string;
  name: string;
  content: string;
}

export interface BenchRun {
  id: string;
  promptId: string;
  status: 'done';
  modelAsked: string;
  modelAnswered: string;
  inputTokens: number;
  outputTokens: number;
  ttftMs: number;
  latencyMs: number;
  startedAt: number;
  endedAt: number;
  preview: string;
}

/** 2,000 characters that differ from every other `nth`. */
export const contentOf = (nth: number | string) =>
  `${nth}. ${'A prompt of about two kilobytes in plain words. '.repeat(50)}`.slice(0, 2000);

export const promptOf = (nth: number): BenchPrompt => ({
  id: `prompt-${nth}`,
  name: `Prompt ${nth}`,
  content: contentOf(nth)
});

const day = Date.UTC(2026, 10, 1);

export const runOf = (nth: number): BenchRun => ({
  id: `run-${nth}`,
  promptId: `prompt-${nth % 1000}`,
  status: 'done',
  modelAsked: 'bench/model',
  modelAnswered: 'model-2026-11-01',
  inputTokens: 400 + (nth % 97),
  outputTokens: 200 + (nth % 89),
  ttftMs: 180 + (nth % 71),
  latencyMs: 2400 + (nth % 613),
  startedAt: day + nth * 1000,
  endedAt: day + nth * 1000 + 2500,
  preview: `${nth} ${'What the model said first. '.repeat(6)}`.slice(0, 160)
});

/** What a page of a side offers, as `globalThis.side`, whatever it is made with. */
export interface Side {
  /** Opens this device's storage and begins to sync. */
  open(): Promise<void>;
  create(prompts: BenchPrompt[]): Promise<void>;
  /** Resolves when the change is persisted on this device, as well as the side can tell. */
  edit(id: string, content: string): Promise<void>;
  /** Of a side that can only persist everything at once: the change, persisted at the side's own pace. */
  type?(id: string, content: string): Promise<void>;
  offline(): Promise<void>;
  online(): Promise<void>;
  /** Resolves when the server has said that everything is stored there. */
  acked(): Promise<void>;
  /** Calls back with the prompt's content, now and after every change. */
  watch(id: string, seen: (content: string) => void): void;
  /** What the person can still read of a prompt here: the text that stands, then those beside it. */
  kept(id: string): Promise<string[]>;
  counts(): Promise<{ prompts: number; runs: number }>;
}
