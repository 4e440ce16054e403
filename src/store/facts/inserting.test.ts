/** Rows on their way in: bad ones, repeated ones, dates in two forms, many partitions. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { insertBisecting } from './insert-bisecting.ts';
import { appendVersions } from './log-append.ts';
import { type FactsSql, factsSql, p } from './sql.ts';

let store: FreshFacts;
beforeAll(async () => {
  store = await freshFacts();
});
afterAll(async () => store.close());

const run = (sql: FactsSql) => store.facts.command(sql, { tag: 'test.ddl' });

const channelsOf = async (kind: string) => {
  const rows = await store.facts.query<{ channel: string }>(
    factsSql`SELECT channel FROM channels WHERE kind = ${p.string(kind)} ORDER BY channel`,
    { tag: 'test.read' },
  );
  return rows.map(row => row.channel);
};

const row = (kind: string, channel: string, version: unknown = 1) => ({
  channel,
  kind,
  title: channel,
  version,
});

describe('a batch with unreadable rows', () => {
  it('is refused whole by a plain insert, with the place and without the values', async () => {
    const rows = [row('whole', 'a'), row('whole', 'b', 'zhang.san@example.com'), row('whole', 'c')];
    const insert = store.facts.insert('channels', rows, { tag: 'test.whole' });
    await expect(insert).rejects.toMatchObject({
      code: 'facts-bad-rows',
      errorClass: 'bad-input',
      detail: { path: 'rows[1]', params: { tag: 'test.whole' } },
    });
    expect(await channelsOf('whole')).toEqual([]);
  });

  it('stores every readable row when bisected, and gives the others back', async () => {
    let batch = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async readable => {
        batch += 1;
        const kind = `bisect-${batch}`;
        const name = (index: number) => `c${String(index).padStart(2, '0')}`;
        const rows = readable.map((good, index) => row(kind, name(index), good ? 1 : 'not a number'));
        const bad = await insertBisecting(store.facts, {
          table: 'channels',
          rows,
          tag: 'test.bisect',
          deduplicationToken: kind,
        });
        const goodNames = readable.flatMap((good, index) => (good ? [name(index)] : []));
        expect(bad.map(each => each.index)).toEqual(readable.flatMap((good, index) => (good ? [] : [index])));
        expect(bad.every(each => each.row === rows[each.index])).toBe(true);
        expect(await channelsOf(kind)).toEqual(goodNames);
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it('does not take an outage for a bad row', async () => {
    const gone = insertBisecting(store.facts, {
      table: 'no_such_table',
      rows: [row('x', 'a'), row('x', 'b')],
      tag: 'test.gone',
    });
    await expect(gone).rejects.toThrow(/UNKNOWN_TABLE/);
  });
});

describe('a repeated insert', () => {
  const logRows = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      source: 'repeat',
      customer_id: '0190f5fe-0000-7000-8000-000000000001',
      order_id: `r${index}`,
    }));
  const stored = async () => {
    const rows = await store.facts.query<{ rows: string }>(
      factsSql`SELECT count() AS rows FROM order_lines_log WHERE source = 'repeat'`,
      { tag: 'test.count' },
    );
    return Number(rows[0]?.rows);
  };

  it('with the same token stores nothing more, also from another session later', async () => {
    for (let turn = 0; turn < 3; turn += 1)
      await store.facts.insert('order_lines_log', logRows(5), {
        tag: 'test.token',
        deduplicationToken: 'batch-1',
      });
    expect(await stored()).toBe(5);
    await store.facts.insert('order_lines_log', logRows(5), {
      tag: 'test.token',
      deduplicationToken: 'batch-2',
    });
    expect(await stored()).toBe(10);
  });
});

describe('dates and files', () => {
  it('reads a Date, either ISO form and the engine’s own form alike', async () => {
    const at = new Date('2025-03-01T12:34:56.789Z');
    const forms = [at, at.toISOString(), '2025-03-01 12:34:56.789', '2025-03-01T20:34:56.789+08:00'];
    await store.facts.insert(
      'order_lines_log',
      forms.map((form, index) => ({ source: 'dates', order_id: `d${index}`, ordered_at: form })),
      { tag: 'test.dates' },
    );
    const rows = await store.facts.query<{ ordered_at: string }>(
      factsSql`SELECT ordered_at FROM order_lines_log WHERE source = 'dates' ORDER BY order_id`,
      { tag: 'test.dates' },
    );
    expect(rows.map(each => each.ordered_at)).toEqual(Array(4).fill('2025-03-01 12:34:56.789'));
  });

  it('may fall into more than a hundred partitions', async () => {
    await run(
      factsSql`CREATE TABLE spread_local (day Date) ENGINE = MergeTree PARTITION BY day ORDER BY day`,
    );
    const days = Array.from({ length: 150 }, (_, index) => ({
      day: new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10),
    }));
    await store.facts.insert('spread', days, { tag: 'test.partitions' });
    const rows = await store.facts.query(factsSql`SELECT uniqExact(day) AS days FROM spread_local`, {
      tag: 'test.days',
    });
    expect(rows).toEqual([{ days: '150' }]);
    await run(factsSql`DROP TABLE spread_local`);
  });

  it('takes an ISO string in a JSON column for text, and other JSON surprises are known', async () => {
    await run(
      factsSql`CREATE TABLE json_rows_local (id UInt8, raw String, props JSON) ENGINE = MergeTree ORDER BY id`,
    );
    const raws = [
      '{"at":"2025-03-01T12:00:00Z","a":1}',
      '{"a":[1,2],"gone":null}',
      '{"a":"x","dotted.key":1}',
    ];
    await store.facts.insert(
      'json_rows',
      raws.map((raw, id) => ({ id, raw, props: JSON.parse(raw) })),
      { tag: 'test.json' },
    );
    const rows = await store.facts.query(
      factsSql`SELECT raw, toString(props.at) AS at, dynamicType(props.at) AS type,
        toFloat64OrNull(props.a::String) AS a, props FROM json_rows_local ORDER BY id`,
      { tag: 'test.json' },
    );
    expect(rows).toEqual([
      {
        raw: raws[0],
        at: '2025-03-01T12:00:00Z',
        type: 'String',
        a: 1,
        props: { at: '2025-03-01T12:00:00Z', a: '1' },
      },
      // A list is not a number (a cast would throw), and null is dropped: the raw text keeps what was sent.
      { raw: raws[1], at: '', type: 'None', a: null, props: { a: ['1', '2'] } },
      { raw: raws[2], at: '', type: 'None', a: null, props: { a: 'x', dotted: { key: '1' } } },
    ]);
    await run(factsSql`DROP TABLE json_rows_local`);
  });
});

describe('appending to a log', () => {
  it('returns unreadable rows by their place over all batches and stores the rest', async () => {
    const line = (order: string, quantity: string) => ({
      source: 'append',
      customer_id: '0190f5fe-0000-7000-8000-000000000002',
      order_id: order,
      line_no: 1,
      ordered_at: '2025-01-01 00:00:00',
      paid_at: '2025-01-02T00:00:00Z',
      quantity,
    });
    const appended = await appendVersions(store.facts, {
      log: 'order_lines',
      importId: '0190f5fe-0000-7000-8000-00000000000a',
      at: new Date('2025-02-01T00:00:00Z'),
      history: true,
      batches: [[line('a', '1'), line('b', 'one')], [line('c', '2.5')]],
    });
    expect(appended).toMatchObject({ stored: 2, moved: 0, bad: [{ index: 1 }] });
    const rows = await store.facts.query(
      factsSql`SELECT order_id, quantity, known_at, ingested_at FROM order_lines WHERE source = 'append' ORDER BY order_id`,
      { tag: 'test.appended' },
    );
    const times = { known_at: '2025-01-02 00:00:00.000', ingested_at: '2025-02-01 00:00:00.000' };
    expect(rows).toEqual([
      { order_id: 'a', quantity: '1', ...times },
      { order_id: 'c', quantity: '2.5', ...times },
    ]);
  });

  it('takes a line that changed hands away from its first customer', async () => {
    const place = { source: 'moved', order_id: 'm1', line_no: 1, ordered_at: '2025-02-02 00:00:00' };
    const [first, second] = ['0190f5fe-0000-7000-8000-000000000003', '0190f5fe-0000-7000-8000-000000000004'];
    const append = (importId: string, customer_id: string | undefined) =>
      appendVersions(store.facts, {
        log: 'order_lines',
        importId,
        at: new Date('2025-02-03T00:00:00Z'),
        history: false,
        batches: [[{ ...place, customer_id }]],
      });
    expect(await append('0190f5fe-0000-7000-8000-00000000000b', first)).toMatchObject({
      stored: 1,
      moved: 0,
    });
    expect(await append('0190f5fe-0000-7000-8000-00000000000c', second)).toMatchObject({
      stored: 1,
      moved: 1,
    });
    const rows = await store.facts.query(
      factsSql`SELECT customer_id FROM order_lines WHERE source = 'moved'`,
      {
        tag: 'test.moved',
      },
    );
    expect(rows).toEqual([{ customer_id: second }]);
  });
});
