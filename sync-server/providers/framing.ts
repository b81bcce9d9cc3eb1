import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import { AppError } from '#shared/errors';
import { createErrorField } from './error-field.ts';

export interface Frame {
  event: string | null;
  data: string;
}

/** Cuts a byte stream into frames. Characters may be split anywhere; an unfinished frame is dropped. */
export interface Framer {
  /** @throws AppError UPSTREAM_PROTOCOL for a frame larger than the limit, or what a frame's reader throws. */
  feed(bytes: Uint8Array): void;
  /** The stream is over: a last line without its line break is a line. */
  end(): void;
}

/** A frame larger than this is an attack or a mistake (16 MiB). */
export const maxFrameLength = 16 * 1024 * 1024;

export function createFramer(
  framing: 'sse' | 'ndjson',
  onFrame: (frame: Frame) => void,
  limit = maxFrameLength
): Framer {
  return framing === 'sse' ? createSseFramer(onFrame, limit) : createLineFramer(onFrame, limit);
}

function tooLarge() {
  return new AppError('UPSTREAM_PROTOCOL', { detail: 'A frame was larger than 16 MiB.' });
}

function createSseFramer(onFrame: (frame: Frame) => void, limit: number): Framer {
  const decoder = new StringDecoder('utf8'); // less than half the price of a TextDecoder per chunk
  let overflow = false;
  const errors = createErrorField();
  const parser = createParser({
    maxBufferSize: limit,
    onEvent: ({ event, data }) => onFrame({ event: event ?? null, data }),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') overflow = true;
    }
  });
  return {
    feed(bytes) {
      parser.feed(errors.read(decoder.write(bytes)));
      if (overflow) throw tooLarge();
    },
    // The blank line that ends an event may be missing at the very end; a cut one is not JSON anyway.
    end() {
      parser.feed(`${errors.read(decoder.end())}${errors.rest()}\n\n`);
    }
  };
}

function createLineFramer(onFrame: (frame: Frame) => void, limit: number): Framer {
  const decoder = new StringDecoder('utf8'); // less than half the price of a TextDecoder per chunk
  // Pieces of the unfinished line are joined once, at its end: joining each time would be quadratic.
  let pieces: string[] = [];
  let length = 0;

  function finishLine(rest: string) {
    const line = pieces.length === 0 ? rest : pieces.join('') + rest;
    pieces = [];
    length = 0;
    const trimmed = line.trim();
    if (trimmed !== '') onFrame({ event: null, data: trimmed });
  }

  return {
    feed(bytes) {
      const text = decoder.write(bytes);
      let from = 0;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        finishLine(text.slice(from, at));
        from = at + 1;
      }
      if (from === text.length) return;
      length += text.length - from;
      if (length > limit) throw tooLarge();
      pieces.push(text.slice(from));
    },
    end() {
      finishLine(decoder.end());
    }
  };
}
