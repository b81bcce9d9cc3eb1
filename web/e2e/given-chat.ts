import { v7 } from 'uuid';
import { defaultsOf } from '../../shared/defaults.ts';
import { toBody } from '../../shared/paths.ts';
import type { FieldsOf, SyncedName } from '../../shared/collections.ts';

export interface GivenMessage {
  role: 'user' | 'assistant';
  text: string;
}

/** Puts a conversation on the server, as another device would have: each message follows the one before. */
export async function givenChat(
  url: string,
  title: string,
  messages: readonly GivenMessage[]
): Promise<string> {
  const now = Date.now();
  const first = now - messages.length * 10 - 1000;
  const id = v7();
  const created = [
    creation('conversations', id, { title, modelConfig: { model: 'sample/sample' } }, first)
  ];
  let parentId: string | null = null;
  for (const [at, message] of messages.entries()) {
    const messageId = v7();
    const fields = { ...message, conversationId: id, parentId };
    created.push(creation('messages', messageId, fields, first + at * 10));
    parentId = messageId;
  }
  const clientId = v7();
  for (let from = 0; from < created.length; from += 200) {
    const mutations = created
      .slice(from, from + 200)
      .map((one, at) => ({ ...one, cseq: from + at + 1 }));
    const response = await fetch(`${url}/v1/sync/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId, mutations })
    });
    const { results = [] } = (await response.json()) as { results?: { status: string }[] };
    const refused = results.find(({ status }) => status !== 'applied');
    if (refused || results.length !== mutations.length)
      throw new Error(`Not taken: ${response.status} ${JSON.stringify(refused)}`);
  }
  return id;
}

function creation<Name extends SyncedName>(
  collection: Name,
  id: string,
  given: Partial<FieldsOf<Name>>,
  createdAt: number
) {
  const fields = { ...defaultsOf(collection), ...given, createdAt };
  const set = Object.fromEntries(
    Object.entries(toBody(collection, fields))
      .filter(([path]) => path !== 'updatedAt' && path !== 'deletedAt')
      .map(([path, v]) => [path, { v, base: null, baseEff: 0, ts: createdAt }])
  );
  const where: { collection: SyncedName; id: string } = { collection, id };
  return { mid: v7(), scope: 'u:local', ...where, sv: 1, op: 'create', set };
}
