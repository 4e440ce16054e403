import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { testStores } from './stores.ts';

const stores = await testStores({ settings: { currency: 'GBP' } });
afterAll(() => stores.close());

test('a test file gets a migrated state database of its own, in UTC', async () => {
  const { rows } = await sql<{ zone: string; name: string; applied: number }>`
    select current_setting('timezone') as zone, current_database() as name,
      (select count(*) from state_migrations) as applied`.execute(stores.ctx.pg);
  expect(rows[0]?.zone).toBe('UTC');
  expect(rows[0]?.name).toMatch(/^t_stores_[0-9a-f]{6}$/);
  expect(rows[0]?.applied).toBeGreaterThan(0);
});

test('clocks stand still until the test moves them, domain and machine apart', () => {
  const { clock, ctx } = stores;
  const before = ctx.now().getTime();
  clock.advance({ days: 1, hours: 1 });
  expect(ctx.now().getTime() - before).toBe(25 * 3600 * 1000);
  expect(ctx.machineNow().getTime()).toBe(before);
  clock.moveTo('2026-11-11T00:00:00Z');
  expect(ctx.now().toISOString()).toBe('2026-11-11T00:00:00.000Z');
  expect(ctx.settings).toMatchObject({ currency: 'GBP', zone: 'Asia/Shanghai' });
});

test('bigint, day and time columns keep their digits and their day', async () => {
  const { rows } = await sql<Record<string, unknown>>`
    select 9007199254740991::bigint as big, date '2026-03-02' as day, timestamptz '2026-03-02 00:00:00.123Z' as at`.execute(
    stores.ctx.pg,
  );
  expect(rows[0]).toEqual({
    big: 9007199254740991,
    day: '2026-03-02',
    at: new Date('2026-03-02T00:00:00.123Z'),
  });
  await expect(sql`select 9007199254740993::bigint as big`.execute(stores.ctx.pg)).rejects.toThrow(
    'does not fit',
  );
});
