import fc from 'fast-check';
import { expect, test } from 'vitest';
import { can, mayGive, roles, verbs } from './access.ts';
import type { Verb } from './access.ts';

const o1 = { organizationId: 'o1' };
const as = (role: (typeof roles)[number] | null, grants?: Verb[]) => ({ ...o1, role, grants });

test.each([
  ['viewer', ['view']],
  ['commenter', ['view', 'comment']],
  ['editor', ['view', 'comment', 'edit', 'run']],
  ['admin', ['view', 'comment', 'edit', 'run', 'manage']],
  ['owner', ['view', 'comment', 'edit', 'run', 'manage', 'own']]
] as const)('a %s may %s', (role, may) => {
  expect(verbs.filter((verb) => can(as(role), verb, o1))).toEqual(may);
});

test('who has no role may nothing', () => {
  for (const verb of verbs) expect(can(as(null), verb, o1)).toBe(false);
});

test('nobody may anything with what another organization has', () => {
  for (const role of roles)
    for (const verb of verbs) expect(can(as(role), verb, { organizationId: 'o2' })).toBe(false);
});

test('a key may never more than its maker, nor more than it was made for', () => {
  const anyGrants = fc.subarray([...verbs]);
  fc.assert(
    fc.property(
      fc.constantFrom(...roles),
      anyGrants,
      fc.constantFrom(...verbs),
      (role, grants, verb) => {
        const may = can(as(role, grants), verb, o1);
        expect(may).toBe(grants.includes(verb) && can(as(role), verb, o1));
      }
    )
  );
});

test('a higher role may all that a lower one may', () => {
  for (const [at, role] of roles.entries())
    for (const lower of roles.slice(0, at))
      for (const verb of verbs)
        if (can(as(lower), verb, o1)) expect(can(as(role), verb, o1)).toBe(true);
});

test('an admin makes admins, but only an owner makes owners', () => {
  expect(roles.filter((role) => mayGive(as('admin'), role))).toEqual(roles.slice(0, 4));
  expect(roles.filter((role) => mayGive(as('owner'), role))).toEqual([...roles]);
  expect(roles.filter((role) => mayGive(as('editor'), role))).toEqual([]);
});
