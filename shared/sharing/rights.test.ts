import { expect, test } from 'vitest';
import { roles } from '#shared/access';
import { mayWithShare, shareRoles, visibilities } from './rights.ts';
import type { Opener, ShareFacts } from './rights.ts';

const now = 1_000_000;
const share = (facts: Partial<ShareFacts>): ShareFacts => ({
  organizationId: 'o1',
  visibility: 'public',
  role: 'view',
  expiresAt: null,
  revokedAt: null,
  ...facts
});

const openers: Record<string, Opener> = {
  anybody: { holdsSecret: false, isSignedIn: false, role: null },
  'anybody with the secret': { holdsSecret: true, isSignedIn: false, role: null },
  'somebody elsewhere': { holdsSecret: false, isSignedIn: true, role: null },
  'somebody elsewhere with the secret': { holdsSecret: true, isSignedIn: true, role: null },
  'a viewer': { holdsSecret: false, isSignedIn: true, role: 'viewer' },
  'an owner': { holdsSecret: false, isSignedIn: true, role: 'owner' },
  'a role without a session': { holdsSecret: false, isSignedIn: false, role: 'owner' }
};

/** Written apart from the rules: letters of view, comment, duplicate, edit; '-' is nothing at all. */
const table: Record<string, Record<string, string>> = {
  anybody: {
    'public view': 'v',
    'public comment': 'v',
    'public duplicate': 'vd',
    'public edit': 'vd',
    'unlisted view': '-',
    'unlisted comment': '-',
    'unlisted duplicate': '-',
    'unlisted edit': '-',
    'team view': '-',
    'team comment': '-',
    'team duplicate': '-',
    'team edit': '-'
  },
  'anybody with the secret': {
    'public view': 'v',
    'public comment': 'v',
    'public duplicate': 'vd',
    'public edit': 'vd',
    'unlisted view': 'v',
    'unlisted comment': 'v',
    'unlisted duplicate': 'vd',
    'unlisted edit': 'vd',
    'team view': '-',
    'team comment': '-',
    'team duplicate': '-',
    'team edit': '-'
  },
  'somebody elsewhere': {
    'public view': 'v',
    'public comment': 'vc',
    'public duplicate': 'vd',
    'public edit': 'vcde',
    'unlisted view': '-',
    'unlisted comment': '-',
    'unlisted duplicate': '-',
    'unlisted edit': '-',
    'team view': '-',
    'team comment': '-',
    'team duplicate': '-',
    'team edit': '-'
  },
  'somebody elsewhere with the secret': {
    'public view': 'v',
    'public comment': 'vc',
    'public duplicate': 'vd',
    'public edit': 'vcde',
    'unlisted view': 'v',
    'unlisted comment': 'vc',
    'unlisted duplicate': 'vd',
    'unlisted edit': 'vcde',
    'team view': '-',
    'team comment': '-',
    'team duplicate': '-',
    'team edit': '-'
  },
  'a viewer': {
    'public view': 'v',
    'public comment': 'vc',
    'public duplicate': 'vd',
    'public edit': 'vcde',
    'unlisted view': '-',
    'unlisted comment': '-',
    'unlisted duplicate': '-',
    'unlisted edit': '-',
    'team view': 'v',
    'team comment': 'vc',
    'team duplicate': 'vd',
    'team edit': 'vcde'
  },
  'an owner': {
    'public view': 'v',
    'public comment': 'vc',
    'public duplicate': 'vd',
    'public edit': 'vcde',
    'unlisted view': '-',
    'unlisted comment': '-',
    'unlisted duplicate': '-',
    'unlisted edit': '-',
    'team view': 'v',
    'team comment': 'vc',
    'team duplicate': 'vd',
    'team edit': 'vcde'
  },
  'a role without a session': {
    'public view': 'v',
    'public comment': 'v',
    'public duplicate': 'vd',
    'public edit': 'vd',
    'unlisted view': '-',
    'unlisted comment': '-',
    'unlisted duplicate': '-',
    'unlisted edit': '-',
    'team view': '-',
    'team comment': '-',
    'team duplicate': '-',
    'team edit': '-'
  }
};

const letters = (verbs: readonly string[]) => verbs.map((verb) => verb[0]).join('') || '-';

test('visibility, role and who opens it decide as the table says', () => {
  const found: typeof table = {};
  for (const [name, opener] of Object.entries(openers))
    for (const visibility of visibilities)
      for (const role of shareRoles) {
        const verbs = mayWithShare(share({ visibility, role }), opener, now);
        (found[name] ??= {})[`${visibility} ${role}`] = letters(verbs);
      }
  expect(found).toEqual(table);
});

test('a link that ended or was revoked opens nothing, for nobody', () => {
  const all: Opener = { holdsSecret: true, isSignedIn: true, role: 'owner' };
  for (const visibility of visibilities)
    for (const role of shareRoles)
      for (const over of [{ expiresAt: now }, { expiresAt: now - 1 }, { revokedAt: now - 1 }])
        expect(mayWithShare(share({ visibility, role, ...over }), all, now)).toEqual([]);
  expect(mayWithShare(share({ expiresAt: now + 1 }), all, now)).toEqual(['view']);
});

test('every role of an organization opens its team links', () => {
  for (const role of roles)
    expect(
      mayWithShare(share({ visibility: 'team' }), { ...openers['a viewer']!, role }, now)
    ).toEqual(['view']);
});
