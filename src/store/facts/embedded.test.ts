/** The embedded engine's traps, each shown to be hidden. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { factsSql, p } from './sql.ts';

const megabyte = 1_000_000;
const forever = factsSql`SELECT sum(sipHash64(number)) AS sum FROM numbers(1000000000000)`;
const processes = factsSql`SELECT query FROM system.processes WHERE query LIKE '%rekindle test.endless%'
  AND query NOT LIKE '%system.processes%'`;

let store: FreshFacts;
beforeAll(async () => {
  store = await freshFacts({ maxServerMemoryMb: 1500, markCacheMb: 64 });
});
afterAll(async () => store.close());

const runningEndless = async () => (await store.facts.query(processes, { tag: 'test.list' })).length;

describe('queries side by side', () => {
  it('answers a person and a writer while jobs fill their own sessions', async () => {
    const abort = new AbortController();
    const jobs = [1, 2].map(() =>
      store.facts.query(forever, { tag: 'test.endless', role: 'batch', signal: abort.signal }),
    );
    const ended = Promise.allSettled(jobs);
    await expect.poll(runningEndless).toBe(2);
    const one = factsSql`SELECT 1 AS one`;
    expect(await store.facts.query(one, { tag: 'test.person' })).toEqual([{ one: 1 }]);
    expect(await store.facts.query(one, { tag: 'test.writer', role: 'ingest' })).toEqual([{ one: 1 }]);
    expect(await runningEndless()).toBe(2);
    abort.abort();
    expect((await ended).map(each => each.status)).toEqual(['rejected', 'rejected']);
  });

  it('queues what exceeds the sessions of a role', async () => {
    const many = Array.from({ length: 20 }, (_, index) =>
      store.facts.query<{ n: number }>(factsSql`SELECT ${p.uint32(index)} AS n WHERE sleep(0.01) = 0`, {
        tag: 'test.queue',
      }),
    );
    const answers = await Promise.all(many);
    expect(answers.map(rows => rows[0]?.n)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });
});

describe('settings', () => {
  it('of one query never reach the next on the same session', async () => {
    const seen = factsSql`SELECT getSetting('max_memory_usage') AS memory, getSetting('max_execution_time') AS seconds`;
    for (let turn = 0; turn < 4; turn += 1) {
      const limited = await store.facts.query(seen, { tag: 'test.set', maxMemoryMb: 7, timeoutSeconds: 3 });
      expect(limited).toEqual([{ memory: 7_000_000, seconds: 3 }]);
      const plain = await store.facts.query(seen, { tag: 'test.set' });
      expect(plain).toEqual([{ memory: 750_000_000, seconds: 60 }]);
    }
  });

  it('cap the whole engine and its cache', async () => {
    const rows = await store.facts.query(
      factsSql`SELECT name, value FROM system.server_settings
        WHERE name IN ('max_server_memory_usage', 'mark_cache_size') ORDER BY name`,
      { tag: 'test.server' },
    );
    expect(rows).toEqual([
      { name: 'mark_cache_size', value: String(64 * megabyte) },
      { name: 'max_server_memory_usage', value: String(1500 * megabyte) },
    ]);
  });

  it('pin every session to UTC', async () => {
    for (const role of ['interactive', 'batch', 'ingest'] as const) {
      const rows = await store.facts.query(
        factsSql`SELECT timezone() AS zone, toString(toDateTime(0)) AS zero`,
        {
          tag: 'test.zone',
          role,
        },
      );
      expect(rows).toEqual([{ zone: 'UTC', zero: '1970-01-01 00:00:00' }]);
    }
  });
});

describe('limits', () => {
  it('stop a query by time, with a code', async () => {
    await expect(
      store.facts.query(forever, { tag: 'test.endless', timeoutSeconds: 0.2 }),
    ).rejects.toMatchObject({ code: 'facts-timeout', errorClass: 'unavailable' });
  });

  it('stop a query by memory, with a code, and leave the engine well', async () => {
    await expect(
      store.facts.query(factsSql`SELECT length(groupArray(number)) AS n FROM numbers(100000000)`, {
        tag: 'test.greedy',
        maxMemoryMb: 50,
      }),
    ).rejects.toMatchObject({ code: 'facts-memory-exceeded' });
    expect(await store.facts.query(factsSql`SELECT 1 AS one`, { tag: 'test.after' })).toEqual([{ one: 1 }]);
  });

  const grouped = (rows: number) =>
    factsSql`SELECT count() AS n, sum(amount) AS total
      FROM (SELECT number, sum(toDecimal128(number, 4)) AS amount FROM numbers(${p.uint64(rows)}) GROUP BY number)`;

  it('let a grouping larger than its memory spill to disk', async () => {
    const rows = await store.facts.query(grouped(4_000_000), { tag: 'test.spilling', maxMemoryMb: 200 });
    expect(rows).toEqual([{ n: '4000000', total: '7999998000000' }]);
  });

  it('stop a grouping that would fill the disk, with a code', async () => {
    await expect(
      store.facts.query(grouped(100_000_000), { tag: 'test.flooding', maxMemoryMb: 20 }),
    ).rejects.toMatchObject({ code: 'facts-memory-exceeded' });
  });

  it('show a broken statement as a bug whose message holds no values', async () => {
    const secret = 'zhang.san@example.com';
    const broken = store.facts.query(factsSql`SELECT toUInt8(materialize(${p.string(secret)}))`, {
      tag: 'test.bug',
    });
    await expect(broken).rejects.toThrow(/facts statement test.bug failed: Code: 6/);
    await expect(broken).rejects.not.toThrow(secret);
  });
});

describe('a query that failed', () => {
  it('keeps neither its memory nor its place in the list', async () => {
    const greedy = factsSql`SELECT length(groupArray(number)) AS n FROM numbers(1000000000)`;
    await expect(
      store.facts.query(greedy, { tag: 'test.endless', role: 'batch', maxMemoryMb: 200 }),
    ).rejects.toMatchObject({ code: 'facts-memory-exceeded' });
    expect(await runningEndless()).toBe(0);
  });
});

describe('canceling', () => {
  it('stops the engine within a second', async () => {
    const abort = new AbortController();
    const running = store.facts.query(forever, { tag: 'test.endless', signal: abort.signal });
    await expect.poll(runningEndless).toBe(1);
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: 'facts-canceled' });
    expect(await runningEndless()).toBe(0);
  });

  it('reaches a statement that has only just been sent', async () => {
    for (let delayMs = 0; delayMs < 20; delayMs += 4) {
      const abort = new AbortController();
      const running = store.facts.query(forever, { tag: 'test.endless', signal: abort.signal });
      setTimeout(() => abort.abort(), delayMs);
      await expect(running).rejects.toMatchObject({ code: 'facts-canceled' });
    }
    expect(await runningEndless()).toBe(0);
  });

  it('frees a caller that still waits for a session', async () => {
    const hold = new AbortController();
    const busy = [1, 2].map(() =>
      store.facts.query(forever, { tag: 'test.endless', role: 'batch', signal: hold.signal }),
    );
    const abort = new AbortController();
    const waiting = store.facts.query(forever, { tag: 'test.endless', role: 'batch', signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'facts-canceled' });
    hold.abort();
    const ended = await Promise.allSettled(busy);
    expect(ended.map(each => each.status)).toEqual(['rejected', 'rejected']);
  });

  it('stops a stream, by signal or by walking away', async () => {
    const abort = new AbortController();
    const read = async () => {
      const stream = store.facts.stream(factsSql`SELECT number FROM numbers(1000000000000)`, {
        tag: 'test.endless',
        signal: abort.signal,
      });
      for await (const _ of stream) abort.abort();
    };
    await expect(read()).rejects.toMatchObject({ code: 'facts-canceled' });
    for await (const rows of store.facts.stream(factsSql`SELECT number FROM numbers(1000000000000)`, {
      tag: 'test.endless',
    })) {
      expect(rows.length).toBeGreaterThan(0);
      break;
    }
    expect(await runningEndless()).toBe(0);
  });
});

describe('results', () => {
  it('keep 64-bit integers and decimals exact', async () => {
    const rows = await store.facts.query(
      factsSql`SELECT toUInt64('18446744073709551615') AS big, toInt64('-9007199254740993') AS odd,
        toDecimal64('99999999999999.9999', 4) AS money, count() AS n FROM numbers(3)`,
      { tag: 'test.exact' },
    );
    expect(rows).toEqual([
      { big: '18446744073709551615', odd: '-9007199254740993', money: '99999999999999.9999', n: '3' },
    ]);
  });

  it('stream two million rows with bounded memory', async () => {
    const before = process.memoryUsage().rss;
    let rows = 0;
    let sum = 0n;
    let peak = 0;
    const wide = factsSql`SELECT number, repeat('x', 100) AS filler FROM numbers(2000000)`;
    for await (const batch of store.facts.stream<{ number: string }>(wide, { tag: 'test.stream' })) {
      rows += batch.length;
      for (const row of batch) sum += BigInt(row.number);
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    expect(rows).toBe(2_000_000);
    expect(sum).toBe(1_999_999_000_000n);
    expect((peak - before) / megabyte).toBeLessThan(500);
  }, 60_000);

  it('tell when a stream breaks in the middle', async () => {
    const read = async () => {
      const broken = factsSql`SELECT throwIf(number = 1500000) AS boom FROM numbers(2000000)`;
      for await (const _ of store.facts.stream(broken, { tag: 'test.broken' }));
    };
    await expect(read()).rejects.toThrow('facts statement test.broken failed');
    expect(await store.facts.query(factsSql`SELECT 1 AS one`, { tag: 'test.after' })).toEqual([{ one: 1 }]);
  });

  it('give freed memory back to the system on request', async () => {
    await store.facts.query(factsSql`SELECT length(groupUniqArray(number)) AS n FROM numbers(5000000)`, {
      tag: 'test.big',
      role: 'batch',
    });
    const full = process.memoryUsage().rss;
    await store.facts.purgeMemory();
    expect(process.memoryUsage().rss).toBeLessThan(full);
  });
});

describe('the folder', () => {
  const program = new URL('../../testing/hold-facts.ts', import.meta.url).pathname;

  const firstLine = async (folder: string) => {
    const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'ignore'] });
    const [line] = await once(child.stdout, 'data');
    child.stdin.end();
    await once(child, 'exit');
    return JSON.parse(String(line));
  };

  it('belongs to one process: a second is refused and told by whom', async () => {
    expect(await firstLine(join(store.home, 'facts'))).toEqual({
      code: 'facts-folder-in-use',
      params: { folder: join(store.home, 'facts'), pid: process.pid },
    });
  });

  it('is free again once closed, and closing waits for what runs', async () => {
    const running = store.facts.query<{ n: string }>(
      factsSql`SELECT count() AS n FROM numbers(20000000) WHERE NOT ignore(sipHash64(number))`,
      { tag: 'test.last', role: 'batch' },
    );
    await store.facts.close();
    expect(await running).toHaveLength(1);
    await expect(store.facts.query(factsSql`SELECT 1`, { tag: 'test.closed' })).rejects.toMatchObject({
      code: 'facts-closed',
    });
    expect(await firstLine(join(store.home, 'facts'))).toEqual({ opened: true });
  });
});
