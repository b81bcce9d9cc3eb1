import { expect, test } from 'vitest';
import { createDrafts } from '$lib/data/drafts';
import { someStorage } from '../testing/storage';
import { forgetBeside } from './forget-person';

test('what somebody typed and did not send is nobody else’s, and goes with them', () => {
  const storage = someStorage();
  const ada = createDrafts(storage, 'playground-ada-acme');
  const bob = createDrafts(storage, 'playground-bob-acme');
  ada.write('new', 'Dear board,');
  bob.write('new', 'Dear all,');
  expect(ada.read('new')).toBe('Dear board,');
  forgetBeside(storage, 'playground-ada-acme');
  expect(JSON.stringify(storage)).not.toContain('Dear board');
  expect(bob.read('new')).toBe('Dear all,');
});
