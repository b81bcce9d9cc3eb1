import type { SyncedName } from '#shared/collections';
import type { Change } from '../db/author.ts';
import { byId } from '../http/by-id.ts';
import { route } from '../http/route.ts';
import { living, type Desk } from './desk.ts';

/** To the trash, from where a device can bring it back for 30 days. */
export const trashRoute = ({ author, writer, now }: Desk, collection: SyncedName) =>
  route(
    'edit',
    { params: byId, answer: 'nothing' },
    async ({ c, principal: { scope }, params: { id } }) => {
      await writer.transact(() => {
        living(author, scope, collection, id);
        author.write(scope, [{ collection, id, fields: { deletedAt: now() } } as Change]);
      });
      return c.body(null, 204);
    }
  );
