import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openDatabase } from '$lib/data/db';
import {
  mediaTypeOf,
  partsOfFiles,
  partsThatFit,
  tooLargeWords,
  unreadWords
} from './attach-files';

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

test('one file that is too large keeps none of the others out, and is named', async () => {
  const large = new File([new Uint8Array(20 * 1024 * 1024 + 1)], 'film.mov');
  const { parts, tooLarge } = await partsThatFit(openDesk(), [
    new File(['a'], 'a.md'),
    large,
    new File(['b'], 'b.md')
  ]);
  expect(parts.map((part) => part.type === 'file' && part.name)).toEqual(['a.md', 'b.md']);
  expect(tooLargeWords(tooLarge, parts.length)).toBe(
    'A file may have 20 MB, and “film.mov” has more. The others are attached.'
  );
  expect(tooLargeWords(['a', 'b'], 0)).toBe('A file may have 20 MB, and “a”, “b” have more.');
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
