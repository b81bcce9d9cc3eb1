import { expect, test } from 'vitest';
import { holdKeys } from './type-ahead';

function press(target: EventTarget, key: string, more: object = {}) {
  const event = Object.assign(new Event('keydown', { cancelable: true }), { key, ...more });
  target.dispatchEvent(event);
  return event.defaultPrevented;
}
const open = (onescape = () => {}) => {
  const target = new EventTarget();
  return { target, take: holdKeys(target as unknown as Window, onescape) };
};

test('what is typed before the palette stands is all there, and goes nowhere else', () => {
  const { target, take } = open();
  for (const key of 'Rum n') expect(press(target, key)).toBe(true);
  for (let n = 0; n < 3; n++) press(target, 'Backspace');
  press(target, 'n');
  press(target, 'Enter');
  expect(take()).toEqual({ text: 'Run', entered: true });
  expect(press(target, 'x'), 'it is over').toBe(false);
});

test('shortcuts are left alone, and Escape gives up', () => {
  let escaped = 0;
  const { target, take } = open(() => (escaped += 1));
  expect(press(target, 'k', { ctrlKey: true })).toBe(false);
  expect(press(target, 'ArrowDown')).toBe(false);
  press(target, 'Escape');
  expect(escaped).toBe(1);
  expect(take()).toEqual({ text: '', entered: false });
});
