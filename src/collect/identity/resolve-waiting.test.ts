/** Keys that come while a resolver is at work, whatever it has looked at by then, are resolved after it. */
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { withTransaction } from '../../store/state/state-db.ts';
import { testStores } from '../../testing/stores.ts';
import { saveSaidKeys } from './identity-keys.store.ts';
import { gatherScope, loadScope } from './identity-scope.store.ts';
import { trust } from './key-kinds.ts';
import { resolve } from './resolve.ts';
import { resolveWaiting } from './resolve-waiting.store.ts';
import { saveResolution } from './save-resolution.store.ts';

const stores = await testStores();
const { ctx } = stores;
afterAll(() => stores.close());

const ids = ['first', 'second'].map(name => ctx.keys.customerId('member-no', name));
const shared = ctx.newId();

/** The clock of a test stands still: a mark made anew is another one all the same. */
const say = (key: string, kind: string) =>
  withTransaction(ctx.pg, trx =>
    saveSaidKeys(trx, {
      source: 'shop',
      at: ctx.now(),
      keys: ids.map(customerId => ({ customerId, kind, key, trust: trust.verified })),
    }),
  );

test('a key said between the look at the keys and the end of the resolution is not forgotten', async () => {
  for (const [at, id] of ids.entries())
    await sql`
      insert into customers (customer_id, id_type, external_id_cipher, external_id_index, key_version, created_at)
      values (${id}, 'member-no', ${Buffer.from([at])}, ${Buffer.from([at])}, 1, ${ctx.now()})`.execute(
      ctx.pg,
    );
  await withTransaction(ctx.pg, trx =>
    saveSaidKeys(trx, {
      source: 'shop',
      at: ctx.now(),
      keys: ids.map(id => ({ customerId: id, kind: 'member-no', key: id, trust: trust.own })),
    }),
  );
  const changed = await withTransaction(ctx.pg, async trx => {
    await gatherScope(trx);
    const named = await loadScope(trx);
    await say(shared, 'alias');
    return saveResolution(trx, { named, resolution: resolve(named.table), at: ctx.now() });
  });
  expect(changed).toBe(0);
  const { rows } = await sql<{ id: string }>`select customer_id as id from identity_waiting`.execute(ctx.pg);
  expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
  await resolveWaiting(ctx);
  expect((await sql`select from identity_waiting`.execute(ctx.pg)).rows).toEqual([]);
});
