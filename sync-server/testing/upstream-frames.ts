/** What the answer of a scripted upstream is about. */
export interface Spoken {
  id: string;
  model: string;
  usage: { input: number; output: number };
  /** How many tokens come before the end. */
  tokens: number;
  logprobs: boolean;
}

export interface Writer {
  contentType: string;
  /** What comes before the first token. */
  open(spoken: Spoken): string;
  token(text: string, index: number, spoken: Spoken): string;
  /** The terminal sign and all that belongs to it. */
  close(finish: 'stop' | 'length', spoken: Spoken): string;
  /** An error in the middle of a stream that began with 200. */
  error(message: string, spoken: Spoken): string;
}

export const sse = (value: unknown, event?: string) =>
  `${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(value)}\n\n`;
export const line = (value: unknown) => `${JSON.stringify(value)}\n`;
