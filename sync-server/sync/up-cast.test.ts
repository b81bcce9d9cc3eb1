import { expect, test } from 'vitest';
import type { Mutation } from '#shared/mutations';
import { upCast, type UpCaster } from './up-cast.ts';

const change = (v: unknown) => ({ v, base: null, baseEff: 0, ts: 1 });
const old: Mutation = {
  mid: 'm',
  cseq: 1,
  scope: 'u:ada',
  collection: 'prompts',
  id: 'p',
  sv: 1,
  op: 'patch',
  set: { title: change('Haiku') }
};
const rename: UpCaster = ({ set: { title, ...set }, ...rest }) => ({
  ...rest,
  set: title ? { ...set, name: title } : set
});

test('I16: a change of an older shape is cast up through every version between', () => {
  const trim: UpCaster = ({ set, ...rest }) => ({
    ...rest,
    set: { ...set, name: change(`${String(set.name?.v)}!`) }
  });
  const cast = upCast(old, { 1: rename, 2: trim }, 3);
  expect(cast).toMatchObject({ mid: 'm', sv: 3, set: { name: { v: 'Haiku!' } } });
  expect(cast.set.title).toBeUndefined();
});

test('a change of today’s shape stays as it is', () => {
  expect(upCast(old, {}, 1)).toBe(old);
});

test('a shape no way leads from is told apart from one this server does not know yet', () => {
  expect(() => upCast(old, { 2: rename }, 3)).toThrow('CLIENT_TOO_OLD');
  expect(() => upCast({ ...old, sv: 9 }, {}, 1)).toThrow('SERVER_TOO_OLD');
});
