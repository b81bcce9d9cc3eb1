import type { MessageSummary } from '#shared/message-summary';
import type { ModelConfig } from '#shared/model-config';
import { live } from '$lib/data/live.svelte';
import type { Store } from '$lib/data/store';
import { editConfig } from '$lib/models/edit-config';
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
  /** Set while it is being made, and once it is there. */
  #made: Promise<unknown> | null;
  /** Over when every change that was begun is. */
  #changing: Promise<unknown> = Promise.resolve();
  /** What a conversation that is not made yet has. */
  #blank = $state.raw<ChatHead>({
    title: '',
    modelConfig: {},
    systemPrompt: '',
    pinned: false,
    activeLeafId: null,
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
    this.#made = config === null ? Promise.resolve() : null;
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
    const title = head.title || titleFrom(text);
    const isNew = this.#made === null;
    // Taken now: what is changed while it is being made is an edit of its own.
    const blank = this.#blankFields();
    const work = this.#store.group(async (tx) => {
      const fields = {
        conversationId: id,
        parentId,
        role: 'user' as const,
        text,
        parts,
        runId: null
      };
      const made = await tx.create('messages', fields);
      const change = { activeLeafId: made.id, ...(title === head.title ? {} : { title }) };
      if (isNew) await tx.create('conversations', { ...blank, ...change, id });
      else await tx.edit('conversations', id, change);
      return made;
    });
    if (isNew) this.#made = work;
    try {
      return await work;
    } catch (error) {
      if (isNew) this.#made = null;
      throw error;
    }
  }

  edit(change: Partial<ChatHead>): Promise<void> {
    this.#blank = { ...this.#blank, ...change };
    return this.#change(() => this.#store.edit('conversations', this.id, change));
  }

  configure(change: (before: ModelConfig) => ModelConfig): Promise<void> {
    this.#blank = { ...this.#blank, modelConfig: change(this.#blank.modelConfig) };
    return this.#change(() => editConfig(this.#store, 'conversations', this.id, change));
  }

  async settled(): Promise<ChatHead> {
    await this.#changing;
    return (await this.#store.db.conversations.get(this.id)) ?? this.#blank;
  }

  /** Nothing is kept of one that is not made; of one that is being made, the change follows. */
  #change(keep: () => Promise<void>): Promise<void> {
    const made = this.#made;
    if (!made) return Promise.resolve();
    const work = made.then(keep);
    // Whoever changed it hears of a failure; what was kept before stands.
    this.#changing = Promise.allSettled([this.#changing, work]);
    return work;
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
