import type { Mutation } from '#shared/mutations';
import type { Result } from '#shared/protocol';
import { upCast } from '../../../../sync-server/sync/up-cast';
import type { Request } from './network';
import { casters } from './older';
import type { SimulatedServer } from './server';

/** What the oracle judges: the changes the server has kept, each as it came in. */
export interface Sent {
  mutations(): Mutation[];
  /** The way of one machine to the server. */
  requestOf(who: string): Request;
}

export function noteSent(server: SimulatedServer): Sent {
  const sent = new Map<string, Mutation>();
  /** Of those, what was refused so far: of a copied database another content may come in under its name. */
  const refused = new Set<string>();

  function note(mutations: Mutation[], kept: ReadonlySet<string>, refusedNow: ReadonlySet<string>) {
    for (const mutation of mutations) {
      const { mid } = mutation;
      const comesIn = refused.has(mid) && !refusedNow.has(mid);
      if (!kept.has(mid) || (sent.has(mid) && !comesIn)) continue;
      sent.set(mid, upCast(mutation, casters));
      if (refusedNow.has(mid)) refused.add(mid);
      else refused.delete(mid);
    }
  }

  async function push(who: string, path: string, init?: RequestInit): Promise<Response> {
    const { mutations } = JSON.parse(String(init?.body)) as { mutations: Mutation[] };
    // What the server answers without taking it in (meant for another history, or under a number it knows
    // otherwise) is still the device's alone, which may lose it with its power.
    const kept = new Set(mutations.map(({ mid }) => mid));
    const refusedNow = new Set<string>();
    try {
      const answer = await server.request(who, path, init);
      const { results } = (await answer.clone().json()) as { results?: Result[] };
      if (results) {
        kept.clear();
        // Refused without a place in the feed: the device alone knows of it.
        for (const { mid, status, seq } of results) {
          if (status !== 'forked' && !(status === 'rejected' && seq === null)) kept.add(mid);
          if (status === 'rejected') refusedNow.add(mid);
        }
      }
      return answer;
    } catch (error) {
      // The server died before it could say what it took in; its database knows.
      const known = server.current().db.sql.prepare('select 1 from applied where mid = ?').pluck();
      for (const mid of [...kept]) if (known.get(mid) === undefined) kept.delete(mid);
      throw error;
    } finally {
      note(mutations, kept, refusedNow);
    }
  }

  return {
    mutations: () => [...sent.values()],
    requestOf: (who) => (path, init) =>
      path === '/v1/sync/push' ? push(who, path, init) : server.request(who, path, init)
  };
}
