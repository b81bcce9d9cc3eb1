import { Hono } from 'hono';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { blobHashSchema, mostBlobBytes } from '#shared/message-parts';
import type { Env } from '../http/route.ts';
import { route } from '../http/route.ts';
import type { Blobs } from './blobs.ts';

const params = z.object({ hash: blobHashSchema });
const kept = z.object({ hash: blobHashSchema, size: z.int() });

/**
 * A file is given out as bytes to be saved, whatever it holds: nothing of it may ever be opened as a page
 * of this origin.
 */
const asBytes = {
  'content-type': 'application/octet-stream',
  'content-disposition': 'attachment',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'no-store'
};

export function createBlobRoutes(blobs: Blobs): Hono<Env> {
  return new Hono<Env>()
    .get(
      '/v1/blobs/:hash',
      route(
        'view',
        { params, answer: 'application/octet-stream' },
        ({ principal, params: { hash } }) => {
          const bytes = blobs.read(principal.scope, hash);
          if (!bytes) throw new AppError('NOT_FOUND', { detail: 'The file.' });
          return new Response(new Uint8Array(bytes), { headers: asBytes });
        }
      )
    )
    .put(
      '/v1/blobs/:hash',
      route(
        'edit',
        { params, body: 'bytes', maxBytes: mostBlobBytes, answer: kept },
        async ({ c, principal, params: { hash }, body }) => {
          const isNew = await blobs.put(principal.scope, hash, body);
          return c.json({ hash, size: body.byteLength }, isNew ? 201 : 200);
        }
      )
    );
}
