/** A read of many people against the same read computed in place. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testCampaign } from '../testing/campaign-people.ts';
import { saveMeasuredCampaign } from '../testing/measured-campaign.ts';
import { customerNo, orderRow, storeRows } from '../testing/order-rows.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { resultOf } from './result-document.ts';
import { loadResultFacts } from './result-facts.store.ts';
import { resultAside } from './result-thread.ts';

const day = 86_400_000;
const people = 24_000;
let stores: TestStores;

beforeAll(async () => {
  stores = await testStores();
  const startsAt = stores.ctx.now();
  const definition = testCampaign({
    name: 'many',
    segment: 'all',
    startsAt,
    change: { control: { share: 0.5 } },
  });
  const finalReadAt = new Date(startsAt.getTime() + 45 * day);
  await saveMeasuredCampaign(stores.ctx, { definition, people, from: 1, wouldSend: () => true, finalReadAt });
  const at = new Date(startsAt.getTime() + 3 * day).toISOString().slice(0, 19).replace('T', ' ');
  const buyers = Array.from({ length: 900 }, (_, n) =>
    orderRow({
      customer_id: customerNo(1 + n * 25),
      order_id: `o${n}`,
      sold_at: at,
      net_amount: String(50 + ((n * 7919) % 400)),
      cost_amount: '20',
    }),
  );
  await storeRows(stores.ctx.ch, 'order_lines', buyers);
  stores.clock.moveTo(new Date(finalReadAt.getTime() + day));
});
afterAll(() => stores?.close());

it('computes many people in a thread: the same document, while the server goes on', async () => {
  const facts = await loadResultFacts(stores.ctx, 'many', stores.ctx.now());
  let went = false;
  setImmediate(() => {
    went = true;
  });
  const aside = await resultAside(facts);
  expect(went).toBe(true);
  expect(aside).toEqual(resultOf(facts));
  expect(aside.document.populations[0]?.value.status).toBe('ok');
});

it('throws what the statistics throw', async () => {
  const facts = await loadResultFacts(stores.ctx, 'many', stores.ctx.now());
  const broken = { ...facts, campaign: { ...facts.campaign, definition: null } };
  await expect(resultAside(broken as unknown as typeof facts)).rejects.toThrow(TypeError);
});
