import { after } from '$lib/data/after';
import { createDrain } from '$lib/runs/queue-drain';
import type { DrainDeps, QueueNews } from '$lib/runs/queue-drain';
import { heldSentence, titleOf } from '$lib/runs/queue-words';
import { toast } from '$lib/ui/toasts.svelte';

interface Deps extends Pick<DrainDeps, 'db' | 'api' | 'now' | 'newId' | 'away'> {
  go: (href: string) => Promise<void>;
  showQueue: () => void;
}

/** Sends what waits, with this browser's timers, and says what became of it, until the answer is called. */
export function sendQueue({ db, api, now, newId, away, go, showQueue }: Deps): () => void {
  async function tell({ kind, item }: QueueNews) {
    const title = titleOf(item, (await db.prompts.get(item.promptId))?.name);
    const open = { label: 'Open', run: () => go(`/runs/${item.runId}`) };
    if (kind === 'finished') toast(`“${title}” finished.`, { action: open });
    else if (kind === 'failed') toast(`“${title}” ended early.`, { action: open, tone: 'bad' });
    else
      toast(`“${title}” has not run. ${item.held ? heldSentence(item.held) : ''}`, {
        action: { label: 'Show', run: showQueue },
        tone: 'bad'
      });
  }
  const drain = createDrain({
    db,
    api,
    now,
    newId,
    away,
    tell,
    deadline: (ms) => AbortSignal.timeout(ms),
    after
  });
  return drain.start();
}
