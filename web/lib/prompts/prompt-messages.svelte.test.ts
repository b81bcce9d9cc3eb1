import { describe, expect, test } from 'vitest';
import { injectStorageFaults } from '$lib/testing/storage-faults';
import { newPage, openStore, saved } from './testing/prompt-page';

describe('messages', () => {
  test('messages are added, duplicated, moved, changed in role and deleted', async () => {
    const page = await newPage();
    const { session } = page;
    page.type(page.text(0), 'first');
    const first = session.messages[0]!.id;
    await session.addMessage(first, { role: 'assistant', text: 'second' });
    await session.addMessage(null, { role: 'user', text: 'zeroth' });
    expect(page.shown()).toEqual(['user: zeroth', 'user: first', 'assistant: second']);
    page.type(page.text(1), '!');
    await session.duplicateMessage(first);
    expect(page.shown()).toEqual([
      'user: zeroth',
      'user: first!',
      'user: first!',
      'assistant: second'
    ]);
    await session.moveMessage(session.messages[3]!.id, 0);
    await session.editMessage(session.messages[1]!.id, { role: 'developer' });
    await session.removeMessage(first);
    expect(page.shown()).toEqual(['assistant: second', 'developer: zeroth', 'user: first!']);
    expect((await saved(page.store, page.id))?.messages).toEqual(session.content.messages);
  });

  test('messages that two devices put at one place can be told apart again', async () => {
    const page = await newPage();
    const { store, session } = page;
    const position = session.messages[0]!.position;
    for (const text of ['b', 'c']) {
      await store.create('promptMessages', { promptId: page.id, role: 'user', text, position });
    }
    await session.refresh();
    const [, second, third] = session.messages;
    await session.addMessage(second!.id, { role: 'user', text: 'between' });
    expect(session.messages.map(({ id }) => id).indexOf(third!.id)).toBe(3);
    expect(session.textOf(session.messages[2]!).text).toBe('between');
  });
});

describe('a message that is added', () => {
  test('stands there at once, and what is typed into it before it is on disk is kept', async () => {
    const { store, id, session, type, shown, text } = await newPage();
    type(text(0), 'one');
    const adding = session.addMessage(session.messages[0]!.id, { role: 'assistant' });
    expect([shown(), session.wanted]).toEqual([
      ['user: one', 'assistant: '],
      session.messages[1]?.id
    ]);
    type(text(1), 'two');
    const more = session.addMessage(session.messages[1]!.id, { role: 'user' });
    type(text(2), 'three');
    await Promise.all([adding, more]);
    await session.flush();
    expect(shown()).toEqual(['user: one', 'assistant: two', 'user: three']);
    expect(await saved(store, id)).toEqual(session.content);
    // What was typed came after the message it was typed into, whenever that was written down.
    const back: string[] = [];
    while (await session.undo()) back.push(shown().join(', '));
    expect(back).toEqual([
      'user: one, assistant: two, user: ',
      'user: one, assistant: two',
      'user: one, assistant: ',
      'user: one',
      'user: '
    ]);
  });

  test('stays while the prompt is read again', async () => {
    const { session, shown } = await newPage();
    const adding = session.addMessage(null, { role: 'user', text: 'Hello' });
    await session.refresh();
    expect(shown()).toEqual(['user: Hello', 'user: ']);
    await adding;
    expect(shown()).toEqual(['user: Hello', 'user: ']);
  });

  test('goes where the device would not take it, and holds up nothing else', async () => {
    const store = openStore();
    const faults = injectStorageFaults(store.db);
    const { session, type, shown, text, id } = await newPage(store);
    faults.fail('promptMessages', 'QuotaExceededError', 1);
    const adding = session.addMessage(session.messages[0]!.id, { role: 'assistant' });
    type(text(1), 'lost');
    await expect(adding).rejects.toThrow();
    type(text(0), 'kept');
    await session.flush();
    expect([shown(), session.save.phase]).toEqual([['user: kept'], 'saved']);
    expect(await saved(store, id)).toEqual(session.content);
  });
});
