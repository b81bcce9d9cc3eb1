import * as z from 'zod/mini';

/** Answered where there is nothing to say but that it is done. */
export const doneShape = z.object({ ok: z.literal(true) });
export const done: z.input<typeof doneShape> = { ok: true };
