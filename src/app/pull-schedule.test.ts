/** When a pull and a look for gone rows begin by themselves, and that neither begins while one of them is under way. */
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { testStores } from '../testing/stores.ts';
import { type NewJob, saveJob } from './jobs.store.ts';
import { pullTick } from './pull-schedule.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const started: string[] = [];
const tick = pullTick({
  async start(job: NewJob) {
    started.push(job.kind);
    const jobId = await ctx.pg.transaction().execute(trx => saveJob(ctx, trx, job));
    return jobId ?? expect.fail('the job was not taken');
  },
});
/** What began in a look, a given time after the one before. */
async function look(minutes: number): Promise<string[]> {
  clock.advanceMachine({ minutes });
  started.length = 0;
  await tick.run(ctx);
  return [...started];
}
const finish = (kind: string) =>
  ctx.pg
    .updateTable('jobs')
    .set({ state: 'done', finished_at: ctx.machineNow() })
    .where('kind', '=', kind)
    .execute();
const change = (what: ReturnType<typeof sql>) => sql`update pulls set ${what}`.execute(ctx.pg);

test('each begins so long after its last, once, not while another is under way, and not while paused', async () => {
  const now = ctx.machineNow();
  const [sourceId, pullId] = [ctx.newId(), ctx.newId()];
  await sql`insert into pull_sources (source_id, name, kind, host, port, database, login, tls, password_cipher, key_version,
      created_at, changed_at)
    values (${sourceId}, 'till', 'postgresql', '10.0.0.9', 5432, 'shop', 'reader', 'verify', ''::bytea, 1, ${now}, ${now})`.execute(
    ctx.pg,
  );
  await sql`insert into pulls (pull_id, name, source_id, table_name, key_column, overlap_seconds, mapping, every_minutes,
      paused, created_at, changed_at)
    values (${pullId}, 'lines', ${sourceId}, 'lines', 'id', 60, '{}', 15, true, ${now}, ${now})`.execute(
    ctx.pg,
  );
  expect(await look(0)).toEqual([]);
  await change(sql`paused = false`);
  expect(await look(0)).toEqual(['pull']);
  expect(await look(20), 'one is under way').toEqual([]);
  await finish('pull');
  await change(sql`last_run_at = ${ctx.machineNow()}, caught_up = true`);
  expect(await look(14)).toEqual([]);
  expect(await look(1)).toEqual(['pull']);
  await finish('pull');
  await change(sql`every_minutes = null, reconcile_hours = 24`);
  expect(await look(60)).toEqual([]);
  expect(await look(23 * 60)).toEqual(['pull-reconcile']);
  expect(await look(5), 'a look is under way').toEqual([]);
  // It ended without having reconciled: once more after an hour.
  await finish('pull-reconcile');
  expect(await look(59)).toEqual([]);
  expect(await look(1)).toEqual(['pull-reconcile']);
  await finish('pull-reconcile');
  await change(sql`last_reconciled_at = ${ctx.machineNow()}`);
  expect(await look(23 * 60)).toEqual([]);
  expect(await look(60)).toEqual(['pull-reconcile']);
});
