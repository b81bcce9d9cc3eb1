import { checkpointIn } from '#shared/checkpoint-due';
import type { PromptContent } from '#shared/prompt-fields';
import type { Store } from '$lib/data/store';
import { hashOf } from './prompt-hash';
import { readContent } from './read-content';
import { versionsOf, versionWith } from './read-versions';
import { keepVersion } from './versions';

interface Deps {
  store: Store;
  promptId: string;
  after: (ms: number, work: () => Promise<void>) => () => void;
}

/** Typing has to rest for so long before anybody looks. */
const restMs = 5000;

const unkeptKey = (promptId: string) => `unkept.${promptId}`;

/**
 * Keeps an open prompt as a version after ten minutes of changes without a run. Since when there are any is
 * kept on the device, so that a reload does not begin the wait anew. Two tabs that do so at once make one version.
 */
export function createCheckpoints({ store, promptId, after }: Deps) {
  let cancel = () => {};
  let closed = false;

  function wait(ms: number) {
    cancel();
    if (!closed) cancel = after(ms, look);
  }

  /** Keeps what stands if it is time, and waits for the time if it is not yet. */
  async function look(): Promise<void> {
    const content = await readContent(store.db, promptId);
    if (!content || closed || isEmpty(content)) return;
    const hash = await hashOf(content);
    if (hash === null) return;
    const key = unkeptKey(promptId);
    if (await versionWith(store.db, promptId, hash)) {
      await store.db.kv.delete(key);
      return;
    }
    const known = (await store.db.kv.get(key))?.value;
    const changedAt = typeof known === 'number' ? known : store.now();
    if (changedAt !== known) await store.db.kv.put({ key, value: changedAt });
    const [latest] = await versionsOf(store.db, promptId, 1);
    const ms = checkpointIn({ changedAt, versionAt: latest?.createdAt ?? null }, store.now());
    if (ms === null || closed) return;
    if (ms > 0) return wait(ms);
    await keepVersion(store, promptId, content);
    await store.db.kv.delete(key);
  }

  return {
    /** The prompt was opened, or what is saved of it has changed. */
    changed: () => wait(restMs),
    close() {
      closed = true;
      cancel();
    }
  };
}

/** A prompt that nobody has written anything into is no version. */
function isEmpty({ text, systemPrompt, messages = [] }: PromptContent): boolean {
  const blank = messages.every(({ content }) => typeof content === 'string' && isBlank(content));
  return isBlank(text) && isBlank(systemPrompt) && blank;
}

const isBlank = (text: string) => text.trim() === '';
