import { activePath, pathTo, plantTree, siblingsOf } from '#shared/conversation-tree';
import type { MessagePart } from '#shared/message-parts';
import { live } from '$lib/data/live.svelte';
import type { Store } from '$lib/data/store';
import { hasAnswer } from '#shared/answer-text';
import type { RunPorts } from '$lib/runs/ports';
import { isLive } from '$lib/runs/runs';
import { contentOfPath } from './chat-content';
import type { ChatRow } from './chat-content';
import type { ChatHome } from './chat-home';
import { ChatRun } from './chat-run.svelte';

/** What a person wants to say: the text, and images and files with it. */
export interface Draft {
  text: string;
  parts: MessagePart[];
}

/** One open conversation: its tree with the answer that is being written, and what one can do with it. */
export class ChatSession {
  readonly home: ChatHome;
  readonly runner: ChatRun;

  #store: Store;
  #mayEdit: () => boolean;
  /** What somebody looks at who may only read: theirs alone, and kept nowhere. */
  #looksAt = $state<string | null>(null);
  #placement = live(async () => (await this.#placed()) ?? null);
  #elsewhere = live(async () => (await this.#liveRuns()).at(-1) ?? null);
  #hasWords = $derived.by(() => {
    const state = this.runner.run?.state;
    return Boolean(state && hasAnswer(state));
  });
  #isRecorded = $derived.by(() => {
    const runId = this.runner.run?.runId ?? null;
    return runId !== null && this.home.rows.some(({ id }) => id === runId);
  });

  /**
   * Id of the answer that is being written, or whose record is still on its way; `null` without one. By itself,
   * so that new text makes neither the tree nor the path anew.
   */
  readonly previewId: string | null = $derived.by(() => {
    const { run, messageId } = this.runner;
    if (!run || messageId === null || this.#isRecorded) return null;
    return run.live || this.#hasWords ? (run.runId ?? 'pending') : null;
  });
  readonly tree = $derived.by(() => plantTree(this.#withPreview()));
  readonly path = $derived.by(() =>
    activePath(this.tree, this.#looksAt ?? this.home.head.activeLeafId)
  );

  constructor(store: Store, ports: RunPorts, home: ChatHome, mayEdit = () => true) {
    this.#store = store;
    this.#mayEdit = mayEdit;
    this.home = home;
    this.runner = new ChatRun({
      store,
      ports,
      conversationId: home.id,
      isTemporary: home.isTemporary,
      onanswer: (answer) => home.answered(answer)
    });
  }

  /** Follows what other tabs and devices begin here; until the answer is called. Inside an effect. */
  followOthers(): void {
    if (this.home.isTemporary) return;
    this.runner.take(this.#placement.current ?? null);
    const run = this.#elsewhere.current;
    if (run?.messageId && this.#placement.current === null)
      this.runner.watch(run.id, run.messageId);
  }

  /** Says something at the end of what is shown, and asks for the answer. */
  send({ text, parts }: Draft): Promise<void> {
    return this.#ask(async () => {
      const last = this.path.at(-1)?.id ?? null;
      return (await this.home.say({ parentId: last, text, parts })).id;
    });
  }

  /** The message that is answered where this one stands. */
  questionOf(id: string): ChatRow | null {
    const row = this.tree.byId.get(id) ?? null;
    return row?.role === 'assistant' ? this.tree.parentOf(id) : row;
  }

  /** What is read before another answer is written in the place of this one. */
  askedAgain(id: string): ChatRow[] {
    return pathTo(this.tree, this.questionOf(id)?.id ?? '');
  }

  /** What stands before a message. */
  before(id: string): ChatRow[] {
    return pathTo(this.tree, this.tree.parentOf(id)?.id ?? '');
  }

  /** Another answer beside this one; of a message without an answer, its first. */
  regenerate(id: string): Promise<void> {
    return this.#ask(async () => {
      const question = this.questionOf(id);
      // Its newest answer is shown, which will be this one.
      await this.home.edit({ activeLeafId: question?.id ?? null });
      return question?.id ?? '';
    });
  }

  /** The same place said otherwise: a new branch. */
  resend(id: string, draft: Draft): Promise<void> {
    return this.#ask(async () => {
      const parentId = this.tree.parentOf(id)?.id ?? null;
      return (await this.home.say({ parentId, ...draft })).id;
    });
  }

  /** Shows a branch. */
  async show(id: string): Promise<void> {
    if (this.#mayEdit()) await this.home.edit({ activeLeafId: id });
    else this.#looksAt = id;
  }

  /** The sibling before or after, where there is one. */
  async turn(id: string, step: -1 | 1): Promise<void> {
    const { items, at } = siblingsOf(this.tree, id);
    const next = items[at + step];
    if (next) await this.show(next.id);
  }

  stop(): void {
    this.runner.stop();
  }

  close(): void {
    this.runner.close();
  }

  async #ask(prepare: () => Promise<string>): Promise<void> {
    await this.runner.start(async () => {
      const messageId = await prepare();
      const path = await this.#pathTo(messageId);
      return { content: contentOfPath(path, await this.home.settled()), messageId };
    });
  }

  /** Read anew: what was just written may not have come to the screen yet. */
  async #pathTo(messageId: string): Promise<ChatRow[]> {
    const rows = this.home.isTemporary
      ? this.home.rows
      : await this.#store.db.messages.where({ conversationId: this.home.id }).toArray();
    const tree = plantTree<ChatRow>(rows);
    const path: ChatRow[] = [];
    for (let one = tree.byId.get(messageId) ?? null; one; one = tree.parentOf(one.id))
      path.unshift(one);
    return path;
  }

  #withPreview(): readonly ChatRow[] {
    const { rows } = this.home;
    const { previewId } = this;
    if (previewId === null) return rows;
    const preview: ChatRow = {
      id: previewId,
      parentId: this.runner.messageId,
      role: 'assistant',
      text: '',
      parts: [],
      runId: previewId,
      createdAt: Number.MAX_SAFE_INTEGER,
      deletedAt: null
    };
    return [...rows, preview];
  }

  async #placed() {
    const { id, isTemporary } = this.home;
    return isTemporary ? undefined : this.#store.db.placements.get(id);
  }

  async #liveRuns() {
    const { id, isTemporary } = this.home;
    if (isTemporary) return [];
    const runs = await this.#store.db.runs.where('conversationId').equals(id).toArray();
    return runs.filter(isLive);
  }
}
