import { ChangeSet, Text, Transaction } from '@codemirror/state';
import { isolateHistory } from '@codemirror/commands';
import type { TransactionSpec } from '@codemirror/state';
import type { Prompt } from '#shared/collections';
import type { MarkedText } from '#shared/prompt-fields';
import { AppError, toAppError } from '#shared/errors';
import type { Placement } from '$lib/data/db';
import type { LastWord } from '$lib/data/last-words';
import type { Store } from '$lib/data/store';
import { nameRun, placeRun, readText, saveText, saveTextWithPlace } from './text-on-disk';
import type { MakePlacement, SaveOutcome } from './text-on-disk';
import { addMarks, marks, replacementsOf, setMarks, setWriting } from './text-marks';
import {
  acknowledged,
  differences,
  onScreen,
  received,
  refused,
  sending,
  typedOn,
  unsaved
} from './text-layers';
import type { Layers } from './text-layers';
import { fromElsewhere, isTyped } from './text-screen';
import type { Screen } from './text-screen';
import { lastRunIn, mapSpans, spansOfRun, tidySpans } from './text-spans';
import { lastOf, makeOneStep } from './text-completion';

export interface SaveState {
  phase: 'saved' | 'waiting' | 'saving' | 'failed';
  /** When the text was last written to this device; `null` before the first time. */
  savedAt: number | null;
  error: AppError | null;
}

export interface TextSessionDeps {
  store: Store;
  screen: Screen;
  /** Makes the record of a text that has none yet and answers its id. */
  create(text: MarkedText): Promise<Prompt>;
  /** Runs `work` after so many milliseconds; the answer calls it off. */
  after(ms: number, work: () => void): () => void;
  /** A run of this prompt was found that this page does not follow yet, or it ended elsewhere. */
  onplacement?(placement: Placement | null): void;
  oncreate?(prompt: Prompt): void;
  /** What `create` would make, for a page that dies before it has. */
  draft?(text: MarkedText): LastWord;
}

/** Quiet time before typed text is saved, and before a failed save is tried again, in ms. */
const quiet = 300;
const again = 5000;

/**
 * One prompt's text between the screen and this device's disk. Nothing here ever replaces what is
 * being typed: text from a run, another tab or another device is slipped in underneath (`Layers`).
 *
 * While a run is live its text is on screen but not on disk; the disk holds a placement, which says
 * where that text goes and how much of it the saved text already contains. Text and placement are
 * always written in one transaction, so a reload at any moment puts the two together again.
 */
export class TextSession {
  save = $state.raw<SaveState>({ phase: 'saved', savedAt: null, error: null });
  /** Length on screen in UTF-16 code units, and whether it is more than white space. */
  length = $state.raw(0);
  blank = $state.raw(true);
  /** The latest completion that still stands in the text; `undefined` if there is none. */
  lastRun = $state.raw<string | null | undefined>(undefined);
  promptId = $state.raw<string | null>(null);
  /** The text a person at this page last saw saved; compared with a version's. */
  savedContent = $state.raw('');

  #deps: TextSessionDeps;
  #layers: Layers;
  /** The live run's place; `at` and `consumed` count in `#layers.base`. */
  #placement: Placement | null = null;
  #finishing = false;
  #runText = '';
  #turn: Promise<unknown> = Promise.resolve();
  #callOff: (() => void) | null = null;
  #disposed = false;

  constructor(deps: TextSessionDeps, prompt: Prompt | null, placement: Placement | null) {
    this.#deps = deps;
    const base = deps.screen.state.doc;
    this.#layers = { base, sent: null, typed: ChangeSet.empty(base.length) };
    this.promptId = prompt?.id ?? null;
    this.savedContent = prompt?.text.content ?? '';
    this.#placement = placement;
    this.save = { phase: 'saved', savedAt: prompt?.updatedAt ?? null, error: null };
    deps.screen.dispatch({
      effects: [setMarks.of(prompt?.text.spans ?? []), setWriting.of(placement?.at ?? null)],
      annotations: fromElsewhere.of('sync')
    });
    this.#look();
  }

  get placement(): Placement | null {
    return this.#placement;
  }

  get dirty(): boolean {
    return this.#finishing || !unsaved(this.#layers).empty;
  }

  /** To be called with every transaction the screen made. */
  seen(transaction: Transaction): void {
    if (isTyped(transaction)) {
      this.#layers = typedOn(this.#layers, transaction.changes);
      this.#schedule(this.promptId === null ? 0 : quiet);
    }
    if (transaction.docChanged) this.#look();
  }

  /** Shows what a run has written so far; `text` is all of it. Writes nothing to disk. */
  write(text: string): void {
    this.#runText = text;
    const placement = this.#placement;
    if (!placement || text.length <= placement.consumed) return;
    const insert = text.slice(placement.consumed);
    const { screen } = this.#deps;
    const place = onScreen(this.#layers, placement.at);
    const change = ChangeSet.of(
      { from: placement.at, insert: Text.of(insert.split('\n')) },
      this.#layers.base.length
    );
    const { layers, onScreen: changes } = received(this.#layers, change);
    this.#layers = layers;
    this.#placement = {
      ...placement,
      at: placement.at + insert.length,
      consumed: text.length
    };
    const { main } = screen.state.selection;
    const end = place + insert.length;
    const spec: TransactionSpec = {
      changes,
      effects: [
        addMarks.of([{ from: place, to: end, runId: placement.runId }]),
        setWriting.of(end)
      ],
      annotations: [fromElsewhere.of('stream'), Transaction.addToHistory.of(false)]
    };
    // A caret waiting where the model writes goes along, so that typing goes on after the text.
    screen.dispatch(
      main.empty && main.head === place ? { ...spec, selection: { anchor: end } } : spec
    );
  }

  /**
   * The text is saved and a run's place at its end is written down, before anything is sent. `alongside`
   * names device tables that `make` writes too.
   */
  place(make: MakePlacement, alongside: string[] = []): Promise<Placement> {
    return this.#inTurn(async () => {
      for (;;) {
        await this.#saveNow();
        if (this.save.error) throw this.save.error;
        const placement = await this.#placeNow(make, alongside);
        if (placement) return placement;
        await this.#takeIn();
      }
    });
  }

  /** Answers null if the text on disk is not the one this session saved. */
  async #placeNow(make: MakePlacement, alongside: string[]): Promise<Placement | null> {
    const { store, screen } = this.#deps;
    const id = this.promptId;
    if (id === null) throw new AppError('EMPTY_PROMPT');
    if (this.#placement) throw new AppError('CONFLICT', { detail: 'A run of it is already live.' });
    const placement = await placeRun(store, id, this.savedContent, make, alongside);
    if (!placement) return null;
    // What was typed since the save is not part of the request; it comes after the completion.
    this.#runText = '';
    this.#placement = placement;
    screen.dispatch({
      effects: setWriting.of(onScreen(this.#layers, placement.at)),
      annotations: fromElsewhere.of('stream')
    });
    return placement;
  }

  /** The run has an id now; a reload can ask for it by that. */
  async named(runId: string): Promise<void> {
    const placement = this.#placement;
    if (!placement || placement.runId === runId) return;
    this.#placement = { ...placement, runId };
    await nameRun(this.#deps.store.db, placement, runId);
  }

  /**
   * The run ended with this text; `null` keeps what stands on screen. It becomes part of the saved text,
   * and its place is forgotten, in one transaction; on screen the whole completion turns into one step of
   * undo.
   */
  async finish(text: string | null): Promise<void> {
    if (!this.#placement) return;
    if (text !== null) {
      this.write(text);
      this.#cutTo(text.length);
    }
    const { runId } = this.#placement;
    this.#finishing = true;
    this.#deps.screen.dispatch({
      effects: setWriting.of(null),
      annotations: fromElsewhere.of('stream')
    });
    await this.flush();
    if (text) makeOneStep(this.#deps.screen, runId, text);
  }

  /** Saves now what is not saved yet. Resolves when it is on disk or `save.phase` says why not. */
  flush(): Promise<void> {
    this.#callOff?.();
    this.#callOff = null;
    return this.#inTurn(() => this.#saveNow());
  }

  /** The record may have changed on disk: by another tab, or by sync. */
  reconcile(): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#takeIn();
      } catch (error) {
        this.#failed(error);
      }
    });
  }

  /** Replaces everything by one undoable edit. */
  replace(text: MarkedText): void {
    const { screen } = this.#deps;
    screen.dispatch({
      changes: { from: 0, to: screen.state.doc.length, insert: Text.of(text.content.split('\n')) },
      effects: setMarks.of(text.spans),
      annotations: [isolateHistory.of('full'), Transaction.userEvent.of('input.restore')]
    });
  }

  /** What would be lost if the page died now: nothing unless something was typed; a run's text comes again. */
  lastWords(): LastWord[] {
    if (unsaved(this.#layers).empty) return [];
    const { screen, draft } = this.#deps;
    const text = {
      content: screen.state.doc.toString(),
      spans: [...screen.state.field(marks)]
    };
    if (this.promptId === null) return draft ? [draft(text)] : [];
    const word: LastWord = { collection: 'prompts', id: this.promptId, change: { text } };
    if (!this.#placement) return [word];
    const { promptId, idempotencyKey, at, consumed } = this.#placement;
    const placement = { promptId, idempotencyKey, at: onScreen(this.#layers, at), consumed };
    return [{ ...word, placement }];
  }

  dispose(): Promise<void> {
    this.#disposed = true;
    return this.dirty ? this.flush() : Promise.resolve();
  }

  #look(): void {
    const { state } = this.#deps.screen;
    this.length = state.doc.length;
    this.blank = state.doc.length < 1000 && state.doc.toString().trim() === '';
    this.lastRun = lastRunIn(state.field(marks));
  }

  #schedule(ms: number): void {
    if (this.save.phase === 'saved') this.save = { ...this.save, phase: 'waiting' };
    this.#callOff?.();
    this.#callOff = this.#deps.after(ms, () => void this.flush());
  }

  /** Saves and readings of one session never overlap: each starts from what the last one left. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #saveNow(): Promise<void> {
    while (this.dirty) {
      this.save = { ...this.save, phase: 'saving', error: null };
      try {
        const outcome = await this.#attempt();
        if (outcome === 'stale') await this.#takeIn();
      } catch (error) {
        this.#layers = refused(this.#layers);
        const known = toAppError(error);
        this.save = { ...this.save, phase: 'failed', error: known };
        if (!this.#disposed) this.#callOff = this.#deps.after(again, () => void this.flush());
        return;
      }
    }
    this.save = { ...this.save, phase: 'saved', error: null };
  }

  #failed(error: unknown): void {
    const known = toAppError(error);
    this.save = { ...this.save, phase: 'failed', error: known };
  }

  /** One transaction; refuses to write over a text that is not the one this session started from. */
  async #attempt(): Promise<SaveOutcome> {
    const { store, screen, create } = this.#deps;
    const { doc } = screen.state;
    const text = { content: doc.toString(), spans: [...screen.state.field(marks)] };
    this.#layers = sending(this.#layers, ChangeSet.empty(doc.length));
    const finishing = this.#finishing;
    const placement = this.#placement && {
      ...this.#placement,
      at: onScreen(this.#layers, this.#placement.at)
    };
    const id = this.promptId;
    if (id === null) {
      const prompt = await create(text);
      this.promptId = prompt.id;
      this.#saved(text.content);
      this.#deps.oncreate?.(prompt);
      return 'saved';
    }
    const expected = this.savedContent;
    const outcome = placement
      ? await saveTextWithPlace(store, text, placement, { expected, isOver: finishing })
      : await saveText(store, id, text, expected);
    if (outcome === 'stale') {
      this.#layers = refused(this.#layers);
      return 'stale';
    }
    this.#saved(text.content);
    if (finishing) {
      this.#placement = null;
      this.#finishing = false;
    }
    return 'saved';
  }

  #saved(content: string): void {
    const { sent } = this.#layers;
    if (this.#placement && sent) {
      this.#placement = { ...this.#placement, at: sent.mapPos(this.#placement.at, -1) };
    }
    this.#layers = acknowledged(this.#layers);
    this.savedContent = content;
    this.save = { phase: 'saved', savedAt: this.#deps.store.now(), error: null };
  }

  async #takeIn(): Promise<void> {
    const id = this.promptId;
    if (id === null) return;
    const { row, placement } = await readText(this.#deps.store.db, id);
    const mine = this.#placement;
    const sameRun = placement?.idempotencyKey === mine?.idempotencyKey;
    if (row.text.content === this.savedContent && sameRun) return;

    const extra =
      placement && mine && sameRun ? this.#runText.slice(placement.consumed, mine.consumed) : '';
    const at = placement?.at ?? row.text.content.length;
    const content = extra
      ? row.text.content.slice(0, at) + extra + row.text.content.slice(at)
      : row.text.content;
    this.savedContent = row.text.content;
    this.#placement = placement && {
      ...placement,
      runId: placement.runId ?? (sameRun ? (mine?.runId ?? null) : null),
      at: at + extra.length,
      consumed: placement.consumed + extra.length
    };
    if (!sameRun) {
      this.#runText = '';
      this.#finishing = false;
    }
    this.#show(content, row.text.spans, { at, extra });
    this.save = { ...this.save, savedAt: row.updatedAt };
    if (!sameRun) this.#deps.onplacement?.(placement);
  }

  /** Slips a new base in underneath what is being typed. */
  #show(content: string, spans: MarkedText['spans'], live: { at: number; extra: string }): void {
    const { base } = this.#layers;
    const change = ChangeSet.of(
      differences(base.toString(), content).map(({ from, to, insert }) => ({
        from,
        to,
        insert: Text.of(insert.split('\n'))
      })),
      base.length
    );
    const { layers, onScreen: changes } = received(this.#layers, change);
    this.#layers = layers;
    const { at, extra } = live;
    const end = at + extra.length;
    const baseSpans = tidySpans([
      ...mapSpans(spans, extra ? [{ fromA: at, toA: at, fromB: at, toB: end }] : []),
      { from: at, to: end, runId: this.#placement?.runId ?? null }
    ]);
    this.#deps.screen.dispatch({
      changes,
      effects: [
        setMarks.of(mapSpans(baseSpans, replacementsOf(unsaved(layers)))),
        setWriting.of(this.#placement ? onScreen(layers, this.#placement.at) : null)
      ],
      annotations: [fromElsewhere.of('sync'), Transaction.addToHistory.of(false)]
    });
  }

  /** Another device saw less of the run when it was stopped there: the rest goes, typed text stays. */
  #cutTo(length: number): void {
    const placement = this.#placement;
    if (!placement || placement.consumed <= length) return;
    const { screen } = this.#deps;
    const spans = spansOfRun(screen.state.field(marks), placement.runId);
    const changes = lastOf(spans, placement.consumed - length);
    this.#placement = { ...placement, consumed: length };
    screen.dispatch({ changes, annotations: Transaction.addToHistory.of(false) });
  }
}
