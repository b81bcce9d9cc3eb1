import { pageLimits } from '#shared/protocol';
import { seeded } from '#shared/testing/seeded';
import { createTestServer, type TestServer } from '../../../../sync-server/testing/server';

/** The real server in memory, which can be killed and be set back to its backup. */
export interface SimulatedServer {
  current(): TestServer;
  request(path: string, init?: RequestInit): Promise<Response>;
  backUp(): void;
  restore(): Promise<void>;
  /** Whether it ever was. */
  wasRestored(): boolean;
  /** Its process ends after the next commit, before anybody is told, and another one begins. */
  dieBeforeReply(): void;
  /** No more deaths. */
  settle(): void;
}

export function createServer(seedNumber: number, now: () => number, onDeath: () => void) {
  const { id: newId } = seeded(seedNumber, 'server');
  // Small pages, so that a few records are read as a hundred thousand would be.
  const limits = seedNumber % 3 === 0 ? { limits: { ...pageLimits, rows: 3, recentRuns: 2 } } : {};
  const open = (image: Buffer) => createTestServer({ now, newId, image, ...limits });
  let server = open(freshImage());
  let backup = server.db.sql.serialize();
  let dying = false;
  let restored = false;

  async function replaceBy(image: Buffer) {
    await server.close();
    onDeath();
    server = open(image);
  }

  const simulated: SimulatedServer = {
    current: () => server,
    async request(path, init) {
      const response = await server.request(path, init);
      if (!dying) return response;
      dying = false;
      await replaceBy(server.db.sql.serialize());
      throw new TypeError('the server is gone');
    },
    backUp() {
      backup = server.db.sql.serialize();
    },
    restore() {
      restored = true;
      return replaceBy(backup);
    },
    wasRestored: () => restored,
    dieBeforeReply() {
      dying = true;
    },
    settle() {
      dying = false;
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
