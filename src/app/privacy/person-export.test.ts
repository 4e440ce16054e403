/** Proves that copies of people in clear are counted with the looks in clear: no base leaves record by record. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { revealCustomer } from '../../collect/profile/reveal.store.ts';
import type { CodedError } from '../../kernel/errors.ts';
import type { Caller } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { savePeople } from '../../testing/campaign-people.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { exportPerson } from './person-export.ts';

let stores: TestStores;
let customerId = '';
const as = (actorId: string, actorKind: Caller['actorKind'] = 'user'): StoreContext => ({
  ...stores.ctx,
  caller: { actorId, actorKind },
});
const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (refusal: CodedError) => refusal.code,
  );
const look = (actorId: string) =>
  code(revealCustomer(as(actorId), { customerId, reason: 'asked by telephone' }));
const copy = (ctx: StoreContext) => code(exportPerson(ctx, customerId));

beforeAll(async () => {
  stores = await testStores();
  [customerId = ''] = await savePeople(stores.ctx, [{ externalId: 'p-1', email: 'p1@kanari.example' }]);
}, 240_000);
afterAll(() => stores?.close());

test('a copy of a person counts as a look in clear, and looks count for copies', async () => {
  const person = stores.ctx.newId();
  expect(await copy(as(person))).toBe('done');
  for (let n = 0; n < 29; n++) expect(await look(person)).toBe('done');
  expect([await look(person), await copy(as(person))]).toEqual(['reveal-limit', 'reveal-limit']);
  expect(await copy(as(stores.ctx.newId()))).toBe('done');
  stores.clock.advanceMachine({ minutes: 61 });
  expect(await copy(as(person))).toBe('done');
}, 240_000);

test('the entry of a copy stands before anything of the person is read', async () => {
  const entries = async () =>
    (
      await stores.ctx.pg
        .selectFrom('audit_entries')
        .select('audit_id')
        .where('action', '=', 'customer.export')
        .execute()
    ).length;
  const before = await entries();
  const torn = {
    ...as('torn'),
    ch: { ...stores.ctx.ch, query: () => Promise.reject(new RangeError('gone')) },
  };
  await expect(exportPerson(torn as StoreContext, customerId)).rejects.toThrow('gone');
  expect(await entries()).toBe(before + 1);
}, 240_000);
