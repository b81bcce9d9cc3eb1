import { AppError } from '#shared/errors';
import type { Adapter } from './adapter.ts';

/** How an answer is to be read: frame by frame, or whole, because it is not the stream that was asked for. */
export type AnswerKind = 'stream' | 'body';

/**
 * Judges an answer by its head, before any of its content is read.
 * @throws AppError UPSTREAM_PROTOCOL for what cannot be a model's answer.
 */
export function answerKind(
  status: number,
  headers: Record<string, string>,
  framing: Adapter['framing']
): AnswerKind {
  const facts = { providerStatus: status };
  if (status >= 300 && status < 400) {
    const detail = 'The server answered with a redirect, which is not followed. Check the address.';
    throw new AppError('UPSTREAM_PROTOCOL', { detail, facts });
  }
  // Never unpacked: a few packed kilobytes can be gigabytes, and none were asked for.
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== '') {
    if (status >= 400) return 'body';
    const detail = 'The server sent a packed answer, which was not asked for.';
    throw new AppError('UPSTREAM_PROTOCOL', { detail, facts });
  }
  if (status >= 400) return 'body';
  const type = headers['content-type'] ?? '';
  if (/^(image|audio|video|font)\/|^application\/(pdf|zip|gzip)\b/i.test(type)) {
    const detail = `The server answered with ${type.split(';')[0]} instead of text. Check the address.`;
    throw new AppError('UPSTREAM_PROTOCOL', { detail, facts });
  }
  const isWhole = /^text\/html|^application\/(problem\+)?json/i.test(type);
  const jsonLines = framing === 'ndjson' && !/^text\/html/i.test(type);
  return isWhole && !jsonLines ? 'body' : 'stream';
}

/** What a stream that ended without its terminal sign is: cut short, or never one at all. */
export function endedEarly(frames: number, headers: Record<string, string>): AppError {
  const type = headers['content-type'] ?? '';
  if (frames > 0 || /event-stream|ndjson|json/i.test(type)) return new AppError('STREAM_TRUNCATED');
  return new AppError('UPSTREAM_PROTOCOL', {
    detail: 'The server answered with something that is not a stream of a model. Check the address.'
  });
}
