/** Households on real stores: who lives with whom, for how long it holds, and who may see it. */
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { household } from '../../records/household.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { shipOutbox } from '../../store/state/outbox.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { testStores } from '../../testing/stores.ts';
import { settlePeople } from '../identity/identity.job.ts';
import { saveSaidKeys } from '../identity/identity-keys.store.ts';
import { comparableAddress, personKeys } from '../identity/person-keys.ts';
import { saveRuling, undoRuling } from '../identity/rulings.store.ts';
import { loadHousehold } from './household-page.store.ts';
import { settleHouseholds } from './settle-households.store.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const idOf = (value: string) => ctx.keys.customerId('member-no', value);

/** A member as a program names them. */
async function say(
  member: string,
  said: { name?: string; phone?: string; address?: string } = {},
): Promise<string> {
  clock.advance({ minutes: 1 });
  const customerId = idOf(member);
  const external = ctx.keys.encrypt(member, `test-${member}`);
  await sql`
    insert into customers (customer_id, id_type, external_id_cipher, external_id_index, key_version, created_at)
    values (${customerId}, 'member-no', null, ${ctx.keys.blindIndex('member-no', member)}, ${external.keyVersion}, ${ctx.now()})
    on conflict do nothing`.execute(ctx.pg);
  const { name = null, phone = null, address = null } = said;
  const keys = personKeys(ctx.keys, { customerId, idType: 'member-no', name, phone, email: null, address });
  await withTransaction(ctx.pg, trx =>
    saveSaidKeys(trx, { source: 'crm', at: ctx.now(), keys: keys.map(key => ({ ...key, customerId })) }),
  );
  return customerId;
}

async function settle(): Promise<number> {
  await settlePeople(ctx);
  return settleHouseholds(ctx);
}

const together = async (id: string) => {
  // As it is replied: with four households and more here, an id the reply refuses would show.
  const { people, members } = household.parse(await loadHousehold(ctx, id));
  return { people, members: members.map(({ customerId }) => customerId).sort() };
};

test('of people at one phone or address are found, grow, and are taken back', async () => {
  const [ann, ben, cid] = [
    await say('M1', { name: '张晓明', phone: '14200000001' }),
    await say('M2', { name: '李四光', phone: '14200000001' }),
    await say('M3', { name: '王五', phone: '14200000003' }),
  ];
  expect(await settle()).toBe(2);
  expect(await settle()).toBe(0);
  expect(await together(ann)).toEqual({ people: 2, members: [ann, ben].sort() });
  expect(await together(cid)).toEqual({ people: 1, members: [cid] });

  await say('M2', { address: '杭州市 西湖区文三路 90号 2-301' });
  await say('M3', { address: '杭州市西湖区文三路90号２－３０１' });
  expect(await settle()).toBe(3);
  const home = await loadHousehold(ctx, cid);
  expect(home.people).toBe(3);
  expect(home.members.find(member => member.customerId === ben)?.shares).toEqual(['address', 'phone']);

  await sql`delete from identity_keys where customer_id = ${cid} and kind = 'address'`.execute(ctx.pg);
  await sql`insert into identity_waiting (customer_id, since) values (${cid}, ${ctx.now()})`.execute(ctx.pg);
  expect(await settle()).toBe(3);
  expect(await together(ann)).toEqual({ people: 2, members: [ann, ben].sort() });
  expect(await together(cid)).toEqual({ people: 1, members: [cid] });
});

test('count people, not their records, and follow joining and parting them', async () => {
  const [dan, dora, eve] = [
    await say('N1', { name: '赵六', phone: '14200000011' }),
    await say('N2', { name: '赵小六', phone: '14200000012' }),
    await say('N3', { name: '孙七', phone: '14200000012' }),
  ];
  await settle();
  expect(await together(dora)).toEqual({ people: 2, members: [dora, eve].sort() });
  const ruled = await saveRuling(ctx, { kind: 'same', record: dan, other: dora, reason: 'test' });
  await settle();
  const [person = ''] = (
    await sql<{
      id: string;
    }>`select customer_id as id from identity_links where raw_id = any(${[dan, dora]}::uuid[])`.execute(
      ctx.pg,
    )
  ).rows.map(row => row.id);
  // Whichever record is asked for: the person and the one they live with, two people.
  expect(await together(dan)).toEqual({ people: 2, members: [person, eve].sort() });
  expect(await together(dora)).toEqual(await together(dan));
  await undoRuling(ctx, ruled.decisionId, 'test');
  await settle();
  expect(await together(dan)).toEqual({ people: 1, members: [dan] });
  expect(await together(eve)).toEqual({ people: 2, members: [dora, eve].sort() });
});

test('are none at an address too many share, and end when it becomes one', async () => {
  const address = '宁波市海曙区学院路 1 号 3 幢';
  const people = [];
  for (let n = 0; n < 8; n += 1) people.push(await say(`D${n}`, { address }));
  await settle();
  expect((await together(people[0] ?? '')).people).toBe(8);
  await say('D8', { address });
  expect(await settle()).toBe(8);
  expect((await together(people[0] ?? '')).people).toBe(1);
});

test('come to facts as they are in state, nothing else', async () => {
  const { rows } = await sql<{ id: string; people: number }>`
    select customer_id as id, people from households order by 1`.execute(ctx.pg);
  await shipOutbox(ctx);
  const copied = await ctx.ch.query<{ id: string; people: number }>(
    factsSql`select customer_id as id, people from households order by toString(customer_id)`,
    { tag: 'test.households' },
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(copied).toEqual(rows);
});

test('an address is compared by what it says', () => {
  expect(comparableAddress('Flat 2, 10 High St.')).toBe(comparableAddress('flat 2 10 HIGH ST'));
  expect(comparableAddress('杭州市')).toBe('');
  expect(comparableAddress('浙江省杭州市**路')).toBe('');
});
