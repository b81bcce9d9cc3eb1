import type { MessageSummary } from '#shared/message-summary';
import type { ModelConfig } from '#shared/model-config';
import { live } from '$lib/data/live.svelte';
import type { Store } from '$lib/data/store';
import type { ChatRow } from './chat-content';
import type { ChatHead, ChatHome, Said } from './chat-home';
import { titleFrom } from './chat-words';

/** Messages that are read before all are: enough for the end of any conversation. */
const firstRows = 60;

/** A conversation of this device. It is made with its first message, or with the first change of its settings. */
export class KeptChat implements ChatHome {
  readonly id: string;
  readonly isTemporary = false;

  #store: Store;
  #made: boolean;
  /** What a conversation that is not made yet has. */
  #blank = $state.raw<ChatHead>({
    ...{ title: '', modelConfig: {}, systemPrompt: '', pinned: false, activeLeafId: null },
    deletedAt: null
  });
  #head = live(() => this.#store.db.conversations.get(this.id));
  /** The end of it is read at once; the rest a moment later, when that is shown. */
  #wantsAll = $state(false);
  #newest = live(() => this.#readNewest());
  #all = live(() => (this.#wantsAll ? this.#readAll() : null));

  /** @param config what a new conversation begins with; `null` for one that is there */
  constructor(store: Store, id: string, config: ModelConfig | null) {
    this.#store = store;
    this.id = id;
    this.#made = config === null;
    if (config) this.#blank = { ...this.#blank, modelConfig: config };
  }

  get head(): ChatHead {
    return this.#head.current ?? this.#blank;
  }

  get rows(): readonly ChatRow[] {
    return this.#all.current ?? this.#newest.current ?? [];
  }

  get isRead(): boolean {
    return this.#newest.current !== undefined;
  }

  readAll(): void {
    this.#wantsAll = true;
  }

  async say({ parentId, text, parts }: Said): Promise<ChatRow> {
    const { id, head } = this;
    return this.#store.group(async (tx) => {
      const fields = {
        conversationId: id,
        parentId,
        role: 'user' as const,
        text,
        parts,
        runId: null
      };
      const made = await tx.create('messages', fields);
      const title = head.title || titleFrom(text);
      const change = { activeLeafId: made.id, ...(title === head.title ? {} : { title }) };
      if (this.#made) await tx.edit('conversations', id, change);
      else await tx.create('conversations', { ...this.#blankFields(), ...change, id });
      this.#made = true;
      return made;
    });
  }

  async edit(change: Partial<ChatHead>): Promise<void> {
    if (this.#made) return this.#store.edit('conversations', this.id, change);
    this.#blank = { ...this.#blank, ...change };
  }

  async summarise(messageId: string, summary: MessageSummary | null): Promise<void> {
    await this.#store.edit('messages', messageId, { summary });
  }

  answered(): void {
    // The server wrote it down with the end of the run; it comes by sync.
  }

  #blankFields() {
    const { title, modelConfig, systemPrompt, pinned } = this.#blank;
    return { title, modelConfig, systemPrompt, pinned };
  }

  async #readAll(): Promise<ChatRow[]> {
    return this.#store.db.messages.where('conversationId').equals(this.id).toArray();
  }

  async #readNewest(): Promise<ChatRow[]> {
    const { db } = this.#store;
    const [from, to] = [
      [this.id, -Infinity],
      [this.id, Infinity]
    ];
    return db.messages
      .where('[conversationId+createdAt]')
      .between(from, to)
      .reverse()
      .limit(firstRows)
      .toArray();
  }
}
