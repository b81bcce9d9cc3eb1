import { expect, test } from 'vitest';
import { ariaKeys, keyCaps } from './keys';

test('keys are written as the machine writes them', () => {
  expect(keyCaps('$mod+Enter', true)).toEqual(['⌘', '↵']);
  expect(keyCaps('$mod+Shift+KeyP', false)).toEqual(['Ctrl', 'Shift', 'P']);
  expect(keyCaps('[Shift]+?', false)).toEqual(['?']);
  expect(keyCaps('Escape', false)).toEqual(['Esc']);
});

test('assistive technology gets the names WAI-ARIA fixes', () => {
  expect(ariaKeys('$mod+k', true)).toBe('Meta+k');
  expect(ariaKeys('$mod+KeyK', false)).toBe('Control+K');
});
