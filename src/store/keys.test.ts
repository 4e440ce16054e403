import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freshKeyFile, keyMaterialOf } from './key-file.ts';
import { keysOf, uuidV8 } from './keys.ts';

const file = freshKeyFile();
const keys = keysOf(keyMaterialOf(file));
const others = keysOf(keyMaterialOf(freshKeyFile()));

describe('customer ids', () => {
  test('are the first 128 bits of the HMAC with version 8 and variant 10 set', () => {
    const digest = createHmac('sha256', Buffer.from(file.idKey, 'hex')).update('email\0a@b.cn').digest('hex');
    const id = keys.customerId('email', 'a@b.cn').replaceAll('-', '');
    expect(id.slice(0, 12)).toBe(digest.slice(0, 12));
    expect(id[12]).toBe('8');
    expect(id.slice(13, 16)).toBe(digest.slice(13, 16));
    expect('89ab').toContain(id[16]);
    expect(id.slice(17)).toBe(digest.slice(17, 32));
  });

  test('are the same every time and differ by type, value and key', () => {
    const id = keys.customerId('phone', '+8613800000000');
    expect(keys.customerId('phone', '+8613800000000')).toBe(id);
    expect(keys.customerId('email', '+8613800000000')).not.toBe(id);
    expect(keys.customerId('phone', '+8613800000001')).not.toBe(id);
    expect(others.customerId('phone', '+8613800000000')).not.toBe(id);
  });

  test('are well-formed for every digest', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), digest => {
        expect(uuidV8(digest)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });
});

describe('encryption', () => {
  test('returns every text under its own place only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (plain, aad) => {
        const { cipher, keyVersion } = keys.encrypt(plain, aad);
        const wellFormed = Buffer.from(plain, 'utf8').toString('utf8');
        expect(keys.decrypt(cipher, keyVersion, aad)).toBe(wellFormed);
        expect(() => keys.decrypt(cipher, keyVersion, `${aad}!`)).toThrow('decrypt-failed');
      }),
      { numRuns: 200 },
    );
  });

  test('refuses altered bytes, other keys and unknown key versions', () => {
    const { cipher } = keys.encrypt('13800000000', 'contact_points.value_cipher:1');
    for (let at = 0; at < cipher.length; at += 1) {
      const altered = Buffer.from(cipher);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => keys.decrypt(altered, 1, 'contact_points.value_cipher:1')).toThrow('decrypt-failed');
    }
    expect(() => others.decrypt(cipher, 1, 'contact_points.value_cipher:1')).toThrow('decrypt-failed');
    expect(() => keys.decrypt(cipher, 2, 'contact_points.value_cipher:1')).toThrow('decrypt-failed');
    expect(() => keys.decrypt(cipher.subarray(0, 20), 1, '')).toThrow('decrypt-failed');
  });

  test('never gives the same ciphertext twice, while the blind index stays the same', () => {
    expect(keys.encrypt('a', 'x').cipher.equals(keys.encrypt('a', 'x').cipher)).toBe(false);
    expect(keys.blindIndex('email', 'a@b.cn').equals(keys.blindIndex('email', 'a@b.cn'))).toBe(true);
    expect(keys.blindIndex('email', 'a@b.cn')).toHaveLength(16);
    expect(keys.blindIndex('phone', 'a@b.cn').equals(keys.blindIndex('email', 'a@b.cn'))).toBe(false);
  });

  test('reads texts of an older key after the data key rotated', () => {
    const rotated = keysOf(
      keyMaterialOf({
        ...file,
        generations: { ...file.generations, 2: freshKeyFile().generations['1'] as never },
      }),
    );
    const old = keys.encrypt('old', 'x');
    expect(rotated.decrypt(old.cipher, old.keyVersion, 'x')).toBe('old');
    expect(rotated.encrypt('new', 'x').keyVersion).toBe(2);
    expect(rotated.fingerprint).toBe(keys.fingerprint);
  });
});

describe('tokens', () => {
  test('stand in a URL unescaped and open for their purpose only', () => {
    const token = keys.seal('unsubscribe', '{"c":"张三"}');
    expect(encodeURIComponent(token)).toBe(token);
    expect(keys.open('unsubscribe', token)).toBe('{"c":"张三"}');
    expect(keys.open('click', token)).toBeNull();
    expect(others.open('unsubscribe', token)).toBeNull();
  });

  test('that were altered or made up open as null, whatever they are', () => {
    fc.assert(fc.property(fc.string(), text => keys.open('unsubscribe', text) === null));
    const token = keys.seal('unsubscribe', 'x');
    expect(keys.open('unsubscribe', `${token}=`)).toBeNull();
    expect(keys.open('unsubscribe', `A${token}`)).toBeNull();
  });
});
