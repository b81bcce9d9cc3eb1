import { pageLimits } from '#shared/protocol';
import { seeded } from '#shared/testing/seeded';
import { casters } from './older';
import { testPrincipal } from '../../../../sync-server/testing/principal';
import { createTestServer, type TestServer } from '../../../../sync-server/testing/server';

const whoHeader = 'x-machine';

/** The real server in memory, which can be killed and be set back to its backup. */
export interface SimulatedServer {
  current(): TestServer;
  /** `who`: the machine that asks. */
  request(who: string, path: string, init?: RequestInit): Promise<Response>;
  /** Takes the right to this scope from who uses that machine, or gives it back. */
  toggleMember(who: string): void;
  backUp(): void;
  restore(): Promise<void>;
  /** Whether it ever was. */
  wasRestored(): boolean;
  /** Its process ends after the next commit, before anybody is told, and another one begins. */
  dieBeforeReply(): void;
  /** No more deaths, and everybody is let in again. */
  settle(): void;
}

export function createServer(seedNumber: number, now: () => number, onDeath: () => void) {
  const { id: newId } = seeded(seedNumber, 'server');
  // Small pages, so that a few records are read as a hundred thousand would be.
  const limits = seedNumber % 3 === 0 ? { limits: { ...pageLimits, rows: 3, recentRuns: 2 } } : {};
  const removed = new Set<string>();
  const principalOf = ({ headers }: Request) =>
    testPrincipal({ role: removed.has(headers.get(whoHeader) ?? '') ? null : 'owner' });
  const open = (image: Buffer) =>
    createTestServer({ now, newId, image, principalOf, casters, ...limits });
  let server = open(freshImage());
  let backup = server.db.sql.serialize();
  let dying = false;
  let restored = false;

  async function replaceBy(image: () => Buffer) {
    const old = server;
    await old.writer.idle();
    server = open(image());
    onDeath();
    await old.close();
  }

  const simulated: SimulatedServer = {
    current: () => server,
    async request(who, path, init) {
      const headers = new Headers(init?.headers);
      headers.set(whoHeader, who);
      const asked = server;
      const response = await asked.request(path, { ...init, headers });
      if (dying) {
        dying = false;
        await replaceBy(() => asked.db.sql.serialize());
      }
      // Whatever a process that is gone has still to say, nobody hears.
      if (asked !== server) throw new TypeError('the server is gone');
      return response;
    },
    backUp() {
      backup = server.db.sql.serialize();
    },
    restore() {
      restored = true;
      return replaceBy(() => backup);
    },
    wasRestored: () => restored,
    dieBeforeReply() {
      dying = true;
    },
    toggleMember(who) {
      if (!removed.delete(who)) removed.add(who);
    },
    settle() {
      dying = false;
      removed.clear();
    }
  };
  return simulated;
}

let image: Buffer | null = null;

/** Migrating takes longer than a whole simulation, so it is done once. */
function freshImage(): Buffer {
  if (image) return image;
  const server = createTestServer();
  image = server.db.sql.serialize();
  server.db.sql.close();
  return image;
}
