/** Opportunities found on a simulated base with real stores, from the review job to a segment of the frozen list. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reviewJob } from '../../src/app/review.job.ts';
import { opportunitiesInput, opportunitiesJob } from '../../src/decide/opportunities.job.ts';
import { opportunityRoutes } from '../../src/decide/opportunity.route.ts';
import { findOpportunities } from '../../src/decide/opportunity.store.ts';
import { buyingShareWithin } from '../../src/records/buying-share.ts';
import { opportunity, opportunityList } from '../../src/records/opportunity.ts';
import type { AnyRoute } from '../../src/records/route.ts';
import type { StoreContext } from '../../src/store/context.ts';
import { factsSql, p } from '../../src/store/facts/sql.ts';
import { type Purchase, storeRhythmBase } from '../../src/testing/rhythm-base.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';

const end = new Date('2026-03-01T16:00:00Z');
const dayMs = 86_400_000;
const costShare = 0.55;
let stores: TestStores;
let purchases: Purchase[];
const caller = { actorId: 'a', actorKind: 'user', locale: 'en' } as const;

async function call(
  method: string,
  path: string,
  input: { params?: object; body?: object } = {},
): Promise<unknown> {
  const route = opportunityRoutes.find(
    each => each.method === method && each.path === path,
  ) as AnyRoute<StoreContext>;
  return route.handle(stores.ctx, { params: input.params, query: undefined, body: input.body ?? {}, caller });
}

beforeAll(async () => {
  stores = await testStores({ start: end });
  purchases = await storeRhythmBase(stores.ctx.ch, {
    customers: 3000,
    days: 1200,
    end,
    seed: 5,
    costShare: 0.55,
  });
  await reviewJob.run(stores.ctx, { asOf: end.toISOString() });
}, 900_000);
afterAll(() => stores?.close());

describe('opportunities', () => {
  it('are found with a positive gap whose 80 % interval excludes zero', async () => {
    const [overdue] = (await findOpportunities(stores.ctx)).filter(card => card.kind === 'overdue');
    const card = opportunity.parse(overdue);
    expect(card.status).toBe('ok');
    expect(card.valueIs).toBe('margin');
    expect(card.origins.length).toBeGreaterThanOrEqual(4);
    expect(Number(card.valueAtStakeMinor?.lo)).toBeGreaterThan(0);
    expect(card.referenceBuyingShare ?? 0).toBeGreaterThan(card.buyingShare ?? 1);
    expect(card.cells.reduce((n, cell) => n + cell.customers, 0)).toBe(card.customers);
    expect(card.breakEvenLift).toBeGreaterThan(0);
    expect(card.mde).toBeNull();
    expect(card.sentence.zh).toContain('购买节律');
  });

  it('count each customer once in their total', async () => {
    const cards = await findOpportunities(stores.ctx);
    const rows = await stores.ctx.ch.query<{ people: string }>(
      factsSql`select uniqExact(customer_id) as people from opportunity_members
where has(${p.uuids(cards.map(card => card.id))}, opportunity_id)`,
      { tag: 'test.members' },
    );
    const list = opportunityList.parse(await call('GET', '/api/opportunities'));
    expect(list.totalCustomers).toBe(Number(rows[0]?.people));
  });

  it('list customers who are overdue at the time and no others', async () => {
    const [card] = (await findOpportunities(stores.ctx)).filter(each => each.kind === 'overdue');
    const rows = await stores.ctx.ch.query<{ least: number; most: number; fewest: string; n: string }>(
      factsSql`select min(overdue_probability) as least, max(overdue_probability) as most, min(occasions) as fewest, count() as n
from customer_features where as_of = ${p.dateTime(end)} and customer_id in (
  select customer_id from opportunity_members where opportunity_id = ${p.uuid(card?.id ?? '')})`,
      { tag: 'test.members' },
    );
    expect(Number(rows[0]?.n)).toBe(card?.customers);
    expect(Number(rows[0]?.least)).toBeGreaterThanOrEqual(0.8);
    expect(Number(rows[0]?.most)).toBeLessThan(0.99);
    expect(Number(rows[0]?.fewest)).toBeGreaterThanOrEqual(2);
  });

  it('carry the test of their estimate: what the same list brought at past times, beside its interval then', async () => {
    const [card] = (await findOpportunities(stores.ctx)).filter(each => each.kind === 'overdue');
    const past = new Date(end.getTime() - 90 * dayMs).toISOString();
    const test = card?.backtests.find(each => each.at === past);
    const rows = await stores.ctx.ch.query<{ id: string }>(
      factsSql`select toString(customer_id) as id from customer_features
where as_of = ${p.dateTime(new Date(past))} and occasions >= 2 and rhythm_band in ('warning', 'overdue')`,
      { tag: 'test.members' },
    );
    const members = new Set(rows.map(row => row.id));
    const realised = purchases
      .filter(each => members.has(each.customer) && each.at >= new Date(past) && each.at < end)
      .reduce((total, each) => total + each.net * (1 - costShare) * 100, 0);
    expect(test?.customers).toBe(members.size);
    expect(Math.abs(Number(test?.realisedMinor) - realised)).toBeLessThan(members.size);
    expect(card?.backtests).toHaveLength((card?.origins.length ?? 0) - 3);
  });

  it('know how soon their buyers come, which is sooner than at a constant rate', async () => {
    const [card] = (await findOpportunities(stores.ctx)).filter(each => each.kind === 'overdue');
    if (!card) throw new RangeError('no card');
    let [buyers, early] = [0, 0];
    for (const origin of card.origins) {
      const at = new Date(origin.at);
      const rows = await stores.ctx.ch.query<{ id: string }>(
        factsSql`select toString(customer_id) as id from customer_features
where as_of = ${p.dateTime(at)} and occasions >= 2 and rhythm_band in ('warning', 'overdue')`,
        { tag: 'test.members' },
      );
      const members = new Set(rows.map(row => row.id));
      const within = (days: number) => {
        const to = new Date(at.getTime() + days * dayMs);
        const bought = purchases.filter(each => members.has(each.customer) && each.at >= at && each.at < to);
        return new Set(bought.map(each => each.customer)).size;
      };
      buyers += within(card.horizonDays);
      early += within(30);
    }
    const month = (card.buyingByDays.find(each => each.days === 30)?.share ?? 0) / (card.buyingShare ?? 1);
    expect(month).toBeCloseTo(early / buyers, 2);
    expect(card.buyingByDays.at(-1)).toEqual({ days: card.horizonDays, share: card.buyingShare });
    const constant = 1 - (1 - (card.buyingShare ?? 0)) ** (30 / card.horizonDays);
    expect(buyingShareWithin(card, 30)).toBeGreaterThan(constant * 1.15);
  });

  it('know what their first days bring, each with its own interval', async () => {
    const [card] = (await findOpportunities(stores.ctx)).filter(each => each.kind === 'overdue');
    if (!card) throw new RangeError('no card');
    const by = card.baselineByDays;
    expect(by.map(each => each.days)).toEqual([7, 14, 30, 60, 90]);
    const { days, ...whole } = by.at(-1) ?? { days: 0 };
    expect([days, whole]).toEqual([card.horizonDays, card.baselineMinor]);
    const estimates = by.map(each => Number(each.estimate));
    expect(estimates).toEqual(estimates.toSorted((a, b) => a - b));
    expect(estimates[0]).toBeGreaterThan(0);
    for (const each of by) {
      expect(Number(each.lo)).toBeLessThan(Number(each.estimate));
      expect(Number(each.hi)).toBeGreaterThan(Number(each.estimate));
    }
    // Buyers of a month bring about their share of the money: a basket does not know when it comes.
    const money = (estimates[2] ?? 0) / (estimates.at(-1) ?? 1);
    const buyers = (buyingShareWithin(card, 30) ?? 0) / (card.buyingShare ?? 1);
    expect(money).toBeGreaterThan(buyers * 0.5);
    expect(money).toBeLessThan(buyers * 1.2);
  });

  it('become a segment of exactly the frozen people in one call', async () => {
    const [card] = (await findOpportunities(stores.ctx)).filter(each => each.kind === 'overdue');
    const made = (await call('POST', '/api/opportunities/:id/segment', {
      params: { id: card?.id },
      body: { name: 'win-back' },
    })) as {
      lastCount: number;
      opportunityId: string;
    };
    expect(made).toMatchObject({ name: 'win-back', lastCount: card?.customers, opportunityId: card?.id });
    await expect(
      call('POST', '/api/opportunities/:id/segment', {
        params: { id: '01a2027c-066a-7628-8129-e97f85bbc934' },
      }),
    ).rejects.toMatchObject({
      code: 'opportunity-unknown',
    });
  });

  it('are refused where the features of an origin were not computed', async () => {
    const input = opportunitiesInput.parse({ asOf: '2026-02-27T00:00:00Z', firstDay: '2022-11-18' });
    await expect(opportunitiesJob.run(stores.ctx, input)).rejects.toMatchObject({
      code: 'opportunity-features-missing',
    });
  });
});
