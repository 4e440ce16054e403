/** Values on their way into the engine: every text arrives as it is, and never as another query's. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { factsSql, ident, joinSql, p } from './sql.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      "'",
      '"',
      '`',
      '\\',
      '\0',
      '\n',
      '\t',
      '\r',
      '\b',
      '\f',
      '{',
      '}',
      ';',
      '-',
      '/',
      '*',
      '中',
      '😀',
      'N',
      '\\N',
      ']',
      ',',
    ),
    maxLength: 30,
  }),
  fc.constantFrom(
    '',
    '\\N',
    'NULL',
    "'; DROP TABLE customers_local; --",
    '{p0:String}',
    '/*',
    '*/',
    '中文，全角',
    '\u2028',
    '\uFEFF',
  ),
);
// A lone surrogate has no UTF-8, so no database keeps it; everything else must come back.
const text = hostile.filter(value => value.isWellFormed());
const uuid = fc.uuid();

describe('parameters', () => {
  let store: FreshFacts;
  beforeAll(async () => {
    store = await freshFacts();
  });
  afterAll(async () => store.close());

  it('bring back any text unchanged, alone and in lists', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 5 }), async (one, many) => {
        const rows = await store.facts.query<{ one: string; hex: string; many: string[] }>(
          factsSql`SELECT ${p.string(one)} AS one, hex(${p.string(one)}) AS hex, ${p.strings(many)} AS many`,
          { tag: 'test.text' },
        );
        expect(rows).toEqual([{ one, hex: Buffer.from(one).toString('hex').toUpperCase(), many }]);
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  it('never mix between queries that run at the same time', async () => {
    const runs = Array.from({ length: 400 }, (_, index) => index);
    const answers = await Promise.all(
      runs.map(async index => {
        const role = (['interactive', 'batch', 'ingest'] as const)[index % 3];
        const rows = await store.facts.query<{ n: number; text: string }>(
          factsSql`SELECT ${p.uint32(index)} AS n, ${p.string(`'${index}\\`)} AS text FROM numbers(1) WHERE sleepEachRow(0.001) = 0`,
          { tag: 'test.parallel', role },
        );
        return rows[0];
      }),
    );
    expect(answers).toEqual(runs.map(index => ({ n: index, text: `'${index}\\` })));
  });

  it('keep every kind of value exact', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          big: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
          signed: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
          float: fc.double({ noNaN: true, noDefaultInfinity: true }),
          cents: fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
          at: fc.date({
            min: new Date('1900-01-01T00:00:00Z'),
            max: new Date('2299-12-31T00:00:00Z'),
            noInvalidDate: true,
          }),
          id: uuid,
          ids: fc.array(uuid, { maxLength: 3 }),
          yes: fc.boolean(),
        }),
        async ({ big, signed, float, cents, at, id, ids, yes }) => {
          const whole = cents / 10_000n;
          const fraction = (cents < 0n ? -cents : cents) % 10_000n;
          const decimal = `${cents < 0n && whole === 0n ? '-' : ''}${whole}.${fraction.toString().padStart(4, '0')}`;
          const [row] = await store.facts.query(
            factsSql`SELECT ${p.uint64(big)} AS big, ${p.int64(signed)} AS signed, ${p.float64(float)} AS float,
              toDecimalString(${p.decimal(decimal)}, 4) AS decimal, ${p.dateTime(at)} AS at, ${p.uuid(id)} AS id,
              ${p.uuids(ids)} AS ids, ${p.bool(yes)} AS yes, ${p.date('2024-02-29')} AS day`,
            { tag: 'test.values' },
          );
          expect(row).toEqual({
            big: big.toString(),
            signed: signed.toString(),
            float: float === 0 ? expect.closeTo(0) : float,
            decimal,
            at: at.toISOString().replace('T', ' ').replace('Z', ''),
            id,
            ids,
            yes,
            day: '2024-02-29',
          });
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it('may be long', async () => {
    const long = '长'.repeat(1_000_000);
    const rows = await store.facts.query<{ bytes: string }>(
      factsSql`SELECT length(${p.string(long)}) AS bytes`,
      { tag: 'test.long' },
    );
    expect(rows).toEqual([{ bytes: '3000000' }]);
  });
});

describe('facts SQL', () => {
  it('numbers values over nested fragments and names an equal value once', () => {
    const inner = factsSql`a = ${p.string('x')} AND b = ${p.uint32(1)}`;
    const outer = factsSql`SELECT ${p.uint32(1)} WHERE ${joinSql([inner, inner], ' or ')}`;
    expect(outer.sql).toBe(
      'SELECT {p0:UInt32} WHERE a = {p1:String} AND b = {p0:UInt32} or a = {p1:String} AND b = {p0:UInt32}',
    );
    expect(Object.keys(outer.params)).toEqual(['p0', 'p1']);
  });

  it('takes identifiers only from an allow-list', () => {
    expect(factsSql`SELECT ${ident('sku', ['sku', 'category'])}`.sql).toBe('SELECT `sku`');
    expect(() => ident('sku; DROP TABLE x', ['sku'])).toThrow('allow-list');
    expect(() => ident('a`b', ['a`b'])).toThrow('plain names');
  });

  it('refuses numbers and dates that are not exact', () => {
    expect(() => p.uint64(2 ** 53)).toThrow('exact');
    expect(() => p.uint32(1.5)).toThrow('exact');
    expect(() => p.dateTime(new Date(Number.NaN))).toThrow('valid date');
    expect(() => p.dateTime(new Date('2400-01-01'))).toThrow('2299');
  });
});
