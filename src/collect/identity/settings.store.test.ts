/** Settings of identity on real stores: what the preview says is what a rebuild does, also one that was cut off. */
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import type { KindSetting } from '../../records/identity-settings.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { testStores } from '../../testing/stores.ts';
import { settlePeople } from './identity.job.ts';
import { saveSaidKeys } from './identity-keys.store.ts';
import { trust } from './key-kinds.ts';
import { loadSettings, saveSettings } from './kind-settings.store.ts';
import { productKinds } from './kind-settings.ts';
import { rebuildIdentity } from './rebuild-identity.store.ts';
import { previewSettings } from './settings-preview.store.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const idOf = (buyer: string) => ctx.keys.customerId('buyer-id', buyer);

async function say(buyer: string, said: Readonly<Record<string, string>>): Promise<void> {
  clock.advance({ minutes: 1 });
  await sql`
    insert into customers (customer_id, id_type, external_id_index, key_version, created_at)
    values (${idOf(buyer)}, 'buyer-id', ${ctx.keys.blindIndex('buyer-id', buyer)}, 1, ${ctx.now()})`.execute(
    ctx.pg,
  );
  const keys = Object.entries(said).map(([kind, value]) => ({
    customerId: idOf(buyer),
    kind,
    key: ctx.keys.customerId(kind, value),
    trust: trust.stated,
  }));
  await withTransaction(ctx.pg, trx => saveSaidKeys(trx, { source: 'shop', at: ctx.now(), keys }));
}

const links = async () => {
  const { rows } = await sql<{ raw: string; to: string }>`
    select raw_id as raw, customer_id as to from identity_links order by 1`.execute(ctx.pg);
  return rows.map(({ raw, to }) => [raw, to].sort());
};

/** Two at a phone, two at a device, five names at one e-mail. */
await say('a1', { phone: '14200000001' });
await say('a2', { phone: '14200000001' });
await say('b1', { device: 'd' });
await say('b2', { device: 'd' });
for (const name of ['张晓明', '李四光', '王五', '赵六', '孙七'])
  await say(`c${name}`, { email: 'shop@example.com', name });
await settlePeople(ctx);

const kindsBut = (changes: Readonly<Record<string, Partial<KindSetting>>>) =>
  productKinds.map(kind => ({ ...kind, ...changes[kind.name] }));
const other = kindsBut({
  phone: { strength: 'weak' },
  device: { strength: 'strong' },
  email: { shareLimit: 6 },
});

test('a preview counts who would join and part and which keys would be disabled, and changes nothing', async () => {
  const before = await links();
  expect(before).toEqual([[idOf('a1'), idOf('a2')].sort()]);
  const preview = await previewSettings(ctx, other);
  expect(preview).toMatchObject({ records: 9, peopleBefore: 8, peopleAfter: 8, joining: 2, parting: 2 });
  expect(preview.disabled).toEqual([{ kind: 'email', before: 1, after: 0 }]);
  expect(preview.examples.map(({ kind, left, right }) => [kind, ...[left, right].sort()])).toEqual([
    ['join', ...[idOf('b1'), idOf('b2')].sort()],
    ['part', ...[idOf('a1'), idOf('a2')].sort()],
  ]);
  expect(await links()).toEqual(before);
  expect(await previewSettings(ctx, productKinds)).toMatchObject({ joining: 0, parting: 0 });
});

test('a rebuild does what the preview said, goes on where it was cut off, and taken back leaves what was', async () => {
  const before = await links();
  clock.advance({ minutes: 1 });
  const version = await saveSettings(ctx, { version: 0, kinds: other, reason: 'phones are shared here' });
  const stopped = { ...ctx, progress: () => Promise.reject(new Error('stopped here')) };
  await expect(rebuildIdentity(stopped, version, 4)).rejects.toThrow('stopped here');
  expect((await loadSettings(ctx)).versions[0]).toMatchObject({ rebuiltRecords: 4, rebuiltAt: null });
  expect(await rebuildIdentity(ctx, version, 4)).toEqual({ version, records: 9, changed: 2 });
  expect(await links()).toEqual([[idOf('b1'), idOf('b2')].sort()]);
  expect(await previewSettings(ctx, other)).toMatchObject({ joining: 0, parting: 0 });
  expect((await loadSettings(ctx)).versions[0]?.rebuiltAt).not.toBeNull();
  // Asked once more it finds nothing to do.
  expect(await rebuildIdentity(ctx, version, 4)).toMatchObject({ records: 9 });

  const { rows } = await sql<{ n: number }>`select count(*)::int as n from identity_shared_keys`.execute(
    ctx.pg,
  );
  expect(rows[0]?.n).toBe(0);
  clock.advance({ minutes: 1 });
  const back = await saveSettings(ctx, { version, kinds: [...productKinds], reason: 'as it was' });
  await rebuildIdentity(ctx, back);
  expect(await links()).toEqual(before);
});

test('settings that cannot hold are refused with their place', async () => {
  const { version } = await loadSettings(ctx);
  const put = (kinds: KindSetting[], at = version) =>
    saveSettings(ctx, { version: at, kinds, reason: 'test' });
  const at = (name: string) => productKinds.findIndex(kind => kind.name === name);
  await expect(put(kindsBut({ device: { strength: 'strong', shareLimit: null } }))).rejects.toMatchObject({
    code: 'identity-kind-unlimited',
    detail: { path: `kinds.${at('device')}.shareLimit` },
  });
  await expect(put(kindsBut({ email: { priority: 3 } }))).rejects.toMatchObject({
    code: 'identity-priority-twice',
    detail: { path: `kinds.${at('email')}.priority` },
  });
  await expect(put(kindsBut({ email: { name: 'phone' } }))).rejects.toMatchObject({
    code: 'identity-kind-twice',
  });
  await expect(put([...productKinds])).rejects.toMatchObject({ code: 'identity-settings-same' });
  await expect(put(other, 0)).rejects.toMatchObject({ code: 'identity-settings-changed' });
  expect((await loadSettings(ctx)).version).toBe(version);
});
