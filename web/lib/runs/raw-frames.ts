import { AppError } from '#shared/errors';
import { once } from '#shared/once';
import type { Api } from '$lib/api/client';

/** A line as the provider sent it. */
export interface RawLine {
  /** Microseconds since the run was admitted. */
  us: number;
  line: string;
  /** From 1; more where the run was tried again. */
  attempt: number;
}

export interface RawAnswer {
  lines: RawLine[];
  /** Why there is no more; `null` where it is all. */
  cut: string | null;
  /** The NDJSON itself, to be copied or saved. */
  text: string;
}

/** What the provider sent during a run; `null` where the run kept nothing of it. Rejects with AppError. */
export async function getRawFrames(api: Api, runId: string): Promise<RawAnswer | null> {
  try {
    const text = await (await api.raw(`/v1/runs/${runId}/raw`)).text();
    return readRawFrames(text);
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

export function readRawFrames(text: string): RawAnswer {
  const lines: RawLine[] = [];
  let cut: string | null = null;
  for (const row of text.split('\n').filter((one) => one !== '')) {
    const { t_us, line, attempt, cut: why } = JSON.parse(row) as Record<string, unknown>;
    if (typeof why === 'string') cut = why;
    else if (typeof line === 'string')
      lines.push({
        us: typeof t_us === 'number' ? t_us : 0,
        line,
        attempt: typeof attempt === 'number' ? attempt : 1
      });
  }
  return { lines, cut, text };
}

const milliseconds = once(
  () => new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
);

/** 1_234_567 → “1,234.6 ms”. */
export function timeText(us: number): string {
  return `${milliseconds().format(us / 1000)} ms`;
}
