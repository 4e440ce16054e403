import { describe, expect, test } from 'vitest';
import { base32, hotp, matchingStep, otpauthUri, stepAt } from './totp.ts';

const secret = Buffer.from('12345678901234567890');

describe('one-time codes', () => {
  // RFC 6238, appendix B, the rows of SHA1.
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %i seconds the code is %s as the RFC says', (seconds, code) => {
    expect(hotp(secret, stepAt(new Date(seconds * 1000)), 8)).toBe(code);
  });

  // RFC 4226, appendix D.
  test('the first ten counters give the codes of RFC 4226', () => {
    const codes = Array.from({ length: 10 }, (_, counter) => hotp(secret, counter));
    expect(codes).toEqual('755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' '));
  });

  test('a code counts in its own step and the ones beside it, and in no other', () => {
    const at = new Date('2026-03-02T02:00:10Z');
    const step = stepAt(at);
    const matched = [-2, -1, 0, 1, 2].map(offset => matchingStep(secret, hotp(secret, step + offset), at));
    expect(matched).toEqual([null, step - 1, step, step + 1, null]);
  });

  test('a code may be typed with a space and nothing else may stand in it', () => {
    const at = new Date(59_000);
    expect(matchingStep(secret, '287 082', at)).toBe(1);
    expect(matchingStep(secret, '287082x', at)).toBeNull();
    expect(matchingStep(secret, '', at)).toBeNull();
  });
});

describe('a secret', () => {
  // RFC 4648, section 10, without padding.
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%j is written in base32 as %j', (plain, text) => {
    expect(base32(Buffer.from(plain))).toBe(text);
  });

  test('goes to the app with issuer and account', () => {
    const uri = new URL(otpauthUri({ secret, issuer: '活客 Shop', account: 'a+b@example.com' }));
    expect(uri.protocol + uri.host).toBe('otpauth:totp');
    expect(decodeURIComponent(uri.pathname)).toBe('/活客 Shop:a+b@example.com');
    expect(uri.searchParams.get('secret')).toBe(base32(secret));
    expect(uri.searchParams.get('issuer')).toBe('活客 Shop');
    expect(uri.search).not.toContain('+');
  });
});
