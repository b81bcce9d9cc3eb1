import { goto } from '$app/navigation';
import type { Store } from '$lib/data/store';
import { toast } from '$lib/ui/toasts.svelte';
import { savePathAsPrompt } from './chat-prompts';
import type { ChatSession } from './chat-session.svelte';
import type { ChatSummary } from './chat-summary.svelte';
import type { ChatTitle } from './chat-title.svelte';
import { deleteBranch, deleteConversation } from './conversations';
import { TemporaryChat } from './temporary-chat.svelte';

interface Deps {
  store: Store;
  session: ChatSession;
  summary: ChatSummary;
  titles: ChatTitle;
}

/** What is done with an open conversation as a whole: each says what happened, and takes it back. */
export function chatActs({ store, session, summary, titles }: Deps) {
  const { home } = session;
  function tellSummary(id: string | null, show?: () => void) {
    if (id === null) return;
    show?.();
    const undo = () => home.summarise(id, null);
    toast('Older turns are summarised. Their messages are kept.', { undo });
  }
  return {
    async copy(text: string) {
      await navigator.clipboard.writeText(text);
      toast('Copied.');
    },

    async removeFrom(id: string) {
      if (home.isTemporary) return;
      const { activeLeafId } = home.head;
      const undo = await deleteBranch(store, { id: home.id, activeLeafId }, session.tree, id);
      toast('Deleted, with what followed.', { undo });
    },

    async remove() {
      const undo = await deleteConversation(store, home.id);
      toast('The conversation is deleted.', { undo });
      await goto('/chat');
    },

    async savePrompt() {
      const prompt = await savePathAsPrompt(store, session.path, home.head);
      toast('Saved as a prompt.', {
        action: { label: 'Open it', run: () => goto(`/prompts/${prompt.id}`) }
      });
    },

    async saveSnapshot() {
      const { saveChatSnapshot } = await import('$lib/snapshots/save-snapshot');
      await saveChatSnapshot({ store }, { id: home.id, ...home.head }, session.path);
    },

    async keep() {
      if (!(home instanceof TemporaryChat)) return;
      session.runner.stop();
      const id = await home.keep(store);
      await goto(`/chat/${id}`, { replaceState: true });
      toast('It is a normal conversation now.');
    },

    /** Whoever goes elsewhere finds it in the list. */
    async keepBehind() {
      if (!(home instanceof TemporaryChat)) return;
      session.runner.stop();
      const id = await home.keep(store);
      toast('It is a normal conversation now.', {
        action: { label: 'Open it', run: () => goto(`/chat/${id}`) }
      });
    },

    /** It is in memory alone, and there is something in it. */
    isAtRisk: () => home instanceof TemporaryChat && !home.isKept && session.path.length > 0,

    /** @param show what was made is brought into view */
    async summarise(show: () => void) {
      tellSummary(await summary.begin(), show);
    },

    /** What was being summarised when this conversation was left. */
    async takeUpSummary() {
      tellSummary(await summary.takeUp());
    },

    async undoSummary() {
      const undo = await summary.undo();
      if (undo) toast('The older messages are sent again.', { undo });
    },

    /** Nobody asked for it just now: where it fails the first words stand, and nobody is told. */
    async titleQuietly() {
      if (home.isTemporary || !titles.isFromWords) return;
      await titles.write().catch(() => null);
    },

    async titleByModel() {
      const { title: before } = home.head;
      const title = await titles.write();
      if (title !== null)
        toast(`It is called “${title}” now.`, { undo: () => home.edit({ title: before }) });
    }
  };
}
