/** Every kind of opportunity on one simulated base whose customers slow down, have tastes and get messages: whom each list holds, and its money. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reviewJob } from '../../src/app/review.job.ts';
import { opportunitiesInput, opportunitiesJob } from '../../src/decide/opportunities.job.ts';
import { findOpportunities, loadForecastRecord } from '../../src/decide/opportunity.store.ts';
import { opportunityListOf } from '../../src/decide/opportunity-ranking.ts';
import { type Opportunity, opportunityKinds } from '../../src/records/opportunity.ts';
import { factsSql, p } from '../../src/store/facts/sql.ts';
import { type Purchase, storeMessages, storeRhythmBase } from '../../src/testing/rhythm-base.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';

const end = new Date('2026-03-01T16:00:00Z');
const ago = (days: number) => new Date(end.getTime() - days * 86_400_000);
const costShare = 0.55;
let stores: TestStores;
let purchases: Purchase[];
let cards: Opportunity[];

beforeAll(async () => {
  stores = await testStores({ start: end });
  const base = { customers: 4000, days: 1200, end, seed: 11, costShare, arrivalsUntil: 1 };
  purchases = await storeRhythmBase(stores.ctx.ch, { ...base, slowing: 0.4, tastes: true });
  await storeMessages(stores.ctx.ch, { until: end, everyDays: 9, share: 0.3, cost: '0.5' });
  await reviewJob.run(stores.ctx, { asOf: end.toISOString() });
  cards = await findOpportunities(stores.ctx);
}, 900_000);
afterAll(() => stores?.close());

const cardOf = (kind: string) => cards.find(each => each.kind === kind) as Opportunity;

interface Member {
  readonly id: string;
  readonly occasions: number;
  readonly band: string;
}

const membersOf = async (kind: string): Promise<Member[]> => {
  const rows = await stores.ctx.ch.query<Record<keyof Member, string>>(
    factsSql`select toString(customer_id) as id, occasions, rhythm_band as band from customer_features
where as_of = ${p.dateTime(end)} and customer_id in (
  select customer_id from opportunity_members where opportunity_id = ${p.uuid(cardOf(kind).id)})`,
    { tag: 'test.members' },
  );
  return rows.map(row => ({ ...row, occasions: Number(row.occasions) }));
};

const bought = (members: readonly Member[], from: Date, to = end) => {
  const ids = new Set(members.map(member => member.id));
  return purchases.filter(each => ids.has(each.customer) && each.at >= from && each.at < to);
};
const marginMinor = (of: readonly Purchase[]) =>
  of.reduce((total, each) => total + each.net, 0) * (1 - costShare) * 100;

describe('every kind of opportunity', () => {
  it('is found with money, its record, and what it is held against in both languages', () => {
    expect(cards.map(card => card.kind).sort()).toEqual([...opportunityKinds].sort());
    for (const card of cards) {
      const { lo } = card.valueAtStakeMinor ?? {};
      expect.soft([card.kind, card.refusal, Number(lo) > 0]).toEqual([card.kind, null, true]);
      expect.soft(card.backtests.length, card.kind).toBeGreaterThan(0);
      expect.soft(card.cells.reduce((n, cell) => n + cell.customers, 0)).toBe(card.customers);
      expect.soft(card.sentence.en).toContain(String(card.customers));
    }
    const held = cards.map(card => card.sentence.zh.split(/[；，]/)[3]);
    expect(new Set(held).size).toBeGreaterThan(3);
  });

  it('shows whom it shares with others, and counts in a total each customer once', async () => {
    const worthwhile = cards.filter(card => card.kind !== 'stop-spending');
    const rows = await stores.ctx.ch.query<{ id: string; lists: string[] }>(
      factsSql`select toString(customer_id) as id, groupArray(toString(opportunity_id)) as lists from opportunity_members
where has(${p.uuids(worthwhile.map(card => card.id))}, opportunity_id) group by customer_id`,
      { tag: 'test.members' },
    );
    const { totalCustomers, totalStakeMinor } = opportunityListOf(cards);
    // Who is listed apart from the money of a better list is counted in none.
    const apart = worthwhile.reduce((n, card) => n + card.dominantCustomers.length, 0);
    expect(totalCustomers).toBeLessThanOrEqual(rows.length);
    expect(totalCustomers).toBeGreaterThanOrEqual(rows.length - apart);
    expect(rows.length).toBeLessThan(worthwhile.reduce((n, card) => n + card.customers, 0));
    const [falling, overdue] = [cardOf('falling'), cardOf('overdue')];
    const both = rows.filter(row => row.lists.includes(falling.id) && row.lists.includes(overdue.id));
    const shared = falling.overlap.find(each => each.kind === 'overdue')?.customers ?? 0;
    expect(both.length).toBeGreaterThan(0);
    expect(Math.abs(shared - both.length)).toBeLessThanOrEqual(apart);
    const whole = worthwhile.reduce((n, card) => n + Number(card.valueAtStakeMinor?.estimate), 0);
    expect(Number(totalStakeMinor)).toBeLessThan(whole);
    expect(Number(totalStakeMinor)).toBeGreaterThan(Number(worthwhile[0]?.valueAtStakeMinor?.estimate));
  });

  it('first purchase: one occasion, late, told by first category', async () => {
    const members = await membersOf('first-not-repeated');
    expect(members.filter(each => each.occasions !== 1)).toEqual([]);
    expect(new Set(members.map(each => each.band))).toEqual(new Set(['warning', 'overdue']));
    expect(cardOf('first-not-repeated').cells.some(cell => / · .*(tea|cups|gifts)/.test(cell.label))).toBe(
      true,
    );
  });

  it('category gap: on rhythm, without the category for a year', async () => {
    const members = await membersOf('category-gap');
    const { category } = cardOf('category-gap');
    expect(members.filter(each => each.band !== 'on-rhythm' || each.occasions < 2)).toEqual([]);
    expect(bought(members, ago(365)).filter(each => each.category === category)).toEqual([]);
  });

  it('falling: held against their own same days of last year, and clearly below the year before', async () => {
    const members = await membersOf('falling');
    const lastYear = marginMinor(bought(members, ago(365), ago(365 - 90)));
    const reference = Number(cardOf('falling').referenceMinor?.estimate);
    expect(Math.abs(reference - lastYear)).toBeLessThan(members.length * 2);
    const half = (from: number) => bought(members, ago(from), ago(from - 180)).length;
    expect(half(180)).toBeLessThan(half(545) * 0.7);
  });

  it('stop spending: who was written to, at what was paid', async () => {
    const members = await membersOf('stop-spending');
    const { messages, customers } = cardOf('stop-spending');
    expect(members).toHaveLength(customers);
    // Every ninth day, so ten in ninety days, at half a unit each.
    expect(messages).toEqual({ count: customers * 10, costMinor: String(customers * 10 * 50) });
  });

  it('is of low quality once forecasts of ten closed campaigns failed before their control groups', async () => {
    const { ctx } = stores;
    const verdicts = [...new Array(6).fill('inside'), ...new Array(4).fill('above'), 'no-forecast'];
    for (const [n, verdict] of verdicts.entries()) {
      await sql`with made as (
          insert into campaigns (campaign_id, name, title, state, definition, salt, created_at, updated_at)
          values (${ctx.newId()}, ${`c${n}`}, 'c', 'finished', '{}', 's', ${end}, ${end}) returning campaign_id)
        insert into retrospectives (retrospective_id, campaign_id, document, lessons, frozen_at, updated_at)
        select ${ctx.newId()}, campaign_id, ${JSON.stringify({ forecast: { verdict } })}::jsonb, '{}', ${end}, ${end} from made`.execute(
        ctx.pg,
      );
    }
    expect(await loadForecastRecord(ctx)).toEqual({ checked: 10, held: 6 });
    const firstDay = ago(1200).toISOString().slice(0, 10);
    await opportunitiesJob.run(ctx, opportunitiesInput.parse({ asOf: end.toISOString(), firstDay }));
    for (const card of await findOpportunities(ctx)) {
      expect(card.qualityReasons).toContain('forecasts-missed');
      expect(card.quality).toBe('low');
    }
  });
});
