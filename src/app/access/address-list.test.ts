import { describe, expect, test } from 'vitest';
import { isListed, requireAddresses } from './address-list.ts';

describe('the addresses of a key', () => {
  test.each([
    [[], '203.0.113.7', true],
    [['203.0.113.7'], '203.0.113.7', true],
    [['203.0.113.7'], '203.0.113.8', false],
    [['10.0.0.0/8', '2001:db8::/32'], '10.255.1.2', true],
    [['10.0.0.0/8', '2001:db8::/32'], '11.0.0.1', false],
    [['10.0.0.0/8', '2001:db8::/32'], '2001:db8:1::9', true],
    [['10.0.0.0/8'], '::ffff:10.1.1.1', true],
    [['10.0.0.0/8'], 'not an address', false],
    [['0.0.0.0/0'], '2001:db8::1', false],
  ])('%j: %s is %s', (entries, address, listed) => expect(isListed(entries, address)).toBe(listed));

  test.each(['10.0.0.0/33', '10.0.0', 'example.com', '10.0.0.0/8/8', '10.0.0.0/', '::1/129', '10.0.0.0/-1'])(
    '%s is refused by name',
    wrong => {
      expect(() => requireAddresses(['10.0.0.1', wrong])).toThrowError(
        expect.objectContaining({
          code: 'address-invalid',
          detail: expect.objectContaining({ path: 'addresses.1', received: wrong }),
        }),
      );
    },
  );
});
