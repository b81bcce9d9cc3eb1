import { beforeEach, expect, test } from 'vitest';
import { PaneState } from './pane-state.svelte';

const options = { initial: 268, min: 200, max: 480 };

beforeEach(() => localStorage.clear());

test('a width is kept within its bounds and remembered', () => {
  const pane = new PaneState('list', options);
  expect(pane.width).toBe(268);
  pane.resize(900);
  expect(new PaneState('list', options).width).toBe(480);
});

test('dragging far below the least folds it, and opening it brings its width back', () => {
  const pane = new PaneState('list', options);
  pane.resize(300);
  pane.resize(40);
  expect(pane.open).toBe(false);
  pane.toggle();
  expect([pane.open, pane.width]).toEqual([true, 300]);
});

test('lying over the work it opens and closes without changing what is remembered', () => {
  const pane = new PaneState('list', options);
  pane.toggle(true);
  expect([pane.openOver, pane.open]).toEqual([true, true]);
  expect(new PaneState('list', options).openOver).toBe(false);
});

test('what cannot be read is ignored', () => {
  localStorage.setItem('playground.pane.list', '{"width":"wide"}');
  expect(new PaneState('list', options).width).toBe(268);
});
