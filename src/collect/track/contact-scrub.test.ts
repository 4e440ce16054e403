import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdsContact, scrub, scrubText } from './contact-scrub.ts';

describe('texts', () => {
  test.each([
    ['call 13812345678 now', 'call [removed] now'],
    ['电话：138 1234 5678。', '电话：[removed]。'],
    ['+86 138-1234-5678', '[removed]'],
    ['１３８１２３４５６７８', '[removed]'],
    ['+44 20 7946 0958', '[removed]'],
    ['010-12345678', '[removed]'],
    ['id 11010519491231002X', 'id [removed]'],
    ['write to li.lei@example.com!', 'write to [removed]'],
    ['李雷＠example.com', '[removed]'],
    ['https://shop.example/cart?mail=li.lei%40example.com&x=1', 'https://shop.example/cart?[removed]'],
    ['https://shop.example/?p=a@b.com', 'https://shop.example/?p=[removed]'],
  ])('%s becomes %s', (text, expected) => {
    expect(scrubText(text)).toBe(expected);
  });

  test.each([
    '2026-03-02T10:00:00.000+08:00',
    'order 20260302-000123',
    '1772416810123',
    'https://shop.example/a%20b?x=1',
    '6921168509256',
    '¥1,234.50',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_10_2)',
    '@handle',
    '100%',
  ])('%s stays', text => {
    expect(scrubText(text)).toBe(text);
  });

  test('numbers written onto each other are both blanked', () => {
    expect(scrubText('+86139000000001+86139000000001')).toBe('[removed][removed]');
    expect(scrubText('+86139000000001'.repeat(500))).not.toMatch(/\d{7}/);
  });

  test('a second look finds nothing more', () => {
    const parts = fc.constantFrom(
      'a@b.co',
      '13812345678',
      ' ',
      '%40',
      '+8613900000000',
      'x',
      '?',
      '＠',
      '1',
      '-',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), list => {
        expect(holdsContact(scrubText(list.join('')))).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('objects', () => {
  const of = (value: object, place: 'traits' | 'properties' | 'context') =>
    JSON.parse(scrub(value, place).text);

  test('fields that reach or name a person go wherever they stand', () => {
    const value = {
      order: { shipping_address: { city: 'x' }, total: 12.5, buyer: { firstName: 'Lei', 手机: '1' } },
    };
    expect(of(value, 'properties')).toEqual({ order: { total: 12.5, buyer: {} } });
  });

  test('a name is a product’s in properties and a person’s in traits', () => {
    expect(of({ name: 'Tea' }, 'properties')).toEqual({ name: 'Tea' });
    expect(of({ name: 'Lei', plan: 'gold' }, 'traits')).toEqual({ plan: 'gold' });
  });

  test('the context keeps the program and loses the person', () => {
    const context = {
      ip: '203.0.113.9',
      traits: { email: 'a@b.co' },
      library: { name: 'x', version: '1' },
      locale: 'zh',
    };
    expect(of(context, 'context')).toEqual({ library: { name: 'x', version: '1' }, locale: 'zh' });
  });

  test('numbers that are phone numbers go, other numbers stay exact', () => {
    expect(of({ a: 13812345678, b: 1772416810123, c: 0.1 }, 'properties')).toEqual({
      a: '[removed]',
      b: 1772416810123,
      c: 0.1,
    });
  });

  test('names of fields are looked at as well, and __proto__ is no name', () => {
    const value = JSON.parse('{"a@b.co": 1, "__proto__": {"x": 1}, "ok": 2}');
    expect(scrub(value, 'properties')).toEqual({ text: '{"ok":2}', removed: 2 });
  });
});
