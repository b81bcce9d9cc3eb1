import type { Prompt, PromptMessage } from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import type { MessagePart, messageRoles } from '#shared/message-parts';
import { orderedMessages, promptContent } from '#shared/prompt-content';
import { same } from '#shared/same';
import type { LastWord } from '$lib/data/last-words';
import type { Edit, Store } from '$lib/data/store';
import { valuesKey } from '$lib/runs/prompt-values';
import type { RunSession } from '$lib/runs/run.svelte';
import type { FieldText } from './field-text.svelte';
import { movedTo, moveOf } from './message-moves';
import { keptRows, placeAt } from './message-order';
import { messagesToRows } from './messages-to-rows';
import { PromptHistory } from './prompt-history.svelte';
import type { RowChange, Step } from './prompt-history.svelte';
import { readPrompt } from './prompt-records';
import type { PromptRecords } from './prompt-records';
import { PromptRun } from './prompt-run.svelte';
import type { PromptRequest, PromptRunDeps } from './prompt-run.svelte';
import { rowChange, takeBackRows, writeRow } from './row-change';
import { SavedTexts } from './saved-texts.svelte';
import type { SaveState } from './text-session.svelte';

export type Role = (typeof messageRoles)[number];

export interface PromptSessionDeps extends PromptRunDeps {
  /** Runs `work` after so many milliseconds; the answer calls it off. */
  after(ms: number, work: () => void): () => void;
  /** A new prompt's records are on disk now. */
  onmade?(id: string): void;
}

export interface StartOptions {
  /** In place of this device's values. */
  values?: Record<string, unknown>;
  /** In place of what stands on screen, as it is. */
  content?: PromptContent;
}

/** What an act wants: records changed, and texts that become others. */
interface Plan {
  rows: (RowChange | null)[];
  texts?: { field: FieldText; to: string }[];
  /** The text it makes room for, which may be typed into before it is done. */
  room?: FieldText;
}

/** Takes one act back and nothing else; answers the way back of that where it took other acts along. */
export type WayBack = () => Promise<WayBack | null>;

type PromptChange = Partial<Omit<Edit<'prompts'>, 'kind' | 'text' | 'deletedAt'>>;

/**
 * One open prompt of kind `messages`: its records, the texts on screen, one history of undo for both,
 * this device's values, and its run. Records come in by `take`, from a live query.
 */
export class PromptSession {
  /** The record as it is on this device; the system text on screen may be ahead of it (`system.text`). */
  prompt = $state.raw<Prompt>() as Prompt;
  /** Living messages in their order, as they are on this device. */
  messages = $state.raw<PromptMessage[]>([]);
  /** This device's values of the variables, by name. */
  values = $state.raw<Record<string, unknown>>({});
  /** Where the focus shall go: a message that has just come, or come back. */
  wanted = $state.raw<string | null>(null);
  /** The variable whose value somebody asks for: the inspector shows it, and takes the wish away. */
  wantedValue = $state.raw<string | null>(null);
  readonly history = new PromptHistory();
  readonly runner: PromptRun;

  /** What a run would be asked now: the prompt as it stands on screen. */
  content: PromptContent = $derived.by(() =>
    promptContent(
      { ...this.prompt, systemPrompt: this.system.text },
      this.messages.map((row) => ({ ...row, text: this.textOf(row).text }))
    )
  );

  #deps: PromptSessionDeps;
  readonly #texts: SavedTexts;
  #turn: Promise<unknown> = Promise.resolve();
  /** Messages that stand on screen while they are being written down: who types on does not wait for it. */
  #coming: PromptMessage[] = [];
  #refreshing: Promise<void> | null = null;
  #valuesWritten = 0;

  constructor(deps: PromptSessionDeps, records: PromptRecords) {
    this.#deps = deps;
    this.#texts = new SavedTexts(
      {
        store: deps.store,
        after: (ms, work) => deps.after(ms, work),
        flush: () => this.flush(),
        onmoved: (text, change) => this.history.moved(text, change),
        isComing: (id) => this.#coming.some((row) => row.id === id),
        onmade: (id) => deps.onmade?.(id)
      },
      records
    );
    this.prompt = records.prompt;
    this.values = records.values;
    this.#takeRows(records.messages);
    this.runner = new PromptRun(deps, records.prompt.id, records.placement);
  }

  get id(): string {
    return this.prompt.id;
  }

  /** The run that is live here, or the last one that was. */
  get run(): RunSession | null {
    return this.runner.run;
  }

  get save(): SaveState {
    return this.#texts.state;
  }

  /** A new prompt nobody has written in yet: nothing of it is on disk. */
  get isNew(): boolean {
    return this.#texts.isNew;
  }

  get system(): FieldText {
    return this.#texts.system;
  }

  /** The text of a message on screen. */
  textOf(row: Pick<PromptMessage, 'id' | 'text'>): FieldText {
    return this.#texts.of(row);
  }

  /** Something of it may have changed on this device: by another tab, or by sync. */
  refresh(): Promise<void> {
    // One that has not begun yet will see it.
    if (this.#refreshing) return this.#refreshing;
    const work = this.#inTurn(() => {
      this.#refreshing = null;
      return this.#reread();
    });
    this.#refreshing = work;
    return work;
  }

  /** Everything the person has not seen saved yet goes to disk; `save` says whether it did. */
  flush(): Promise<void> {
    this.#texts.callOff();
    return this.#inTurn(() => this.#texts.save());
  }

  /** A new prompt's records go to disk: for what names it and is not part of it. */
  make(): Promise<void> {
    return this.#inTurn(() => this.#texts.make());
  }

  /** Saves what stands on screen and asks for an answer; `runner.problem` says why there is none. */
  start(options: StartOptions = {}): Promise<void> {
    return this.runner.start(() => this.#request(options));
  }

  /** Saves what stands on screen and puts it in the queue, to be run when the server can be reached. */
  queue(): Promise<void> {
    return this.runner.queue(() => this.#request({}));
  }

  async #request({ content, values }: StartOptions): Promise<PromptRequest> {
    await this.flush();
    if (this.save.error) throw this.save.error;
    await this.make();
    return { content: content ?? this.content, values: values ?? this.values };
  }

  stop(): void {
    this.runner.stop();
  }

  async setValue(name: string, value: unknown): Promise<void> {
    await this.setValues({ ...this.values, [name]: value });
  }

  /** Values belong to this device: they are not synced and no part of undo. */
  async setValues(all: Record<string, unknown>): Promise<void> {
    this.values = all;
    this.#valuesWritten += 1;
    await this.#deps.store.db.kv.put({ key: valuesKey(this.id), value: $state.snapshot(all) });
  }

  /** Changes fields of the prompt; one step of undo. Quick changes of the same fields are one step. */
  edit(change: PromptChange): Promise<void> {
    const kind = `edit ${Object.keys(change).sort().join(' ')}`;
    const { systemPrompt, ...fields } = change;
    return this.#act(kind, async () => ({
      rows: [rowChange('prompts', await this.#promptNow(), fields)],
      texts: systemPrompt === undefined ? [] : [{ field: this.system, to: systemPrompt }]
    }));
  }

  /** Changes a field by what stands on disk then, so that two quick changes never take each other back. */
  update<Field extends 'variables' | 'modelConfig'>(
    field: Field,
    change: (now: Prompt[Field]) => Prompt[Field]
  ): Promise<void> {
    return this.#act(`edit ${field}`, async () => {
      const now = await this.#promptNow();
      return { rows: [rowChange('prompts', now, { [field]: change(now[field]) })] };
    });
  }

  /**
   * Puts a content in the place of everything, as one step of undo. Answers the way back: that step, or
   * where more was done since, a step of its own that puts back what stood here, and the way back of that.
   */
  async apply(content: PromptContent): Promise<WayBack> {
    const before = { ...this.content, variables: this.prompt.variables };
    const then = this.history.acts;
    await this.#put(content);
    const now = this.history.acts;
    return async () => {
      if (now === then) return null;
      if (this.history.acts !== now) return this.apply(before);
      await this.undo();
      return null;
    };
  }

  #put(content: PromptContent): Promise<void> {
    const { systemPrompt, variables, modelConfig, tools, outputSchema } = content;
    return this.#act(null, async (tx) => {
      const fields = { variables, modelConfig, tools, outputSchema };
      const rows = [rowChange('prompts', await this.#promptNow(), fields)];
      const texts = [{ field: this.system, to: systemPrompt }];
      const standing = orderedMessages(await this.#rowsNow());
      const plan = messagesToRows(standing, content.messages ?? []);
      for (const { row, after } of plan.edits) {
        const { role, parts, text } = after;
        rows.push(rowChange('promptMessages', row, { role, parts }));
        texts.push({ field: this.textOf(row), to: text });
      }
      const deletedAt = this.#deps.store.now();
      for (const row of plan.removes) rows.push(rowChange('promptMessages', row, { deletedAt }));
      for (const made of plan.creates) await this.#create(tx, made).then((one) => rows.push(one));
      return { rows, texts };
    });
  }

  /** Adds a message below another one (`null`: at the top), and wants the focus there. Answers its id. */
  async addMessage(
    after: string | null,
    fields: { role: Role; text?: string; parts?: MessagePart[] }
  ): Promise<string> {
    const id = this.#deps.store.newId();
    const placed = (rows: readonly PromptMessage[]) =>
      placeAt(rows, after === null ? 0 : rows.findIndex(({ id }) => id === after) + 1);
    const given = { text: '', parts: [], ...fields };
    this.#show({ ...given, id, position: placed(this.messages).position });
    this.wanted = id;
    try {
      await this.#act(null, async (tx) => {
        const rows = orderedMessages(await this.#rowsNow());
        const { position, moved } = placed(rows);
        const made = await this.#create(tx, { ...given, id, position });
        this.#came(id);
        return {
          rows: [made, ...movedTo(rows, moved)],
          room: this.textOf({ id, text: given.text })
        };
      });
    } catch (error) {
      this.#came(id);
      this.#texts.forget(id);
      this.messages = this.messages.filter((row) => row.id !== id);
      throw error;
    }
    return id;
  }

  #show(row: Pick<PromptMessage, 'id' | 'role' | 'text' | 'parts' | 'position'>): void {
    const at = this.#deps.store.now();
    const times = { createdAt: at, updatedAt: at, deletedAt: null };
    this.#coming = [...this.#coming, { ...times, ...row, promptId: this.id }];
    this.#takeRows(this.messages);
  }

  #came(id: string): void {
    this.#coming = this.#coming.filter((row) => row.id !== id);
  }

  async duplicateMessage(id: string): Promise<void> {
    const row = this.messages.find((one) => one.id === id);
    if (!row) return;
    const { role, parts } = row;
    await this.addMessage(id, { role, parts, text: this.textOf(row).text });
  }

  /** Undo brings it back, and so does what this answers, whatever was done since. */
  async removeMessage(id: string): Promise<() => Promise<void>> {
    await this.editMessage(id, { deletedAt: this.#deps.store.now() });
    return () => this.editMessage(id, { deletedAt: null });
  }

  /** Puts a message before the one that has this index among the others; `by` counts from where it stands. */
  moveMessage(id: string, to: number | { by: number }): Promise<void> {
    return this.#act(null, async () => ({
      rows: moveOf(orderedMessages(await this.#rowsNow()), id, to)
    }));
  }

  /** Changes fields of a message that are not its text; one step of undo. */
  editMessage(
    id: string,
    change: { role?: Role; parts?: MessagePart[]; deletedAt?: number | null }
  ): Promise<void> {
    return this.#act(null, async () => {
      const row = await this.#deps.store.db.promptMessages.get(id);
      return { rows: [row ? rowChange('promptMessages', row, change) : null] };
    });
  }

  undo(): Promise<boolean> {
    return this.#inTurn(() => this.history.turn('undo', (step) => this.#takeBack(step)));
  }

  redo(): Promise<boolean> {
    return this.#inTurn(() => this.history.turn('redo', (step) => this.#takeBack(step)));
  }

  /** What would be lost if the page died now. */
  lastWords(): LastWord[] {
    return this.#texts.lastWords();
  }

  async close(): Promise<void> {
    this.#texts.close();
    this.runner.close();
    if (this.#texts.dirty) await this.flush();
  }

  #takeRows(found: readonly PromptMessage[]): void {
    const coming = this.#coming.filter(({ id }) => !found.some((row) => row.id === id));
    const rows = [...found, ...coming];
    for (const row of rows) {
      // Made before anything reads it: a text that is made while it is read would not be followed.
      this.textOf(row).take(row.text);
    }
    const next = keptRows(this.messages, orderedMessages(rows));
    if (next) this.messages = next;
  }

  /** A change a person made in an editor of the text. */
  typed(text: FieldText, change: Parameters<FieldText['change']>[0], origin: unknown): void {
    const inverse = change.invert(text.doc);
    text.change(change, 'typed', origin);
    const { collection, id } = text.place;
    const kind = `type ${collection}/${id}`;
    const texts = [{ field: text, change: inverse }];
    this.history.did({ texts, rows: [], kind, at: this.#deps.store.now() });
  }

  /** Acts never overlap: each starts from what the last one left. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /**
   * Does what `plan` wants and keeps it as one step. Typing that waits is saved before, so that the
   * records are what stands on screen.
   */
  #act(
    kind: string | null,
    plan: (tx: Pick<Store, 'create' | 'edit'>) => Promise<Plan>
  ): Promise<void> {
    return this.#inTurn(async () => {
      await this.#texts.save();
      await this.#texts.make();
      const { rows, texts, room } = await this.#deps.store.group(async (tx) => {
        const wish = await plan(tx);
        const changes = wish.rows.filter((one) => one !== null);
        for (const change of changes) await writeRow(tx, change);
        return { rows: changes, texts: wish.texts ?? [], room: wish.room ?? null };
      });
      const inverses = texts.flatMap(({ field, to }) => this.#changeTo(field, to) ?? []);
      if (rows.length + inverses.length === 0) return;
      this.history.did({ texts: inverses, rows, kind, at: this.#deps.store.now() }, room);
      await this.#texts.save();
      await this.#reread();
    });
  }

  #changeTo(field: FieldText, to: string): Step['texts'][number] | null {
    const change = field.changeTo(to);
    if (change.empty) return null;
    const inverse = { field, change: change.invert(field.doc) };
    field.change(change, 'history');
    return inverse;
  }

  /** Answers what would bring it again; `null` where nothing of it stands any more. */
  async #takeBack(step: Step): Promise<Step | null> {
    const texts = step.texts.map(({ field, change }) => {
      const inverse = { field, change: change.invert(field.doc) };
      field.change(change, 'history');
      return inverse;
    });
    const changesText = step.texts.some(({ change }) => !change.empty);
    let rows: RowChange[] = [];
    if (step.rows.length > 0) {
      await this.#texts.save();
      rows = await takeBackRows(this.#deps.store, step.rows);
      await this.#reread();
    }
    const back = rows.find(({ after }) => after.deletedAt === null);
    const touched = texts[0]?.field.place ?? back;
    if (touched?.collection === 'promptMessages') this.wanted = touched.id;
    if (!changesText && rows.length === 0) return null;
    return { texts, rows, kind: null, at: step.at };
  }

  /** Brings what is on this device. In turn, so that it is never older than what was saved here. */
  async #reread(): Promise<void> {
    const written = this.#valuesWritten;
    const found = await readPrompt(this.#deps.store.db, this.id);
    if (!found) return;
    if (!same(this.prompt, found.prompt)) this.prompt = found.prompt;
    this.system.take(found.prompt.systemPrompt);
    this.#takeRows(found.messages);
    if (written === this.#valuesWritten && !same(this.values, found.values))
      this.values = found.values;
    this.runner.take(found.placement);
  }

  async #promptNow(): Promise<Prompt> {
    const row = await this.#deps.store.db.prompts.get(this.id);
    if (!row) throw new AppError('NOT_FOUND');
    return row;
  }

  #rowsNow(): Promise<PromptMessage[]> {
    return this.#deps.store.db.promptMessages.where({ promptId: this.id }).toArray();
  }

  async #create(
    tx: Pick<Store, 'create'>,
    fields: Pick<PromptMessage, 'role' | 'text' | 'parts' | 'position'> & { id?: string }
  ): Promise<RowChange> {
    const { id } = await tx.create('promptMessages', { ...fields, promptId: this.id });
    const before = { deletedAt: this.#deps.store.now() };
    return { collection: 'promptMessages', id, before, after: { deletedAt: null } };
  }
}
