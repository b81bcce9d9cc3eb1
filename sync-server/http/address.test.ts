import { expect, test } from 'vitest';
import { addressKey } from './address.ts';

test('a thousand addresses of one IPv6 network count as one', () => {
  const keys = Array.from({ length: 1000 }, (_, n) =>
    addressKey(`2001:db8:1:2::${n.toString(16)}`)
  );
  expect(new Set(keys)).toEqual(new Set(['2001:db8:1:2::/64']));
  expect(addressKey('2001:db8:1:3::1')).not.toBe(keys[0]);
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.0.0.5', '10.0.0.5'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['2001:0db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
  [undefined, 'unknown']
])('%s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});
