import { history, redo, undo } from '@codemirror/commands';
import { EditorState, Text } from '@codemirror/state';
import type { TransactionSpec } from '@codemirror/state';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { openDatabase } from '$lib/data/db';
import type { Placement } from '$lib/data/db';
import { createStore } from '$lib/data/edit';
import { createLastWords } from '$lib/data/last-words';
import type { Store } from '$lib/data/store';
import { newPlacement } from '$lib/runs/runs';
import { createPrompt } from './prompts';
import { removeCompletion } from './text-completion';
import { marks, modelMarks } from './text-marks';
import { TextSession } from './text-session.svelte';

function openStore(indexedDB = new IDBFactory()): Store {
  let clock = 1_000;
  return createStore({
    db: openDatabase('tester', { indexedDB, IDBKeyRange }),
    scope: 'user:tester',
    now: () => ++clock,
    newId: () => crypto.randomUUID()
  });
}

/** A page with an editor, without a window: what it shows, and the session behind it. */
async function openPage(store: Store, promptId: string | null, found: (Placement | null)[] = []) {
  const prompt = promptId ? ((await store.db.prompts.get(promptId)) ?? null) : null;
  const placement = promptId ? ((await store.db.placements.get(promptId)) ?? null) : null;
  let session: TextSession | null = null;
  const screen = {
    state: EditorState.create({
      doc: Text.of((prompt?.text.content ?? '').split('\n')),
      extensions: [EditorState.lineSeparator.of('\n'), history(), modelMarks()]
    }),
    dispatch(spec: TransactionSpec) {
      const transaction = screen.state.update(spec);
      screen.state = transaction.state;
      session?.seen(transaction);
    }
  };
  const timers: (() => void)[] = [];
  session = new TextSession(
    {
      store,
      screen,
      create: (text) => createPrompt(store, { text }),
      after: (_ms, work) => {
        timers.push(work);
        return () => timers.splice(timers.indexOf(work), 1);
      },
      onplacement: (placed) => found.push(placed)
    },
    prompt,
    placement
  );
  const page = {
    session,
    screen,
    shown: () => screen.state.doc.toString(),
    marked: () => screen.state.field(marks).map(({ from, to }) => screen.state.sliceDoc(from, to)),
    type: (at: number, insert: string, to = at) =>
      screen.dispatch({ changes: { from: at, to, insert }, userEvent: 'input.type' }),
    undo: () => undo({ state: screen.state, dispatch: (tr) => applied(tr) }),
    redo: () => redo({ state: screen.state, dispatch: (tr) => applied(tr) }),
    run: () => session.place((row, text) => newPlacement(store, row, text))
  };
  function applied(transaction: Parameters<TextSession['seen']>[0]) {
    screen.state = transaction.state;
    session?.seen(transaction);
  }
  return page;
}

async function savedText(store: Store, id: string | null) {
  return (await store.db.prompts.get(id ?? ''))?.text;
}

async function newPrompt(store: Store, content: string): Promise<string> {
  const prompt = await createPrompt(store, { text: { content, spans: [] } });
  return prompt.id;
}

describe('saving', () => {
  test('the record is made at the first key, and no key is lost while it is made', async () => {
    const store = openStore();
    const page = await openPage(store, null);
    page.type(0, 'H');
    const first = page.session.flush();
    page.type(1, 'ello');
    await first;
    await page.session.flush();
    expect(await savedText(store, page.session.promptId)).toEqual({ content: 'Hello', spans: [] });
    expect(await store.db.prompts.count()).toBe(1);
    expect(page.session.save.phase).toBe('saved');
  });

  test('saves that wait for the network are one change', async () => {
    const store = openStore();
    const id = await newPrompt(store, '');
    const page = await openPage(store, id);
    for (const letter of 'abc') {
      page.type(page.shown().length, letter);
      await page.session.flush();
    }
    expect((await savedText(store, id))?.content).toBe('abc');
    expect(await store.db.outbox.count()).toBe(1);
  });

  test('a save that fails keeps the text on screen and says so', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'Once');
    let full = true;
    const edit: Store['edit'] = (...change) =>
      full ? Promise.reject(new AppError('STORAGE_FULL')) : store.edit(...change);
    const page = await openPage({ ...store, edit }, id);
    page.type(4, ' upon');
    await page.session.flush();
    expect(page.session.save.phase).toBe('failed');
    expect(page.session.save.error?.code).toBe('STORAGE_FULL');
    expect(page.shown()).toBe('Once upon');
    full = false;
    await page.session.flush();
    expect(page.session.save.phase).toBe('saved');
    expect((await savedText(store, id))?.content).toBe('Once upon');
  });
});

describe('two tabs on one prompt', () => {
  test('edits in different places both survive', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'one two three');
    const left = await openPage(store, id);
    const right = await openPage(store, id);
    left.type(0, 'zero ');
    right.type(13, ' four');
    await left.session.flush();
    await right.session.flush();
    await left.session.reconcile();
    expect(left.shown()).toBe('zero one two three four');
    expect(right.shown()).toBe(left.shown());
    expect((await savedText(store, id))?.content).toBe(left.shown());
  });

  test('text that comes in before and behind the caret leaves it between the same words', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'Write a haiku.\n\nAbout rain.\n\nIn English.');
    const page = await openPage(store, id);
    const caret = page.shown().indexOf('rain') + 2;
    page.screen.dispatch({ selection: { anchor: caret } });
    page.type(caret, '?');
    await store.edit('prompts', id, {
      text: { content: 'Write a long poem.\n\nAbout rain.\n\nIn German.', spans: [] }
    });
    await page.session.reconcile();
    expect(page.shown()).toBe('Write a long poem.\n\nAbout ra?in.\n\nIn German.');
    const { head } = page.screen.state.selection.main;
    expect(page.screen.state.sliceDoc(head - 2, head + 3)).toBe('ra?in');
  });

  test('what is being typed stays when the other tab’s text comes in', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'start');
    const left = await openPage(store, id);
    const right = await openPage(store, id);
    left.type(5, ' left');
    await left.session.flush();
    right.type(0, 'right ');
    await right.session.reconcile();
    expect(right.shown()).toBe('right start left');
    await right.session.flush();
    await left.session.reconcile();
    expect(left.shown()).toBe('right start left');
  });

  test('both watch a run, and its text is there once', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'Q:');
    const found: (Placement | null)[] = [];
    const left = await openPage(store, id);
    const right = await openPage(store, id, found);
    await left.run();
    await left.session.named('run-1');
    await right.session.reconcile();
    expect(found).toHaveLength(1);
    left.session.write(' abc');
    right.session.write(' abcdef');
    right.type(0, '> ');
    await right.session.flush();
    expect((await savedText(store, id))?.content).toBe('> Q: abcdef');
    expect(right.session.dirty).toBe(false);
    await left.session.reconcile();
    expect(left.shown()).toBe('> Q: abcdef');
    left.session.write(' abcdefgh');
    await left.session.finish(' abcdefgh');
    expect((await savedText(store, id))?.content).toBe('> Q: abcdefgh');
    await right.session.reconcile();
    expect(right.shown()).toBe('> Q: abcdefgh');
    await right.session.finish(' abcdefgh');
    expect(right.shown()).toBe('> Q: abcdefgh');
    expect(await savedText(store, id)).toEqual({
      content: '> Q: abcdefgh',
      spans: [{ from: 4, to: 13, runId: 'run-1' }]
    });
    expect(await store.db.placements.count()).toBe(0);
  });
});

describe('a run that writes into the text', () => {
  test('is on disk only at its end, as one marked range', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'Say:');
    const page = await openPage(store, id);
    await page.run();
    await page.session.named('run-1');
    page.session.write(' hel');
    expect(page.shown()).toBe('Say: hel');
    expect((await savedText(store, id))?.content).toBe('Say:');
    await page.session.finish(' hello');
    expect(await savedText(store, id)).toEqual({
      content: 'Say: hello',
      spans: [{ from: 4, to: 10, runId: 'run-1' }]
    });
    expect(page.marked()).toEqual([' hello']);
    expect(page.session.lastRun).toBe('run-1');
  });

  test('survives a reload at any moment, with what was typed meanwhile', async () => {
    const store = openStore();
    const output = ' the quick brown fox';
    for (let cut = 0; cut <= output.length; cut += 1) {
      const id = await newPrompt(store, 'Go on:');
      const page = await openPage(store, id);
      await page.run();
      await page.session.named('run-1');
      page.session.write(output.slice(0, cut));
      page.type(0, 'Please. ');
      if (cut % 2 === 0) await page.session.flush();
      page.session.write(output.slice(0, cut + 3));

      const again = await openPage(store, id);
      again.session.write(output);
      await again.session.finish(output);
      const typed = cut % 2 === 0 ? 'Please. ' : '';
      expect(again.shown()).toBe(`${typed}Go on:${output}`);
      expect((await savedText(store, id))?.content).toBe(again.shown());
      expect(again.marked()).toEqual([output]);
    }
  });

  test('loses no key of a page that dies while it streams', async () => {
    const output = ' the quick brown fox';
    for (let cut = 0; cut <= output.length; cut += 4) {
      const store = openStore();
      const items = new Map<string, string>();
      const storage = {
        getItem: (key: string) => items.get(key) ?? null,
        setItem: (key: string, value: string) => void items.set(key, value),
        removeItem: (key: string) => void items.delete(key)
      };
      const lastWords = () => createLastWords({ storage, key: 'k', now: store.now });
      const id = await newPrompt(store, 'Go on:');
      const page = await openPage(store, id);
      await page.run();
      await page.session.named('run-1');
      page.session.write(output.slice(0, cut));
      page.type(0, 'Please. ');
      page.type(page.shown().length, '!');
      const leaving = lastWords();
      leaving.offer(() => page.session.lastWords());
      leaving.write();

      await lastWords().restore(store);
      const again = await openPage(store, id);
      again.session.write(output);
      await again.session.finish(output);
      expect(again.shown()).toBe(`Please. Go on:${output}!`);
      expect(again.marked()).toEqual([output]);
    }
  });

  test('lets the person type behind it and inside it', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'A');
    const page = await openPage(store, id);
    await page.run();
    await page.session.named('run-1');
    page.session.write(' bc');
    page.type(3, '!');
    page.type(page.shown().length, ' end');
    page.session.write(' bcd');
    await page.session.finish(' bcde');
    expect(page.shown()).toBe('A b!cde end');
    expect(page.marked()).toEqual([' b', 'cde']);
  });

  test('a completion is one step of undo, and comes back marked', async () => {
    const store = openStore();
    const id = await newPrompt(store, '');
    const page = await openPage(store, id);
    page.type(0, 'Hi');
    await page.run();
    await page.session.named('run-1');
    for (const part of [' a', ' a b', ' a b c']) page.session.write(part);
    await page.session.finish(' a b c');
    page.undo();
    expect(page.shown()).toBe('Hi');
    page.redo();
    expect(page.shown()).toBe('Hi a b c');
    expect(page.marked()).toEqual([' a b c']);
    await page.session.flush();
    expect((await savedText(store, id))?.content).toBe('Hi a b c');
  });

  test('undo completion takes out the latest one and keeps typed words in it', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'P');
    const page = await openPage(store, id);
    for (const runId of ['run-1', 'run-2']) {
      await page.run();
      await page.session.named(runId);
      await page.session.finish(` ${runId}`);
    }
    page.type(9, 'mine');
    expect(page.shown()).toBe('P run-1 rmineun-2');
    expect(removeCompletion(page.screen)).toBe(true);
    expect(page.shown()).toBe('P run-1mine');
    page.undo();
    expect(page.shown()).toBe('P run-1 rmineun-2');
    expect(page.marked()).toEqual([' run-1', ' r', 'un-2']);
  });

  test('a completion taken back makes way for the next, and comes back marked', async () => {
    const store = openStore();
    const page = await openPage(store, await newPrompt(store, 'P'));
    await page.run();
    await page.session.named('run-1');
    await page.session.finish(' the first and longer one');
    removeCompletion(page.screen);
    await page.run();
    await page.session.named('run-2');
    page.session.write(' next');
    await page.session.finish(' next one');
    expect(page.shown()).toBe('P next one');
    expect(page.marked()).toEqual([' next one']);
    page.undo();
    expect(page.shown()).toBe('P');
    page.undo();
    expect(page.shown()).toBe('P the first and longer one');
    expect(page.marked()).toEqual([' the first and longer one']);
    page.redo();
    page.redo();
    expect(page.marked()).toEqual([' next one']);
  });

  test('marks come back where they belong when text came in before them meanwhile', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'P');
    const page = await openPage(store, id);
    await page.run();
    await page.session.named('run-1');
    await page.session.finish(' one two');
    page.type(1, '', 9);
    await page.session.flush();
    await store.edit('prompts', id, { text: { content: 'From elsewhere: P', spans: [] } });
    await page.session.reconcile();
    page.undo();
    expect(page.shown()).toBe('From elsewhere: P one two');
    expect(page.marked()).toEqual([' one two']);
  });

  test('where another device saw less before it stopped, the rest goes', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'P');
    const page = await openPage(store, id);
    await page.run();
    await page.session.named('run-1');
    page.session.write(' abcdef');
    page.type(page.shown().length, ' me');
    await page.session.finish(' abc');
    expect(page.shown()).toBe('P abc me');
    expect((await savedText(store, id))?.content).toBe('P abc me');
  });

  test('where the server knows nothing of it, nothing on screen is taken away', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'P');
    const page = await openPage(store, id);
    await page.run();
    page.session.write(' abc');
    await page.session.finish(null);
    expect((await savedText(store, id))?.content).toBe('P abc');
    expect(await store.db.placements.count()).toBe(0);
  });

  test('carriage returns of a model stay what they are', async () => {
    const store = openStore();
    const id = await newPrompt(store, 'P\n');
    const page = await openPage(store, id);
    await page.run();
    await page.session.named('run-1');
    page.session.write('a\r');
    await page.session.finish('a\r\nb\rc');
    expect((await savedText(store, id))?.content).toBe('P\na\r\nb\rc');
  });
});
