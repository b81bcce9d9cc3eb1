import { expect, test } from 'vitest';
import { ariaKeys, keyText } from './keys';

test('keys are written as the machine writes them', () => {
  expect(keyText('$mod+Enter', true)).toBe('⌘↵');
  expect(keyText('$mod+Shift+KeyP', false)).toBe('Ctrl Shift P');
  expect(keyText('[Shift]+?', false)).toBe('?');
  expect(keyText('Escape', false)).toBe('Esc');
  expect(keyText('g r', false)).toBe('G R');
});

test('assistive technology gets the names WAI-ARIA fixes', () => {
  expect(ariaKeys('$mod+k', true)).toBe('Meta+k');
  expect(ariaKeys('$mod+KeyK', false)).toBe('Control+K');
  expect(ariaKeys('g r')).toBeUndefined();
});
