import { expect, test } from 'vitest';
import type { ModelConfig } from '#shared/model-config';
import { createDevice } from '../testing/device';
import { KeptChat } from './kept-chat.svelte';

const noNetwork = () => Promise.reject(new TypeError('no network'));

function newChat() {
  const { store, close } = createDevice('ada', noNetwork);
  const chat = new KeptChat(store, store.newId(), { model: 'sample/sample' });
  const say = (text: string) => chat.say({ parentId: null, text, parts: [] });
  return { store, chat, say, close };
}

const warmer = (before: ModelConfig): ModelConfig => ({ ...before, temperature: 0.9 });

test('what is chosen before anything is said is what the conversation begins with', async () => {
  const { chat, say, close } = newChat();
  await chat.configure(warmer);
  await chat.edit({ systemPrompt: 'Be brief.' });
  await say('Hello');
  expect(await chat.settled()).toMatchObject({
    modelConfig: { model: 'sample/sample', temperature: 0.9 },
    systemPrompt: 'Be brief.',
    title: 'Hello'
  });
  close();
});

test('what is chosen while the first message is being kept is kept, too', async () => {
  const { chat, say, close } = newChat();
  const saying = say('Hello');
  const changes = [chat.configure(warmer), chat.edit({ systemPrompt: 'Be brief.' })];
  await Promise.all([saying, ...changes]);
  expect(await chat.settled()).toMatchObject({
    modelConfig: { model: 'sample/sample', temperature: 0.9 },
    systemPrompt: 'Be brief.'
  });
  close();
});

test('two quick changes both stand, and the next turn is of both', async () => {
  const { chat, say, close } = newChat();
  await say('Hello');
  void chat.configure(warmer);
  void chat.configure((before) => ({ ...before, topP: 0.5 }));
  expect((await chat.settled()).modelConfig).toEqual({
    model: 'sample/sample',
    temperature: 0.9,
    topP: 0.5
  });
  close();
});

test('a conversation that could not be made is made with the next message', async () => {
  const { store, chat, say, close } = newChat();
  const create = store.group;
  store.group = () => Promise.reject(new Error('The disk is full.'));
  await expect(say('Hello')).rejects.toThrow('The disk is full.');
  store.group = create;
  await chat.configure(warmer);
  await say('Hello again');
  expect(await chat.settled()).toMatchObject({ title: 'Hello again' });
  expect((await chat.settled()).modelConfig).toMatchObject({ temperature: 0.9 });
  close();
});
