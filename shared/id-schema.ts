import * as z from 'zod/mini';

/** An id that came from elsewhere: ours are UUIDs, but nothing depends on that. */
export const idSchema = () => z.string().check(z.minLength(1), z.maxLength(64));
