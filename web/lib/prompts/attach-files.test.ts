import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openDatabase } from '$lib/data/db';
import { mediaTypeOf, partsOfFiles, unreadWords } from './attach-files';

const openDesk = () => ({
  db: openDatabase('someone', { indexedDB: new IDBFactory(), IDBKeyRange }),
  now: () => 1
});

test('pictures become images and all else files, kept once by their bytes', async () => {
  const desk = openDesk();
  const picture = new File(['png'], 'a.png', { type: 'image/png' });
  const [image, file, again] = await partsOfFiles(desk, [
    picture,
    new File(['# Menu'], 'menu.md'),
    picture
  ]);
  expect(image).toMatchObject({ type: 'image', mediaType: 'image/png', source: { size: 3 } });
  expect(file).toMatchObject({ type: 'file', mediaType: 'text/markdown', name: 'menu.md' });
  expect(again).toEqual(image);
  expect(await desk.db.blobs.count()).toBe(2);
});

test('a file’s type is the one it tells, else by its ending, else unknown', () => {
  expect(mediaTypeOf({ type: 'text/plain;charset=utf-8', name: 'a' })).toBe('text/plain');
  expect(mediaTypeOf({ type: '', name: 'A.PDF' })).toBe('application/pdf');
  expect(mediaTypeOf({ type: 'nonsense', name: 'a.bin' })).toBe('application/octet-stream');
});

test('one is warned of what a model is known not to read', async () => {
  const parts = await partsOfFiles(openDesk(), [new File(['x'], 'a.png', { type: 'image/png' })]);
  expect(unreadWords(parts, ['text'])).toContain('does not read it');
  expect(unreadWords(parts, ['text', 'image'])).toBeNull();
  expect(unreadWords(parts, null)).toBeNull();
});
