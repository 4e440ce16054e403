import { randomUUID } from 'node:crypto';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { countFacts } from '../../src/store/backup/make-backup.ts';
import { manifestSchema } from '../../src/store/backup/manifest.ts';
import { factsMigrations } from '../../src/store/facts/migrations.ts';
import { factsSql, p } from '../../src/store/facts/sql.ts';
import { openStores } from '../../src/store/open-stores.ts';
import { loadMigrations } from '../../src/store/state/migrate-state.ts';
import { runCli } from '../../src/testing/cli-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { searchedLog } from '../../src/testing/searched-log.ts';

const kept = join(import.meta.dirname, '..', 'fixtures', 'upgrade');
const secret = { REKINDLE_BACKUP_PASSPHRASE: 'correct horse battery staple' };
const releases = (await readdir(kept, { withFileTypes: true }))
  .filter(each => each.isDirectory())
  .map(each => each.name);
const machineNow = () => new Date();

test.each(releases)(
  'a data folder of %s is upgraded with every row, its keys and its figures',
  async release => {
    const from = join(kept, release);
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(from, 'manifest.json'), 'utf8')));
    const data = join(await scratchFolder(), 'data');
    const restored = await runCli(['restore', from, '--data', data], secret);
    expect(restored).toMatchObject({ status: 0, reply: { product: manifest.product } });

    const { stores, close } = await openStores({ dataFolder: data, machineNow, log: searchedLog });
    const applied = await sql<{ name: string }>`select name from state_migrations order by name`.execute(
      stores.pg,
    );
    expect(applied.rows.map(row => row.name)).toEqual((await loadMigrations()).map(each => each.name));
    const facts = await stores.pg.selectFrom('facts_migrations').select('name').orderBy('name').execute();
    expect(facts.map(row => row.name)).toEqual(factsMigrations().map(each => each.name));
    const rowsNow = Object.entries(await countFacts(stores));
    const isOld = ([table]: readonly [string, number]) => table in manifest.facts.rows;
    expect(Object.fromEntries(rowsNow.filter(isOld))).toEqual(manifest.facts.rows);
    // Tables that came later hold nothing yet.
    expect(rowsNow.filter(each => !isOld(each) && each[1] > 0)).toEqual([]);
    for (const table of [
      'customers',
      'contact_points',
      'consents',
      'imports',
      'quarantine',
      'reviews',
      'users',
    ]) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
        stores.pg,
      );
      expect([table, rows[0]?.n]).toEqual([table, manifest.state.find(each => each.table === table)?.rows]);
    }
    await close();

    // Found by its blind index: the keys are those the data was written with.
    const owner = ['user', 'add', 'owner@example.com', '--role', 'owner', '--data', data];
    expect((await runCli(owner)).reply).toMatchObject({ created: false });
    const review = await runCli<{ customers: { total: number } }>([
      'review',
      '--as-of',
      '2025-03-01T00:00:00Z',
      '--data',
      data,
    ]);
    expect(review.status).toBe(0);
    expect(review.reply.customers.total).toBe(manifest.facts.rows['customers']);
  },
);

test('a data folder of a later program is refused with the remedy, and nothing in it is changed', async () => {
  const data = join(await scratchFolder(), 'data');
  expect((await runCli(['restore', join(kept, releases.at(-1) ?? ''), '--data', data], secret)).status).toBe(
    0,
  );
  await cp(join(data, 'folder.json'), join(data, 'folder.was'));
  await writeFile(join(data, 'folder.json'), '{"layout":99}\n');
  const { status, reply } = await runCli<{ error: { code: string; remedy: string } }>([
    'review',
    '--data',
    data,
  ]);
  expect([status, reply.error.code]).toEqual([2, 'folder-newer']);
  expect(reply.error.remedy).toBeTruthy();
  expect(await readFile(join(data, 'folder.json'), 'utf8')).toBe('{"layout":99}\n');
});

test('whom the replaced deployment erased after the backup is erased again by the restore', async () => {
  const from = join(kept, releases.at(-1) ?? '');
  const base = await scratchFolder();
  const data = join(base, 'data');
  expect((await runCli(['restore', from, '--data', data], secret)).status).toBe(0);
  const before = await openStores({ dataFolder: data, machineNow, log: searchedLog });
  const [person] = await before.stores.ch.query<{ id: string }>(
    factsSql`select toString(customer_id) as id from order_lines group by customer_id order by count() desc limit 1`,
    { tag: 'test.person' },
  );
  await before.close();
  const ledger = join(base, 'erasures.jsonl');
  const line = { customerId: person?.id, erasureId: randomUUID(), at: machineNow().toISOString() };
  await writeFile(ledger, `${JSON.stringify(line)}\n`);
  const again = join(base, 'again');
  const restored = await runCli(['restore', from, '--data', again, '--erasures', ledger], secret);
  expect(restored).toMatchObject({ status: 0, reply: { erasedAgain: 1 } });
  const { stores, close } = await openStores({ dataFolder: again, machineNow, log: searchedLog });
  const left = await stores.ch.query<{ n: string }>(
    factsSql`select toString(count()) as n from order_lines_log where customer_id = ${p.uuid(person?.id ?? '')}`,
    { tag: 'test.left' },
  );
  const row = await stores.pg
    .selectFrom('customers')
    .select(['erased_at', 'name_cipher'])
    .where('customer_id', '=', person?.id ?? '')
    .executeTakeFirst();
  await close();
  expect([left[0]?.n, row?.name_cipher, row?.erased_at !== null]).toEqual(['0', null, true]);
});
