import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { testStores } from '../../testing/stores.ts';
import { factsSql, p } from '../facts/sql.ts';
import {
  enqueueFacts,
  enqueueFactsFrom,
  forgetShipped,
  outboxWatermark,
  requireShipped,
  shipOutbox,
  whileNothingShips,
} from './outbox.ts';
import { withTransaction } from './state-db.ts';

const stores = await testStores();
const { ctx } = stores;
afterAll(() => stores.close());
beforeEach(async () => {
  await shipOutbox(ctx);
  await sql`truncate facts_outbox`.execute(ctx.pg);
});

const campaign = () => ctx.newId();
const touch = (campaignId: string) => ({
  delivery_id: ctx.newId(),
  customer_id: ctx.newId(),
  campaign_id: campaignId,
  step: 'message',
  channel: 'sandbox',
  kind: 'sent',
  occurred_at: ctx.now(),
  cost: '0.1000',
});

/** Rows in the engine's table, before it merges versions: a repeat would show. */
async function storedRows(campaignId: string): Promise<number> {
  const rows = await ctx.ch.query<{ n: string }>(
    factsSql`select count() as n from touches_local where campaign_id = ${p.uuid(campaignId)}`,
    { tag: 'test-touches' },
  );
  return Number(rows[0]?.n);
}

const enqueue = (campaignId: string, rows: number) =>
  withTransaction(ctx.pg, trx =>
    enqueueFacts(trx, {
      table: 'touches',
      rows: Array.from({ length: rows }, () => touch(campaignId)),
      at: ctx.now(),
    }),
  );

test('rows of a committed change reach the facts once, those of a rolled back change never', async () => {
  const [kept, undone] = [campaign(), campaign()];
  await enqueue(kept, 3);
  const failing = withTransaction(ctx.pg, async trx => {
    await enqueueFacts(trx, { table: 'touches', rows: [touch(undone)], at: ctx.now() });
    throw new RangeError('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  expect(await shipOutbox(ctx)).toBe(1);
  expect(await shipOutbox(ctx)).toBe(0);
  expect(await storedRows(kept)).toBe(3);
  expect(await storedRows(undone)).toBe(0);
});

test('a shipper that dies between the insert and its mark duplicates nothing', async () => {
  const id = campaign();
  await enqueue(id, 5);
  const dying = {
    ...ctx,
    ch: {
      ...ctx.ch,
      insert: async (...args: Parameters<typeof ctx.ch.insert>) => {
        await ctx.ch.insert(...args);
        throw new RangeError('killed here');
      },
    },
  };
  await expect(shipOutbox(dying)).rejects.toThrow('killed here');
  expect(await storedRows(id)).toBe(5);
  expect((await outboxWatermark(ctx)).waiting).toBe(1);
  expect(await shipOutbox(ctx)).toBe(1);
  expect(await storedRows(id)).toBe(5);
});

test('two shippers at once send every batch once', async () => {
  const id = campaign();
  for (let i = 0; i < 12; i += 1) await enqueue(id, 2);
  const counts = await Promise.all([shipOutbox(ctx), shipOutbox(ctx), shipOutbox(ctx)]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(12);
  expect(await storedRows(id)).toBe(24);
});

test('the watermark tells what has arrived and since when something waits', async () => {
  const before = await outboxWatermark(ctx);
  expect(before).toMatchObject({ waiting: 0, waitingSince: null });
  await enqueue(campaign(), 1);
  await enqueue(campaign(), 1);
  expect(await outboxWatermark(ctx)).toEqual({
    shippedUpTo: before.shippedUpTo,
    waiting: 2,
    waitingSince: ctx.now(),
  });
  const after = await requireShipped(ctx);
  expect(after).toEqual({ shippedUpTo: before.shippedUpTo + 2, waiting: 0, waitingSince: null });
});

test('a reader that must not miss anything is refused while another shipper still holds the batches', async () => {
  await enqueue(campaign(), 1);
  await ctx.pg.connection().execute(async other => {
    await sql`select pg_advisory_lock(${0x524b5348})`.execute(other);
    await expect(requireShipped(ctx, 60)).rejects.toThrow('outbox-behind');
    await sql`select pg_advisory_unlock(${0x524b5348})`.execute(other);
  });
  await requireShipped(ctx);
});

test('a reader waits for the shipper that is at work, and not for what others write meanwhile', async () => {
  const id = campaign();
  await enqueue(id, 1);
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const slow = {
    ...ctx,
    ch: {
      ...ctx.ch,
      insert: async (...args: Parameters<typeof ctx.ch.insert>) => {
        await asked;
        await ctx.ch.insert(...args);
      },
    },
  };
  const shipping = shipOutbox(slow);
  const reading = requireShipped(ctx);
  const other = campaign();
  await enqueue(other, 1);
  ask();
  await reading;
  expect(await storedRows(id)).toBe(1);
  await shipping;
  await requireShipped(ctx);
  expect(await storedRows(other)).toBe(1);
});

test('a reader that asks while a backup holds the shipper waits for its cut, or is told to come again', async () => {
  const id = campaign();
  await enqueue(id, 1);
  const { promise: held, resolve: hold } = Promise.withResolvers<void>();
  const { promise: cut, resolve: end } = Promise.withResolvers<void>();
  const backup = whileNothingShips(ctx.pg, async () => {
    hold();
    await cut;
  });
  await held;
  await expect(requireShipped(ctx, 60)).rejects.toMatchObject({
    errorClass: 'unavailable',
    code: 'outbox-behind',
  });
  const reading = requireShipped(ctx, 600_000);
  expect(await storedRows(id)).toBe(0);
  end();
  await backup;
  expect(await reading).toMatchObject({ waiting: 0 });
  expect(await storedRows(id)).toBe(1);
});

test('the result of a query goes to the facts without passing through the program', async () => {
  const id = campaign();
  const { clock } = stores;
  clock.moveTo('2026-03-02T02:00:00.250Z');
  await withTransaction(ctx.pg, trx =>
    enqueueFactsFrom(trx, {
      table: 'touches',
      at: ctx.now(),
      query: sql`select gen_random_uuid() as delivery_id, gen_random_uuid() as customer_id, ${id}::uuid as campaign_id,
        'message' as step, 'sandbox' as channel, 'sent' as kind, ${ctx.now()}::timestamptz as occurred_at,
        '0.1000' as cost from generate_series(1, 12000)`,
    }),
  );
  expect((await outboxWatermark(ctx)).waiting).toBe(3);
  await shipOutbox(ctx);
  expect(await storedRows(id)).toBe(12_000);
  const times = await ctx.ch.query<{ at: string }>(
    factsSql`select distinct occurred_at as at from touches where campaign_id = ${p.uuid(id)}`,
    { tag: 'test-touches' },
  );
  expect(times).toEqual([{ at: '2026-03-02 02:00:00.250' }]);
});

test('batches shipped long ago are forgotten, waiting ones never', async () => {
  await enqueue(campaign(), 1);
  await shipOutbox(ctx);
  await enqueue(campaign(), 1);
  await forgetShipped(ctx, new Date(ctx.machineNow().getTime() + 1));
  const left = await ctx.pg.selectFrom('facts_outbox').select('shipped_at').execute();
  expect(left).toEqual([{ shipped_at: null }]);
});
