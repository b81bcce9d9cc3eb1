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
  `${nth}. ${wordsOf(`${nth}`, 2000)}`.slice(0, 2000);

const vocabulary = (
  'the of to and a in is it you that he was for on are with as his they be at one have this from or had by ' +
  'hot but some what there we can out other were all your when up use word how said an each she which do ' +
  'their time if will way about many then them would write like so these her long make thing see him two has ' +
  'look more day could go come did my sound no most number who over know water than call first people may ' +
  'down side been now find any new work part take get place made live where after back little only round man ' +
  'year came show every good me give our under name very through just form much great think say help low line ' +
  'before turn cause same mean differ move right boy old too does tell sentence set three want air well also ' +
  'play small end put home read hand port large spell add even land here must big high such follow act why ask ' +
  'answer model prompt context summary customer refund delivery invoice careful paragraph list example'
).split(' ');

/** Words as they come, about as hard to compress as a written text; the same for the same seed. */
function wordsOf(seed: string, length: number): string {
  let state = 7;
  for (const letter of seed) state = (state * 31 + letter.charCodeAt(0)) % 2 ** 31;
  let text = '';
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    text += `${vocabulary[Math.floor((state / 2 ** 31) * vocabulary.length)]} `;
  }
  return text;
}

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
  preview: `${nth} ${wordsOf(`run ${nth}`, 160)}`.slice(0, 160)
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
  rename(id: string, name: string): Promise<void>;
  /** Deletes as a person does who may want it back, where the side has such a thing. */
  remove(id: string): Promise<void>;
  offline(): Promise<void>;
  online(): Promise<void>;
  /** Resolves when the server has said that everything is stored there. */
  acked(): Promise<void>;
  /** Calls back with the prompt's content, now and after every change. */
  watch(id: string, seen: (content: string) => void): void;
  /**
   * What the person can still read of a prompt here: the text that stands or lies in the trash, then those
   * beside it.
   */
  kept(id: string): Promise<string[]>;
  /** The same of its name. */
  names(id: string): Promise<string[]>;
  counts(): Promise<{ prompts: number; runs: number }>;
}
