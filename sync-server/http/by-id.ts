import * as z from 'zod/mini';
import { idSchema } from '#shared/id-schema';

/** What is named in the path of a route of one thing. */
export const byId = z.object({ id: idSchema() });
