/** Server mode, through the official client, against the embedded engine behind HTTP. Not a cluster. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FactsOverHttp, serveFacts } from '../../testing/facts-over-http.ts';
import type { Facts } from './facts.ts';
import { insertBisecting } from './insert-bisecting.ts';
import { factsMigrations, migrateFacts } from './migrations.ts';
import { openFacts } from './open-facts.ts';
import { factsSql, p } from './sql.ts';

describe('facts on a server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-http-'));
  let session: Session;
  let http: FactsOverHttp;
  let facts: Facts;
  beforeAll(async () => {
    session = new Session(join(folder, 'facts'));
    session.query('CREATE DATABASE served ENGINE = Atomic');
    session.query('USE served');
    http = await serveFacts(session);
    facts = await openFacts({ url: http.url, stagingFolder: folder });
  });
  afterAll(async () => {
    await facts.close();
    await http.close();
    session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('migrates', async () => {
    const names = factsMigrations().map(each => each.name);
    expect(await migrateFacts(facts, { applied: [], record: async () => {} })).toEqual(names);
  });

  it('passes any text unchanged', async () => {
    const text = fc
      .oneof(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({
          unit: fc.constantFrom("'", '\\', '\0', '\n', '\t', '{', '中', '😀', '%', '&', '+'),
          maxLength: 20,
        }),
      )
      .filter(value => value.isWellFormed());
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 4 }), async (one, many) => {
        const rows = await facts.query(factsSql`SELECT ${p.string(one)} AS one, ${p.strings(many)} AS many`, {
          tag: 'test.text',
        });
        expect(rows).toEqual([{ one, many }]);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps numbers exact and takes inserts with dates, tokens and bad rows', async () => {
    const rows = [
      { channel: 'a', version: '18446744073709551615' },
      { channel: 'b', version: 'none' },
      { channel: 'c', version: 1 },
    ];
    const bad = await insertBisecting(facts, {
      table: 'channels',
      rows,
      tag: 'test.insert',
      deduplicationToken: 't1',
    });
    expect(bad).toEqual([{ index: 1, row: rows[1] }]);
    const touch = {
      delivery_id: '0190f5fe-0000-7000-8000-000000000001',
      occurred_at: new Date(1_700_000_000_123),
    };
    await facts.insert('touches', [{ ...touch, cost: '0.0500' }], { tag: 'test.touch' });
    expect(
      await facts.query(
        factsSql`SELECT (SELECT max(version) FROM channels) AS version, occurred_at, cost, count() OVER () AS n FROM touches`,
        { tag: 'test.read' },
      ),
    ).toEqual([
      { version: '18446744073709551615', occurred_at: '2023-11-14 22:13:20.123', cost: '0.05', n: '1' },
    ]);
  });

  it('streams', async () => {
    let rows = 0;
    for await (const batch of facts.stream(factsSql`SELECT number FROM numbers(200000)`, {
      tag: 'test.stream',
    }))
      rows += batch.length;
    expect(rows).toBe(200_000);
  });

  it('names limits and outages by code', async () => {
    const forever = factsSql`SELECT sum(sipHash64(number)) AS s FROM numbers(1000000000000)`;
    await expect(facts.query(forever, { tag: 'test.time', timeoutSeconds: 0.2 })).rejects.toMatchObject({
      code: 'facts-timeout',
    });
    await expect(openFacts({ url: 'http://127.0.0.1:9', stagingFolder: folder })).rejects.toMatchObject({
      code: 'facts-unreachable',
    });
    expect(() => facts.fileTable({ path: 'x', format: 'Parquet', columns: ['a'] })).toThrow(
      expect.objectContaining({ code: 'facts-file-needs-embedded' }),
    );
  });
});
