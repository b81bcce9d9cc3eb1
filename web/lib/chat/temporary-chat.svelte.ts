import type { MessageSummary } from '#shared/message-summary';
import type { ModelConfig } from '#shared/model-config';
import type { RunState } from '#shared/run-events';
import type { Store } from '$lib/data/store';
import type { ChatRow } from './chat-content';
import type { ChatHead, ChatHome, Said } from './chat-home';
import { titleFrom } from './chat-words';

/**
 * A conversation that lives in this page's memory alone: nothing of it is written anywhere, and a reload
 * ends it.
 */
export class TemporaryChat implements ChatHome {
  readonly id = 'temporary';
  readonly isTemporary = true;
  readonly isRead = true;

  #clock: Pick<Store, 'now' | 'newId'>;
  #head = $state.raw<ChatHead>({
    title: '',
    modelConfig: {},
    systemPrompt: '',
    pinned: false,
    activeLeafId: null,
    deletedAt: null
  });
  #isKept = false;
  #rows = $state.raw<readonly ChatRow[]>([]);

  constructor(clock: Pick<Store, 'now' | 'newId'>, config: ModelConfig) {
    this.#clock = clock;
    this.#head = { ...this.#head, modelConfig: config };
  }

  /** It goes on as a normal one. */
  get isKept(): boolean {
    return this.#isKept;
  }

  get head(): ChatHead {
    return this.#head;
  }

  get rows(): readonly ChatRow[] {
    return this.#rows;
  }

  readAll(): void {
    // All of it is here.
  }

  async say({ parentId, text, parts }: Said): Promise<ChatRow> {
    const row = this.#row({
      id: this.#clock.newId(),
      parentId,
      role: 'user',
      text,
      parts,
      runId: null
    });
    this.#rows = [...this.#rows, row];
    this.#head = { ...this.#head, activeLeafId: row.id };
    return row;
  }

  async edit(change: Partial<ChatHead>): Promise<void> {
    this.#head = { ...this.#head, ...change };
  }

  async configure(change: (before: ModelConfig) => ModelConfig): Promise<void> {
    await this.edit({ modelConfig: change(this.#head.modelConfig) });
  }

  async settled(): Promise<ChatHead> {
    return this.#head;
  }

  async summarise(messageId: string, summary: MessageSummary | null): Promise<void> {
    this.#rows = this.#rows.map((row) => (row.id === messageId ? { ...row, summary } : row));
  }

  answered({
    runId,
    messageId,
    state
  }: {
    runId: string;
    messageId: string;
    state: RunState;
  }): void {
    if (state.text === '' && state.toolCalls.length === 0) return;
    const parts = state.toolCalls.map((call) => ({ type: 'toolCall' as const, ...call }));
    const row = this.#row({
      id: runId,
      runId,
      parentId: messageId,
      role: 'assistant',
      text: state.text,
      parts
    });
    this.#rows = [...this.#rows, row];
  }

  /** Makes it a normal one, as it stands. Resolves with its id when it is on this device. */
  async keep(store: Store): Promise<string> {
    const rows = this.#rows.filter(({ deletedAt }) => deletedAt === null);
    const first = rows.find(({ role }) => role === 'user')?.text ?? '';
    const { title: named, modelConfig, systemPrompt, activeLeafId } = this.#head;
    const kept = await store.group(async (tx) => {
      const title = named || titleFrom(first);
      const fields = { title, modelConfig, systemPrompt, activeLeafId };
      const { id } = await tx.create('conversations', fields);
      for (const { id: messageId, parentId, role, text, parts, summary = null } of rows) {
        // The runs left nothing behind, so there is nothing for the message to name.
        const said = { parentId, role, text, parts, summary, runId: null, id: messageId };
        await tx.create('messages', { ...said, conversationId: id });
      }
      return id;
    });
    this.#isKept = true;
    return kept;
  }

  #row(fields: Omit<ChatRow, 'createdAt' | 'deletedAt'>): ChatRow {
    return { ...fields, createdAt: this.#clock.now(), deletedAt: null };
  }
}
