import { ChangeSet, Text } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acknowledged,
  difference,
  differences,
  onScreen,
  received,
  refused,
  sending,
  typedOn,
  unsaved
} from './text-layers';
import type { Layers } from './text-layers';

function start(text: string): { layers: Layers; screen: Text } {
  const base = Text.of(text.split('\n'));
  return { layers: { base, sent: null, typed: ChangeSet.empty(base.length) }, screen: base };
}

const step = fc.record({
  kind: fc.constantFrom('type', 'receive', 'send', 'acknowledge', 'refuse'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(4),
  put: fc.string({ maxLength: 4 }).map((text) => text.replace(/\n/g, ''))
});

function changeOf(length: number, { at, cut, put }: { at: number; cut: number; put: string }) {
  const from = Math.floor(at * length);
  return ChangeSet.of({ from, to: Math.min(from + cut, length), insert: put }, length);
}

describe('text on disk, text on its way, text on screen', () => {
  test('the three always add up to what is on screen, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 20 }),
        fc.array(step, { maxLength: 25 }),
        (text, steps) => {
          let { layers, screen } = start(text.replace(/\n/g, ''));
          for (const one of steps) {
            if (one.kind === 'type') {
              const change = changeOf(screen.length, one);
              screen = change.apply(screen);
              layers = typedOn(layers, change);
            } else if (one.kind === 'receive') {
              const result = received(layers, changeOf(layers.base.length, one));
              screen = result.onScreen.apply(screen);
              layers = result.layers;
            } else if (one.kind === 'send' && !layers.sent) {
              layers = sending(layers, ChangeSet.empty(screen.length));
            } else if (one.kind === 'acknowledge') layers = acknowledged(layers);
            else if (one.kind === 'refuse') layers = refused(layers);
            expect(unsaved(layers).apply(layers.base).toString()).toBe(screen.toString());
          }
        }
      ),
      { numRuns: 400 }
    );
  });

  test('a stream at the end stays before what is typed there', () => {
    let { layers, screen } = start('Prompt:');
    const type = (at: number, insert: string) => {
      const change = ChangeSet.of({ from: at, insert }, screen.length);
      screen = change.apply(screen);
      layers = typedOn(layers, change);
    };
    const stream = (insert: string) => {
      const length = layers.base.length;
      const result = received(layers, ChangeSet.of({ from: length, insert }, length));
      screen = result.onScreen.apply(screen);
      layers = result.layers;
    };
    stream(' one');
    type(screen.length, ' [mine]');
    stream(' two');
    layers = sending(layers, ChangeSet.empty(screen.length));
    type(0, '> ');
    const place = onScreen(layers, layers.base.length);
    expect(screen.toString()).toBe('> Prompt: one two [mine]');
    expect(screen.sliceString(0, place)).toBe('> Prompt: one two');
  });
});

test('the difference of two texts is one replaced range that turns one into the other', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }),
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }),
      (before, after) => {
        const change = difference(before, after);
        const result = change
          ? before.slice(0, change.from) + change.insert + before.slice(change.to)
          : before;
        expect(result).toBe(after);
        expect(change === null).toBe(before === after);
      }
    )
  );
});

test('the differences of two texts, put in one by one from the end, turn one into the other', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 20 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      let result = before;
      for (const { from, to, insert } of differences(before, after).reverse())
        result = result.slice(0, from) + insert + result.slice(to);
      expect(result).toBe(after);
    })
  );
});
