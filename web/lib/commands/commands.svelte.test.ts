import { expect, test } from 'vitest';
import { CommandRegistry } from './commands.svelte';
import { bindShortcuts } from './shortcuts';

function setup() {
  const errors: unknown[] = [];
  const done: string[] = [];
  const registry = new CommandRegistry((error) => errors.push(error));
  const command = (id: string, keys?: string, when = () => true) => ({
    id,
    title: id,
    section: 'Test',
    ...(keys ? { keys } : {}),
    when,
    run: () => {
      done.push(id);
    }
  });
  return { registry, errors, done, command };
}

test('a command is listed and run only while it can be done', async () => {
  const { registry, done, command } = setup();
  let live = false;
  const remove = registry.add([command('stop-run', 'Escape', () => live)]);
  expect(registry.list()).toEqual([]);
  expect(await registry.run('stop-run')).toBe(false);
  live = true;
  expect(await registry.run('stop-run')).toBe(true);
  expect(done).toEqual(['stop-run']);
  expect(registry.keysOf('stop-run')).toBe('Escape');
  remove();
  expect(registry.all()).toEqual([]);
});

test('a page that leaves does not take away the command of the page that came', () => {
  const { registry, command } = setup();
  const removeOld = registry.add([command('run')]);
  registry.add([command('run')]);
  removeOld();
  expect(registry.all()).toHaveLength(1);
});

test('a failing command is reported, not thrown', async () => {
  const { registry, errors } = setup();
  const failure = new Error('no');
  registry.add([{ id: 'x', title: 'x', section: 'x', run: () => Promise.reject(failure) }]);
  expect(await registry.run('x')).toBe(false);
  expect(errors).toEqual([failure]);
});

function press(key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body) {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true, ...init })
  );
}

test('keys run commands, but not while composing, and letters stay letters while one types', () => {
  const { registry, done, command } = setup();
  registry.add([
    command('run', '$mod+Enter'),
    command('show-keys', '[Shift]+?'),
    command('stop', 'Escape')
  ]);
  const unbind = bindShortcuts(registry, window);
  const field = document.body.appendChild(document.createElement('textarea'));
  press('Enter', { ctrlKey: true, metaKey: false }, field);
  press('Enter', { ctrlKey: true, isComposing: true }, field);
  press('?', { shiftKey: true }, field);
  press('Escape', {}, field);
  press('?', { shiftKey: true });
  expect(done).toEqual(['run', 'stop', 'show-keys']);
  unbind();
  press('Escape');
  expect(done).toHaveLength(3);
});

test('of several commands with one key the first that can be done is', () => {
  const { registry, done, command } = setup();
  registry.add([command('stop', 'Escape', () => false), command('leave', 'Escape')]);
  const unbind = bindShortcuts(registry, window);
  press('Escape');
  expect(done).toEqual(['leave']);
  unbind();
});

test('keys a field has an act of its own for are left to it, and the command stays listed', async () => {
  const { registry, done, command } = setup();
  let inField = true;
  registry.add([{ ...command('undo', '$mod+z'), keysWhen: () => !inField }]);
  const unbind = bindShortcuts(registry, window);
  press('z', { ctrlKey: true });
  expect(done).toEqual([]);
  expect(registry.list()).toHaveLength(1);
  expect(await registry.run('undo')).toBe(true);
  inField = false;
  press('z', { ctrlKey: true });
  expect(done).toEqual(['undo', 'undo']);
  unbind();
});

test('what opens the palette is not kept among what was used last', async () => {
  const { registry, command } = setup();
  registry.add([{ ...command('open-palette'), opensPalette: true }, command('run')]);
  await registry.run('run');
  await registry.run('open-palette');
  expect(registry.recent).toEqual(['run']);
});

test('a field whose popover has just been closed keeps no keys to itself', () => {
  const { registry, done, command } = setup();
  registry.add([command('filter', 'f')]);
  const unbind = bindShortcuts(registry, window);
  const popover = document.body.appendChild(document.createElement('div'));
  popover.setAttribute('popover', 'auto');
  const field = popover.appendChild(document.createElement('select'));
  press('f', {}, field);
  expect(done).toEqual(['filter']);
  unbind();
  popover.remove();
});
