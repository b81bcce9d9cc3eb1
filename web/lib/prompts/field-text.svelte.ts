import { ChangeSet, Text } from '@codemirror/state';
import type { SyncedName } from '#shared/collections';
import { AppError } from '#shared/errors';
import type { LastWord } from '$lib/data/last-words';
import type { Edit, Store } from '$lib/data/store';
import {
  acknowledged,
  difference,
  differences,
  received,
  refused,
  sending,
  typedOn,
  unsaved
} from './text-layers';
import type { Layers } from './text-layers';

/** Which text of which record it is. */
export interface TextPlace {
  collection: Extract<SyncedName, 'prompts' | 'promptMessages'>;
  id: string;
  field: 'systemPrompt' | 'text';
}

/** Where a change of a text came from: a person at some editor, this screen's undo, or elsewhere. */
export type ChangeSource = 'typed' | 'history' | 'elsewhere';
export type TextListener = (change: ChangeSet, source: ChangeSource, origin: unknown) => void;

/**
 * One text of a record between the screen and this device's disk. What another tab or device writes is
 * slipped in underneath what is being typed (`Layers`). Editors are views of it and come and go.
 */
export class FieldText {
  readonly place: TextPlace;
  #layers: Layers;
  #doc: Text;
  #saved: string;
  #listeners: TextListener[] = [];
  #version = $state(0);
  #string: string | null;

  constructor(place: TextPlace, saved: string) {
    this.place = place;
    this.#doc = textOf(saved);
    this.#saved = saved;
    this.#string = saved;
    this.#layers = { base: this.#doc, sent: null, typed: ChangeSet.empty(this.#doc.length) };
  }

  get doc(): Text {
    return this.#doc;
  }

  /** The text on screen; reactive. */
  get text(): string {
    void this.#version;
    return (this.#string ??= this.#doc.toString());
  }

  get dirty(): boolean {
    return !unsaved(this.#layers).empty;
  }

  /** Called with every change, after it; the answer ends it. */
  listen(listener: TextListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== listener);
    };
  }

  /** What a person did, by typing or by undo. */
  change(change: ChangeSet, source: 'typed' | 'history', origin: unknown = null): void {
    if (change.empty) return;
    this.#layers = typedOn(this.#layers, change);
    this.#show(change, source, origin);
  }

  /** The change that makes this text of the one on screen. */
  changeTo(text: string): ChangeSet {
    const found = difference(this.text, text);
    const spec = found ? { ...found, insert: textOf(found.insert) } : [];
    return ChangeSet.of(spec, this.#doc.length);
  }

  /** The record as it stands on disk now. */
  take(saved: string): void {
    // While it is being saved the answer of that save tells more than a row that was read meanwhile.
    if (this.#layers.sent || saved === this.#saved) return;
    this.#slipIn(saved);
  }

  /** Saves what is not saved yet. Rejects where the device would not take it; nothing is lost by that. */
  async save(store: Store): Promise<void> {
    while (this.dirty) {
      const { collection, id } = this.place;
      const content = this.text;
      const expected = this.#saved;
      this.#layers = sending(this.#layers, ChangeSet.empty(this.#doc.length));
      try {
        const isAsExpected = (row: object) => this.#read(row) === expected;
        await store.edit(collection, id, this.#edit(content), isAsExpected);
        this.#layers = acknowledged(this.#layers);
        this.#saved = content;
      } catch (error) {
        this.#layers = refused(this.#layers);
        if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
        const row = await store.db.table(collection).get(id);
        if (!row) throw new AppError('NOT_FOUND');
        this.#slipIn(this.#read(row));
      }
    }
  }

  /** What would be lost if the page died now. */
  lastWord(): LastWord | null {
    if (!this.dirty) return null;
    const { collection, id } = this.place;
    return { collection, id, change: this.#edit(this.text) };
  }

  #edit(text: string): Edit<'prompts'> & Edit<'promptMessages'> {
    return { [this.place.field]: text };
  }

  #read(row: object): string {
    return String(Reflect.get(row, this.place.field) ?? '');
  }

  #slipIn(saved: string): void {
    const { base } = this.#layers;
    const spec = differences(this.#saved, saved).map(({ from, to, insert }) => ({
      from,
      to,
      insert: textOf(insert)
    }));
    const { layers, onScreen } = received(this.#layers, ChangeSet.of(spec, base.length));
    this.#layers = layers;
    this.#saved = saved;
    if (!onScreen.empty) this.#show(onScreen, 'elsewhere', null);
  }

  #show(change: ChangeSet, source: ChangeSource, origin: unknown): void {
    this.#doc = change.apply(this.#doc);
    this.#string = null;
    this.#version += 1;
    for (const listener of this.#listeners) listener(change, source, origin);
  }
}

function textOf(text: string): Text {
  return Text.of(text.split('\n'));
}
