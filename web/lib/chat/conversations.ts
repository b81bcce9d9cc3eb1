import type { Conversation } from '#shared/collections';
import { branchOf, leafAfterDelete } from '#shared/conversation-tree';
import type { ConversationTree } from '#shared/conversation-tree';
import type { Store } from '$lib/data/store';
import type { ChatRow } from './chat-content';

/** Takes back what was just done. */
export type Undo = () => Promise<void>;

const lastKey = 'chat.last';

export function renameConversation(store: Store, id: string, title: string): Promise<void> {
  return store.edit('conversations', id, { title: title.trim().slice(0, 200) });
}

export function pinConversation(store: Store, id: string, pinned: boolean): Promise<void> {
  return store.edit('conversations', id, { pinned });
}

/** To the trash, with all it holds. */
export async function deleteConversation(store: Store, id: string): Promise<Undo> {
  await store.edit('conversations', id, { deletedAt: store.now() });
  return () => store.edit('conversations', id, { deletedAt: null });
}

/** A message and all that follows it. */
export async function deleteBranch(
  store: Store,
  conversation: Pick<Conversation, 'id' | 'activeLeafId'>,
  tree: ConversationTree<ChatRow>,
  messageId: string
): Promise<Undo> {
  const gone = branchOf(tree, messageId).map(({ id }) => id);
  const { id, activeLeafId } = conversation;
  const leaf = leafAfterDelete(tree, messageId, activeLeafId);
  const at = store.now();
  await store.group(async (tx) => {
    for (const one of gone) await tx.edit('messages', one, { deletedAt: at });
    await tx.edit('conversations', id, { activeLeafId: leaf });
  });
  return () =>
    store.group(async (tx) => {
      for (const one of gone) await tx.edit('messages', one, { deletedAt: null });
      await tx.edit('conversations', id, { activeLeafId });
    });
}

/** The conversation that was open last on this device, if it still lives. */
export async function lastConversation({ db }: Pick<Store, 'db'>): Promise<string | null> {
  const row = await db.kv.get(lastKey);
  const found = typeof row?.value === 'string' ? await db.conversations.get(row.value) : undefined;
  return found && found.deletedAt === null ? found.id : null;
}

export async function rememberConversation({ db }: Pick<Store, 'db'>, id: string): Promise<void> {
  await db.kv.put({ key: lastKey, value: id });
}
