import { type AppError, toAppError } from '#shared/errors';
import type { ModelInfo } from '#shared/models';
import type { Connection } from './connection.ts';

/** What a connection's list of models said last, and how it went. */
export interface Listing {
  status: 'ok' | 'error' | 'checking';
  models: ModelInfo[];
  error: AppError | null;
}

interface Entry extends Listing {
  version: string;
  /** When it was last asked successfully or not; 0 before the first answer. */
  at: number;
  asking: Promise<void> | null;
}

const freshMs = 5 * 60_000;
/** A server that was not there may be soon: it is asked again sooner. */
const freshErrorMs = 15_000;

/**
 * Remembers each connection's models. A list that was read stays until a new one comes: a server that
 * fails for a moment does not take its models off the screen.
 */
export function createModelCache(deps: {
  list: (connection: Connection) => Promise<ModelInfo[]>;
  now: () => number;
}) {
  const entries = new Map<string, Entry>();

  function entryOf({ id, baseUrl, updatedAt }: Connection): Entry {
    // An edited connection is another one: its old list says nothing about it.
    const version = `${baseUrl} ${updatedAt ?? 0}`;
    const known = entries.get(id);
    if (known?.version === version) return known;
    const entry: Entry = {
      version,
      status: 'checking',
      models: [],
      error: null,
      at: 0,
      asking: null
    };
    entries.set(id, entry);
    return entry;
  }

  function ask(connection: Connection): Promise<void> {
    const entry = entryOf(connection);
    entry.asking ??= deps
      .list(connection)
      .then((models) => {
        Object.assign(entry, { status: 'ok', models, error: null });
      })
      .catch((error: unknown) => {
        const known = toAppError(error);
        Object.assign(entry, { status: 'error', error: known });
      })
      .finally(() => {
        entry.at = deps.now();
        entry.asking = null;
      });
    return entry.asking;
  }

  return {
    /** Asks a connection again if its list is old; resolves when there is an answer. */
    refresh(connection: Connection, force = false): Promise<void> {
      const entry = entryOf(connection);
      const fresh = entry.status === 'error' ? freshErrorMs : freshMs;
      const isFresh = entry.at !== 0 && deps.now() - entry.at < fresh;
      return isFresh && !force ? Promise.resolve() : ask(connection);
    },
    read: (connection: Connection): Listing => entryOf(connection),
    find: (connection: Connection, name: string): ModelInfo | undefined =>
      entryOf(connection).models.find((model) => model.name === name)
  };
}
