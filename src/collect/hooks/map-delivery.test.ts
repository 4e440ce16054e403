import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HookMapping, HookValue } from '../../records/hook-mapping.ts';
import { readHookMapping } from '../../records/hook-mapping.ts';
import { mapDelivery } from './map-delivery.ts';
import { readyMappings } from './ready-mappings.ts';

const delivered = (mapping: HookMapping, body: unknown) =>
  mapDelivery(mapping, {
    body,
    headers: { 'x-topic': 'orders' },
    hook: { source: 'shop' },
    deliveryId: 'd1',
  });

/** What one value gives for a body. */
function valueOf(value: HookValue, body: unknown): unknown {
  const mapping = { events: [{ type: 'track', event: 'E', properties: { value } }] } as const;
  const read = readHookMapping(mapping);
  expect(read).toMatchObject({ ok: true });
  const [made] = delivered(mapping as unknown as HookMapping, body).events;
  return made?.ok ? (made.event['properties'] as Record<string, unknown>)['value'] : made;
}

describe('values', () => {
  const body = {
    id: 12,
    name: ' Tea ',
    'a.b': { c: 1 },
    lines: [
      { sku: 'a', price: '10.00', count: 2, off: [{ amount: '1.5' }, { amount: 2 }] },
      { sku: 'b', price: '1,234.50', count: 1, off: [] },
    ],
    cents: 6850,
    placed: '2026-03-01 18:05:00',
    none: null,
    phone: '13800138000',
  };
  test.each<[string, HookValue, unknown]>([
    ['a constant', 'x', 'x'],
    ['a path', { path: 'body.lines[1].sku' }, 'b'],
    ['a name with a dot', { path: 'body["a.b"].c' }, 1],
    ['a header', { path: 'headers.x-topic' }, 'orders'],
    ['the source', { path: 'hook.source' }, 'shop'],
    ['text', { text: { path: 'body.id' } }, '12'],
    ['text without outer blanks', { text: { path: 'body.name' } }, 'Tea'],
    ['a number', { number: { path: 'body.lines[1].price' } }, 1234.5],
    ['money', { money: { path: 'body.lines[1].price' }, currency: 'CNY' }, '1234.5000'],
    ['money of minor units', { money: { path: 'body.cents' }, currency: 'CNY', given: 'minor' }, '68.5000'],
    [
      'money without minor units',
      { money: { path: 'body.cents' }, currency: 'JPY', given: 'minor' },
      '6850.0000',
    ],
    [
      'money told in minor units',
      { money: { path: 'body.lines[0].price' }, currency: 'CNY', told: 'minor' },
      '1000',
    ],
    [
      'money told in minor units of three places',
      { money: '1.2345', currency: 'KWD', told: 'minor' },
      '1235',
    ],
    [
      'a date in a zone',
      { date: { path: 'body.placed' }, zone: 'Asia/Shanghai' },
      '2026-03-01T10:05:00.000Z',
    ],
    ['seconds since 1970', { date: 1_772_359_500, zone: 'UTC' }, '2026-03-01T10:05:00.000Z'],
    ['a phone number', { phone: { path: 'body.phone' } }, '+8613800138000'],
    ['lower case', { lower: { path: 'body.name' } }, 'tea'],
    [
      'the first there is',
      { first: [{ path: 'body.none' }, { path: 'body.gone' }, { path: 'body.id' }] },
      12,
    ],
    [
      'parts put together',
      { concat: ['no', { path: 'body.none' }, { path: 'body.id' }], with: '-' },
      'no-12',
    ],
    ['constants alone', { concat: ['no', { path: 'body.none' }] }, undefined],
    ['a table', { lookup: { path: 'body.id' }, table: { '12': 'twelve' } }, 'twelve'],
    ['what a table has not', { lookup: { path: 'body.name' }, table: {}, otherwise: '?' }, '?'],
    ['no name of JavaScript', { lookup: 'constructor', table: {} }, undefined],
    [
      'a sum',
      {
        sum: [
          {
            each: { path: 'body.lines', as: 'line' },
            of: { times: [{ path: 'line.count' }, { path: 'line.price' }] },
          },
        ],
        minus: [1],
      },
      '1253.5000',
    ],
    [
      'a sum of lists in lists',
      {
        sum: [
          {
            each: { path: 'body.lines', as: 'line' },
            of: { each: { path: 'line.off', as: 'off' }, of: { path: 'off.amount' } },
          },
        ],
      },
      '3.5000',
    ],
    ['the least', { least: [3, { path: 'body.id' }] }, '3.0000'],
    [
      'a list through a condition',
      {
        each: { path: 'body.lines', as: 'line' },
        when: { above: [{ path: 'line.count' }, 1] },
        of: { object: { sku: { path: 'line.sku' } } },
      },
      [{ sku: 'a' }],
    ],
    ['one or the other', { if: { present: { path: 'body.none' } }, then: 1, else: 2 }, 2],
    [
      'a number and its text are the same',
      { if: { equals: [{ path: 'body.id' }, '12'] }, then: 'same' },
      'same',
    ],
  ])('%s', (_, value, expected) => {
    expect(valueOf(value, body)).toEqual(expected);
  });

  test.each<[string, HookValue, object]>([
    [
      'a price',
      { money: { path: 'body.lines[0].sku' }, currency: 'CNY' },
      { path: 'body.lines[0].sku', received: 'text (1)', expected: '68.50' },
    ],
    ['a currency', { money: 1, currency: { path: 'body.id' } }, { path: 'body.id', expected: 'CNY' }],
    ['a date', { date: { path: 'body.phone' }, zone: 'UTC' }, { path: 'body.phone', received: '[removed]' }],
    [
      'a list',
      { each: { path: 'body.id', as: 'line' }, of: 1 },
      { path: 'body.id', received: '12', expected: 'list' },
    ],
    [
      'within a list',
      { each: { path: 'body.lines', as: 'line' }, of: { number: { path: 'line.sku' } } },
      { path: 'body.lines[0].sku' },
    ],
    [
      'the first there is',
      { number: { first: [{ path: 'body.none' }, { path: 'body.name' }] } },
      { path: 'body.name' },
    ],
  ])('a refusal says where, what and what was expected: %s', (_, value, expected) => {
    expect(valueOf(value, body)).toMatchObject({ ok: false, code: 'hook-value-invalid', ...expected });
  });

  test('what is marked optional is nothing where it cannot be read', () => {
    expect(valueOf({ phone: '138****8000', optional: true }, {})).toBeUndefined();
  });
});

describe('a mapping that is none', () => {
  test.each([
    [{}, 'events'],
    [{ events: [{ type: 'track', event: { path: 'body..x' } }] }, 'events[0].event.path'],
    [{ events: [{ type: 'track', event: { money: 1 } }] }, 'events[0].event.currency'],
    [{ events: [{ type: 'track', event: { upper: 1 } }] }, 'events[0].event'],
    [{ events: [{ type: 'buy' }] }, 'events[0].type'],
    [
      { events: [{ type: 'track', properties: { __proto__x: 1, constructor: 1 } }] },
      'events[0].properties.constructor',
    ],
    [{ events: [{ type: 'track', event: 'E', when: { sometimes: 1 } }] }, 'events[0].when'],
  ])('says where: %j', (mapping, path) => {
    expect(readHookMapping(mapping)).toMatchObject({ ok: false, path });
  });
  test('is not followed into the depth', () => {
    let value: unknown = 1;
    for (let n = 0; n < 100_000; n += 1) value = { text: value };
    expect(readHookMapping({ events: [{ type: 'track', event: value }] }).ok).toBe(false);
  });
});

describe('whatever comes', () => {
  const anyMessage = fc.oneof(
    fc.json({ maxDepth: 6 }).map(text => JSON.parse(text) as unknown),
    // The names the mappings look for, with anything at all behind them.
    fc.dictionary(
      fc.constantFrom(
        'id',
        'order_id',
        'line_items',
        'refunds',
        'refund_line_items',
        'transactions',
        'status',
        'financial_status',
        'currency',
        'customer',
        'billing',
        'email',
        'updated_at',
        'date_created_gmt',
        'msg',
        'type',
        'test',
        '__proto__',
        'constructor',
      ),
      fc.jsonValue({ maxDepth: 4 }),
    ),
  );
  test.each(Object.entries(readyMappings))(
    'the mapping of %s never throws and makes plain events',
    (_, mapping) => {
      fc.assert(
        fc.property(anyMessage, body => {
          for (const made of delivered(mapping, body).events)
            expect(Object.getPrototypeOf(made.ok ? made.event : {})).toBe(Object.prototype);
        }),
        { numRuns: 500 },
      );
      expect(readHookMapping(mapping)).toMatchObject({ ok: true });
    },
  );

  test('names of JavaScript are no fields', () => {
    const body = JSON.parse('{"__proto__": {"polluted": 1}, "lines": []}') as unknown;
    expect(valueOf({ path: 'body.constructor' }, body)).toBeUndefined();
    expect(valueOf({ path: 'body.lines.length' }, body)).toBeUndefined();
    expect(valueOf({ path: 'body.toString' }, body)).toBeUndefined();
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('what a delivery may make is bounded', () => {
    const each = (path: string, as: string) => ({ path, as });
    const wide: HookMapping = { events: [{ type: 'track', event: 'E', for: [each('body', 'a')] }] };
    expect(
      delivered(
        wide,
        Array.from({ length: 300 }, () => 1),
      ).events,
    ).toMatchObject([{ ok: false, code: 'hook-too-much', received: '300' }]);
    const square: HookMapping = {
      events: [{ type: 'track', event: 'E', for: [each('body', 'a'), each('a', 'b')] }],
    };
    const rows = Array.from({ length: 900 }, () => Array.from({ length: 900 }, () => 1));
    expect(delivered(square, rows).events).toMatchObject([{ ok: false, code: 'hook-too-much' }]);
    const long: HookMapping = {
      events: [{ type: 'track', event: 'E', properties: { a: { path: 'body' }, b: { path: 'body' } } }],
    };
    expect(delivered(long, 'x'.repeat(300_000)).events).toMatchObject([{ ok: false, code: 'hook-too-much' }]);
  });

  test('JSON within a text may be no deeper than any other', () => {
    const mapping: HookMapping = {
      decode: [{ path: 'body.msg', as: 'json' }],
      events: [{ type: 'track', event: 'E', properties: { all: { path: 'body.msg' } } }],
    };
    const deep = '['.repeat(5_000) + ']'.repeat(5_000);
    expect(delivered(mapping, { msg: deep }).events).toMatchObject([{ ok: false, code: 'body-too-deep' }]);
    expect(delivered(mapping, { msg: 'no' }).events).toMatchObject([
      { ok: false, path: 'body.msg', expected: 'JSON' },
    ]);
  });

  test('a text named in lists of lists is refused before anything is written out', () => {
    const forty = (path: string): HookValue => ({ list: Array.from({ length: 40 }, () => ({ path })) });
    const define = {
      a: forty('body.x'),
      b: forty('a'),
      c: forty('b'),
      d: forty('c'),
      e: forty('d'),
      f: forty('e'),
    };
    const named = { events: [{ type: 'track', event: 'E', properties: { value: { path: 'f' } } }] } as const;
    const compared = {
      events: [{ type: 'track', event: 'E', when: { equals: [{ path: 'f' }, { list: [{ path: 'f' }] }] } }],
    } as const;
    for (const mapping of [named, compared])
      expect(
        delivered({ define, ...mapping } as unknown as HookMapping, { x: 'y'.repeat(100) }).events,
      ).toMatchObject([{ ok: false, code: 'hook-too-much' }]);
  });

  test('a text joined to itself again and again is refused before it is made', () => {
    const joined = (path: string): HookValue => ({ concat: Array.from({ length: 40 }, () => ({ path })) });
    const define = { a: joined('body.x'), b: joined('a'), c: joined('b') };
    const mapping = { define, events: [{ type: 'track', event: { path: 'c' } }] } as unknown as HookMapping;
    expect(delivered(mapping, { x: 'y'.repeat(20_000) }).events).toMatchObject([
      { ok: false, code: 'hook-too-much' },
    ]);
  });

  test('a named value that cannot be read refuses what uses it and nothing else', () => {
    const define = { a: { first: [{ number: { path: 'body.x' } }] } };
    const events = [
      { type: 'track', event: 'E' },
      { type: 'track', event: 'F', properties: { value: { path: 'a' } } },
    ];
    expect(delivered({ define, events } as unknown as HookMapping, { x: 'abc' }).events).toMatchObject([
      { ok: true, event: { event: 'E' } },
      { ok: false, code: 'hook-value-invalid', path: 'body.x' },
    ]);
  });
});
