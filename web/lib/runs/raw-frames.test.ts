import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { createApi } from '$lib/api/client';
import { getRawFrames, readRawFrames } from './raw-frames';

test('lines, their times and attempts, and where it was cut', () => {
  const text =
    '{"t_us":40000,"line":"data: {}"}\n{"t_us":90000,"line":"data: [DONE]","attempt":2}\n{"cut":"Enough."}\n';
  expect(readRawFrames(text)).toEqual({
    lines: [
      { us: 40000, line: 'data: {}', attempt: 1 },
      { us: 90000, line: 'data: [DONE]', attempt: 2 }
    ],
    cut: 'Enough.',
    text
  });
});

test('a run that kept none is no failure; a server that is away is one', async () => {
  const answering = (status: number, code: string) =>
    createApi({ fetch: async () => Response.json({ code }, { status }) });
  expect(await getRawFrames(answering(404, 'NOT_FOUND'), 'r')).toBeNull();
  await expect(getRawFrames(answering(503, 'SERVER_BUSY'), 'r')).rejects.toBeInstanceOf(AppError);
});
