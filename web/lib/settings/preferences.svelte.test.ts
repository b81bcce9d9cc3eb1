import { beforeEach, expect, test } from 'vitest';
import { Preferences } from './preferences.svelte';

const open = () => new Preferences(localStorage, document.documentElement);

beforeEach(() => localStorage.clear());

test('what is chosen is in force at once and after a reload', () => {
  open().set({ theme: 'dark', textSize: 'large' });
  expect(document.documentElement.dataset.theme).toBe('dark');
  delete document.documentElement.dataset.theme;
  const again = open();
  expect([again.theme, again.textSize, again.runKey]).toEqual(['dark', 'large', 'mod+enter']);
  expect(document.documentElement.dataset.theme).toBe('dark');
});

test('the system theme leaves no mark', () => {
  open().set({ theme: 'light' });
  open().set({ theme: 'system', textSize: 'normal' });
  expect(document.documentElement.dataset.theme).toBeUndefined();
  expect(document.documentElement.dataset.text).toBeUndefined();
});

test('damaged or unknown values fall back one by one', () => {
  localStorage.setItem('playground.preferences', '{"theme":"pink","runKey":"enter"}');
  expect([open().theme, open().runKey]).toEqual(['system', 'enter']);
  localStorage.setItem('playground.preferences', 'no json');
  expect(open().runKey).toBe('mod+enter');
});
