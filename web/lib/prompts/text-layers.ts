import type { ChangeSet, Text } from '@codemirror/state';
import { sharedStretches } from '#shared/word-diff';

/**
 * What stands on disk and what the person did since, kept apart, so that text from elsewhere (a
 * stream, another tab, another device) can be slipped in underneath what is being typed:
 *
 *     base ──sent──▶ (being saved) ──typed──▶ the text on screen
 *
 * `sent` is null while nothing is being saved. Text from elsewhere changes `base` and moves the two.
 */
export interface Layers {
  base: Text;
  sent: ChangeSet | null;
  typed: ChangeSet;
}

export function typedOn(layers: Layers, change: ChangeSet): Layers {
  return { ...layers, typed: layers.typed.compose(change) };
}

/** `change` starts in `base`; the answer's `onScreen` is what it means to the text on screen. */
export function received(
  layers: Layers,
  change: ChangeSet
): { layers: Layers; onScreen: ChangeSet } {
  const base = change.apply(layers.base);
  let moving = change;
  let sent = layers.sent;
  if (sent) {
    const below = moving;
    // What comes from elsewhere stands before what is typed at the same place.
    moving = below.map(sent, true);
    sent = sent.map(below);
  }
  return {
    layers: { base, sent, typed: layers.typed.map(moving) },
    onScreen: moving.map(layers.typed, true)
  };
}

/** From here on the text on screen is on its way to disk; `nothing` is an empty change of its length. */
export function sending(layers: Layers, nothing: ChangeSet): Layers {
  return { base: layers.base, sent: layers.typed, typed: nothing };
}

export function acknowledged(layers: Layers): Layers {
  if (!layers.sent) return layers;
  return { base: layers.sent.apply(layers.base), sent: null, typed: layers.typed };
}

/** The save failed: what was sent is what the person did, as before. */
export function refused(layers: Layers): Layers {
  if (!layers.sent) return layers;
  return { base: layers.base, sent: null, typed: layers.sent.compose(layers.typed) };
}

/** Where a place of `base` is on screen; text typed at that very place comes after it. */
export function onScreen(layers: Layers, place: number): number {
  return layers.typed.mapPos(layers.sent ? layers.sent.mapPos(place, -1) : place, -1);
}

/** What the person changed since `base`, as one change. */
export function unsaved(layers: Layers): ChangeSet {
  return layers.sent ? layers.sent.compose(layers.typed) : layers.typed;
}

/** The one range in which two texts differ, or null where they are equal. */
export function difference(
  before: string,
  after: string
): { from: number; to: number; insert: string } | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < most - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/**
 * The places in which two texts differ, word by word: a caret between two of them stays where it is.
 */
export function differences(
  before: string,
  after: string
): { from: number; to: number; insert: string }[] {
  const found: { from: number; to: number; insert: string }[] = [];
  let from = 0;
  let at = 0;
  const ends = { fromA: before.length, fromB: after.length, length: 0 };
  for (const { fromA, fromB, length } of [...sharedStretches(before, after), ends]) {
    if (fromA > from || fromB > at) found.push({ from, to: fromA, insert: after.slice(at, fromB) });
    from = fromA + length;
    at = fromB + length;
  }
  return found;
}
