import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { retention } from '../../records/retention.ts';
import { saveUpload } from '../../store/staging.ts';
import { savePeople } from '../../testing/campaign-people.ts';
import { testStores } from '../../testing/stores.ts';
import { loadPurges, purgeDaily, purgeDue, saveRetention } from './purge.store.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const count = async (table: string, where = sql`true`) => {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from ${sql.table(table)} where ${where}`.execute(ctx.pg);
  return rows[0]?.n;
};

/** One thing of each kind as of now. */
async function plant() {
  const [customer = ''] = await savePeople(ctx, [
    { externalId: ctx.newId(), email: `${ctx.newId()}@kanari.example` },
  ]);
  const [at, importId, intent] = [ctx.now(), ctx.newId(), ctx.newId()];
  await sql`insert into imports (import_id, kind, source, file_name, file_sha256, mapping, state, created_at)
    values (${importId}, 'customers', 's', 'f', 'x', '{}', 'committed', ${at})`.execute(ctx.pg);
  await sql`insert into quarantine (import_id, row_number, code, payload_cipher, key_version, created_at)
    values (${importId}, 1, 'x', 'x', 1, ${at})`.execute(ctx.pg);
  await sql`insert into sandbox_messages (message_id, head_cipher, raw_cipher, key_version, received_at)
    values (${ctx.newId()}, 'x', 'x', 1, ${at})`.execute(ctx.pg);
  await sql`insert into delivery_events (intent_id, kind, at, source, detail)
    values (${intent}, 'bounced', ${at}, 'smtp', 'no such user')`.execute(ctx.pg);
  await sql`update consents set evidence = 'form 7' where customer_id = ${customer}`.execute(ctx.pg);
  await sql`update contact_points set status = 'retired', retired_at = ${at} where customer_id = ${customer}`.execute(
    ctx.pg,
  );
  await sql`insert into jobs (job_id, kind, state, input, created_at, finished_at)
    values (${ctx.newId()}, 'x', 'done', '{}', ${ctx.machineNow()}, ${ctx.machineNow()})`.execute(ctx.pg);
  const content = Readable.from([Buffer.from('a')]);
  await saveUpload(ctx.stagingFolder, { uploadId: ctx.newId(), fileName: 'f', content });
}

test('each kind goes when its own period is over and not a day before, and the report counts it', async () => {
  const days = retention.parse({});
  const kinds: [keyof typeof days, string, ReturnType<typeof sql>?][] = [
    ['sandboxDays', 'sandbox_messages'],
    ['quarantineDays', 'quarantine'],
    ['deliveryDetailDays', 'delivery_events', sql`detail is not null`],
    ['retiredContactDays', 'contact_points'],
    ['consentEvidenceDays', 'consents', sql`evidence is not null`],
  ];
  await plant();
  const start = ctx.now().getTime();
  for (const [period, table, where] of kinds) {
    const had = await count(table, where);
    expect(had, table).toBeGreaterThan(0);
    clock.moveTo(new Date(start + days[period] * 86_400_000));
    await purgeDue(ctx);
    expect(await count(table, where), `${table} on the day`).toBe(had);
    clock.advance({ minutes: 1 });
    const { tables } = await purgeDue(ctx);
    expect(tables.find(each => each.period === period)).toMatchObject({ rows: had });
    expect(await count(table, where), table).toBe(0);
  }
  expect(await count('delivery_events')).toBe(1);
  expect(await count('consents')).toBe(2);
});

test('jobs and uploads go by machine time', async () => {
  await plant();
  await sql`insert into jobs (job_id, kind, state, input, created_at) values (${ctx.newId()}, 'x', 'queued', '{}', ${ctx.machineNow()})`.execute(
    ctx.pg,
  );
  clock.advanceMachine({ days: 400 });
  const { tables } = await purgeDue(ctx);
  expect(tables.map(each => each.table)).toEqual(expect.arrayContaining(['jobs', 'staging']));
  expect(await count('jobs')).toBe(1);
  expect(await readdir(ctx.stagingFolder)).toEqual([]);
});

test('the purge runs once a day, keeps its reports and follows changed periods', async () => {
  clock.advance({ days: 2 });
  expect(await Promise.all([purgeDaily(ctx), purgeDaily(ctx)])).toContain(true);
  expect(await purgeDaily(ctx)).toBe(false);
  await plant();
  expect(await saveRetention(ctx, { sandboxDays: 2 })).toMatchObject({ sandboxDays: 2, quarantineDays: 90 });
  clock.advance({ days: 3 });
  expect(await purgeDaily(ctx)).toBe(true);
  const [newest] = await loadPurges(ctx, 1);
  expect(newest?.tables).toContainEqual({
    period: 'sandboxDays',
    table: 'sandbox_messages',
    did: 'deleted',
    rows: 2,
  });
});
