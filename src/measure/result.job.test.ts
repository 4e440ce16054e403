import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { experimentEnvelope } from '../records/experiment.ts';
import { type ResultDocument, resultView } from '../records/result.ts';
import { defaultSalesDefinition } from '../records/sales-definition.ts';
import { factsSql } from '../store/facts/sql.ts';
import { enqueueFacts } from '../store/state/outbox.ts';
import { type CampaignChange, testCampaign } from '../testing/campaign-people.ts';
import { type AssignedPerson, saveMeasuredCampaign } from '../testing/measured-campaign.ts';
import { orderRow, refundRow, storeRows } from '../testing/order-rows.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { loadMeasuredCampaign } from './campaign.store.ts';
import { computeResult, resultTick } from './result.job.ts';
import { resultRoutes } from './result.route.ts';

const day = 86_400_000;
const people = 4000;
let stores: TestStores;
let start: Date;
let assigned: readonly AssignedPerson[];

const utc = (at: Date) => at.toISOString().slice(0, 19).replace('T', ' ');

/** What happened, person by person: the oracle the SQL is compared with. */
interface Purchase {
  readonly person: AssignedPerson;
  readonly orderId: string;
  readonly at: Date;
  readonly net: number;
  readonly cost: number | null;
}
const purchases: Purchase[] = [];

const planned = (name: string, change: CampaignChange = {}) =>
  testCampaign({ name, segment: 'everybody', startsAt: stores.ctx.now(), change });

const setMargins = async (rate: number | null) => {
  const definition = { ...defaultSalesDefinition(stores.ctx.settings), version: 2, defaultMarginRate: rate };
  await stores.ctx.pg
    .insertInto('settings')
    .values({ key: 'salesDefinition', value: JSON.stringify(definition) })
    .onConflict(conflict => conflict.column('key').doUpdateSet({ value: JSON.stringify(definition) }))
    .execute();
};

/** Treated people buy more often; a few buy before their slot or after the window, which must not count. */
function buy(random: ReturnType<typeof seededRng>) {
  assigned.forEach((person, n) => {
    const add = (days: number) =>
      purchases.push({
        person,
        orderId: `o${purchases.length}`,
        at: new Date(person.slotAt.getTime() + days * day),
        net: Math.round(Math.exp(4 + 0.6 * random.normal()) * 100) / 100,
        cost: null,
      });
    if (random.uniform() < (person.arm === 'treatment' ? 0.16 : 0.1)) {
      add(random.uniform() * 29);
      if (random.uniform() < 0.3) add(random.uniform() * 29);
    }
    if (n % 50 === 0) add(-0.01);
    if (n % 40 === 0) add(30);
  });
}

beforeAll(async () => {
  stores = await testStores();
  const { ctx } = stores;
  start = ctx.now();
  const definition = planned('spring', {
    outcome: { windowDays: 30, refundLagDays: 14 },
    budget: { contactCostMinor: 5, fixedCostMinor: 2000 },
    planning: {
      baseRate: 0.1,
      valuePerBuyerMinor: 2000,
      valueIs: 'margin',
      source: 'manual',
      baselineMinor: null,
    },
  });
  const finalReadAt = new Date(start.getTime() + 45 * day);
  const plan = { definition, people, wouldSend: (n: number) => n % 10 !== 0, finalReadAt };
  const saved = await saveMeasuredCampaign(ctx, plan);
  assigned = saved.people;
  buy(seededRng(77));
  await storeRows(
    ctx.ch,
    'order_lines',
    purchases.map(({ person, orderId, at, net }) =>
      orderRow({
        customer_id: person.customerId,
        order_id: orderId,
        sold_at: utc(at),
        net_amount: net.toFixed(4),
      }),
    ),
  );
  await ctx.ch.insert(
    'touches',
    assigned
      .filter(({ arm, wouldSend }) => arm === 'treatment' && wouldSend)
      .map(({ customerId, slotAt }) => ({
        customer_id: customerId,
        campaign_id: saved.campaignId,
        delivery_id: customerId,
        step: 'message',
        channel: 'sandbox',
        kind: 'sent',
        occurred_at: slotAt,
        cost: '0.05',
        ingested_at: slotAt,
      })),
    { tag: 'test.touches' },
  );
  await setMargins(0.4);
});
afterAll(() => stores?.close());

/** Figures of one arm by plain arithmetic over the purchases known. */
function oracle(
  arm: 'treatment' | 'control',
  wouldSendOnly: boolean,
  refunded: ReadonlySet<string> = new Set(),
) {
  const counts = (person: AssignedPerson) => person.arm === arm && (person.wouldSend || !wouldSendOnly);
  const inWindow = purchases.filter(
    ({ person, at, orderId }) =>
      counts(person) &&
      at >= person.slotAt &&
      at.getTime() < person.slotAt.getTime() + 30 * day &&
      !refunded.has(orderId),
  );
  const margins = inWindow.map(({ net }) => Math.round(net * 4000) / 10_000);
  return {
    people: assigned.filter(counts).length,
    buyers: new Set(inWindow.map(({ person }) => person.customerId)).size,
    orders: inWindow.length,
    value: margins.reduce((total, margin) => total + margin, 0),
  };
}

const arm = (document: ResultDocument, population: string, name: string) =>
  document.populations.find(one => one.population === population)?.arms.find(one => one.arm === name);

describe('while it runs', () => {
  test('daily counts per arm, cumulative, and no verdict', async () => {
    stores.clock.moveTo(new Date(start.getTime() + 10 * day));
    const view = await computeResult(stores.ctx, 'spring');
    expect(resultView.safeParse(view).error).toBeUndefined();
    const { document } = view;
    expect(document).toMatchObject({ read: 'running', verdict: null, populations: [], profit: null });
    const last = document.daily.filter(one => one.arm === 'treatment').at(-1);
    expect(last?.started).toBe(assigned.filter(one => one.arm === 'treatment').length);
    const bought = purchases.filter(
      ({ person, at }) => person.arm === 'treatment' && at >= person.slotAt && at < stores.ctx.now(),
    );
    expect(last?.orders).toBe(bought.length);
    expect(last?.buyers).toBe(new Set(bought.map(({ person }) => person.customerId)).size);
    for (const name of ['treatment', 'control'] as const) {
      const buyers = document.daily.filter(one => one.arm === name).map(one => one.buyers);
      expect(buyers).toEqual([...buyers].sort((left, right) => left - right));
    }
  });

  test('a second running read replaces the first', async () => {
    stores.clock.advance({ days: 1 });
    expect((await computeResult(stores.ctx, 'spring')).history).toHaveLength(1);
  });
});

describe('the final read', () => {
  let document: ResultDocument;

  test('comes on its date by itself and finishes the campaign', async () => {
    stores.clock.moveTo(new Date(start.getTime() + 44 * day));
    expect(await resultTick.run(stores.ctx)).toBe(0);
    stores.clock.moveTo(new Date(start.getTime() + 45 * day));
    expect(await resultTick.run(stores.ctx)).toBe(1);
    expect(await resultTick.run(stores.ctx)).toBe(0);
    expect((await loadMeasuredCampaign(stores.ctx.pg, 'spring')).state).toBe('finished');
  });

  test('counts exactly what the purchases say, in both populations', async () => {
    const view = await computeResult(stores.ctx, 'spring');
    document = view.document;
    expect(document.read).toBe('final');
    expect(view.history.map(one => one.read)).toEqual(['final']);
    for (const [population, wouldSendOnly] of [
      ['would-send', true],
      ['assigned', false],
    ] as const) {
      for (const name of ['treatment', 'control'] as const) {
        const expected = oracle(name, wouldSendOnly);
        const totals = arm(document, population, name);
        expect(totals).toMatchObject({
          people: expected.people,
          buyers: expected.buyers,
          orders: expected.orders,
        });
        expect(Number(totals?.valueMinor)).toBeCloseTo(expected.value * 100, -0.5);
        const sends = name === 'treatment' ? oracle(name, true).people : 0;
        expect(totals?.contactCostMinor).toBe(String(sends * 5));
      }
    }
  });

  test('the estimates are differences of those counts, with p and interval of the default methods', () => {
    const [treated, control] = [oracle('treatment', true), oracle('control', true)];
    const result = document.populations[0];
    const { buyers, orders, value } = result as NonNullable<typeof result>;
    expect(buyers.estimate).toBeCloseTo(
      treated.buyers / treated.people - control.buyers / control.people,
      12,
    );
    expect(buyers).toMatchObject({ method: 'miettinen-nurminen-score', status: 'ok' });
    expect(buyers.lo).toBeGreaterThan(0);
    expect(orders.estimate).toBeCloseTo(
      treated.orders / treated.people - control.orders / control.people,
      12,
    );
    const difference = (treated.value / treated.people - control.value / control.people) * 100;
    expect(Number(value.estimateMinor)).toBeCloseTo(difference, 2);
    expect(value).toMatchObject({ method: 'studentised-rerandomisation', status: 'ok' });
  });

  test('profit is treated people times net margin, less the fixed cost', () => {
    const [treated, control] = [oracle('treatment', true), oracle('control', true)];
    const perPerson = (treated.value / treated.people - control.value / control.people) * 100 - 5;
    const { profit, verdict } = document;
    expect(Number(profit?.total.estimateMinor)).toBeCloseTo(perPerson * treated.people - 2000, -1);
    expect(Number(profit?.perThousand.estimateMinor)).toBeCloseTo(perPerson * 1000, 0);
    const word = Number(profit?.total.loMinor) > 0 ? 'paid' : 'could-not-tell';
    expect(verdict).toMatchObject({ word, basis: 'profit' });
    expect(document.value).toBe('margin');
  });

  test('arms equal their hashes in the engine too, sizes pass, contacts are counted per person', () => {
    expect(document.notes).toEqual([]);
    expect(document.sampleRatio.map(({ population, blocks }) => [population, blocks])).toEqual([
      ['would-send', false],
      ['assigned', false],
      ['contact-point-loss', false],
    ]);
    const [control, treatment] = [...document.contacts].sort((a, b) => (a.arm < b.arm ? -1 : 1));
    expect(control).toMatchObject({ arm: 'control', own: 0, others: 0 });
    expect(treatment?.own).toBeCloseTo(0.9, 1);
  });

  test('says what it would take', () => {
    const take = document.whatItWouldTake;
    expect(take?.couldHaveSeenBuyers).toBeGreaterThan(0.02);
    expect(take?.breakEvenLift).toBeCloseTo(5 / 2000, 9);
    expect(take?.peopleNeeded).toBeGreaterThan(people);
    expect(take?.waves).toBe(
      Math.ceil(
        (take?.peopleNeeded ?? 0) / (oracle('treatment', true).people + oracle('control', true).people),
      ),
    );
  });

  test('the command line’s envelope carries the same figures and a sentence in both languages', async () => {
    const { envelope } = await computeResult(stores.ctx, 'spring');
    expect(experimentEnvelope.safeParse(envelope).error).toBeUndefined();
    const buyers = envelope?.values.metrics.find(one => one.metric === 'buyers');
    expect(buyers?.absolute.estimate).toBe(document.populations[0]?.buyers.estimate);
    expect(envelope?.verdict.zh).toMatch(/^(赚了|没测出)。每百人多/);
    expect(envelope?.verdict.en).toMatch(/^(It paid|Could not tell)\. \d/);
  });

  test('reading again with nothing new stores nothing', async () => {
    stores.clock.advance({ days: 1 });
    expect((await computeResult(stores.ctx, 'spring')).history).toHaveLength(1);
  });
});

describe('corrections', () => {
  test('late refunds restate it: both figures, the delta and the reason', async () => {
    const { ctx, clock } = stores;
    clock.advance({ days: 5 });
    const late = purchases
      .filter(({ person, at }) => person.arm === 'treatment' && person.wouldSend && at >= person.slotAt)
      .filter(({ person, at }) => at.getTime() < person.slotAt.getTime() + 30 * day)
      .slice(0, 40);
    await storeRows(
      ctx.ch,
      'refunds',
      late.map(({ person, orderId, at, net }) =>
        refundRow({
          customer_id: person.customerId,
          refund_id: `r-${orderId}`,
          order_id: orderId,
          refunded_at: utc(ctx.now()),
          purchase_sold_at: utc(at),
          matched: 1,
          amount: net.toFixed(4),
        }),
      ),
    );
    clock.advance({ hours: 1 });
    const view = await computeResult(ctx, 'spring');
    const { document } = view;
    expect(view.history.map(one => one.read)).toEqual(['corrected', 'final']);
    const refunded = new Set(late.map(({ orderId }) => orderId));
    const expected = oracle('treatment', true, refunded);
    expect(arm(document, 'would-send', 'treatment')).toMatchObject({
      buyers: expected.buyers,
      orders: expected.orders,
    });
    const restated = document.restatement;
    expect(restated?.reasons).toMatchObject([{ code: 'late-refunds', arm: 'treatment', rows: 40 }]);
    expect(restated?.delta.buyers).toBeCloseTo(
      (restated?.current.buyers.estimate ?? 0) - (restated?.previous.buyers.estimate ?? 0),
      12,
    );
    expect(Number(restated?.delta.profitTotalMinor)).toBeLessThan(0);
    expect(resultView.safeParse(view).error).toBeUndefined();
  });

  test('as of the final read it still says what it said', async () => {
    const at = new Date(start.getTime() + 45 * day);
    const rows = await stores.ctx.pg
      .selectFrom('results')
      .select('document')
      .where('read', '=', 'final')
      .execute();
    const stored = (rows[0]?.document as { document: ResultDocument }).document;
    const { loadResultFacts } = await import('./result-facts.store.ts');
    const facts = await loadResultFacts(stores.ctx, 'spring', at);
    expect(facts.figures?.wouldSend.treatment.totals).toEqual(arm(stored, 'would-send', 'treatment'));
  });

  test('without margins the value is sales and profit is refused', async () => {
    await setMargins(null);
    stores.clock.advance({ hours: 1 });
    const { document } = await computeResult(stores.ctx, 'spring');
    expect(document.value).toBe('sales');
    expect(document.profit).toMatchObject({ status: 'refused', refusal: 'result-margin-unknown' });
    expect(document.verdict?.basis).toBe('sales');
    expect(document.restatement?.reasons.map(({ code }) => code)).toContain('definition-changed');
    await setMargins(0.4);
  });
});

describe('refusals', () => {
  test('a campaign that does not exist, was not launched, or is read in the future', async () => {
    const { ctx } = stores;
    await expect(computeResult(ctx, 'nothing')).rejects.toMatchObject({ code: 'campaign-unknown' });
    const later = new Date(ctx.now().getTime() + day);
    await expect(computeResult(ctx, 'spring', later)).rejects.toMatchObject({ code: 'result-as-of-future' });
  });

  test('a small campaign gets its buyers told and no word about money', async () => {
    const { ctx, clock } = stores;
    const definition = planned('small', { control: { share: 0.5 } });
    const finalReadAt = new Date(ctx.now().getTime() + 45 * day);
    await saveMeasuredCampaign(ctx, { definition, people: 200, from: 100_000, finalReadAt });
    clock.moveTo(finalReadAt);
    const { document, envelope } = await computeResult(ctx, 'small');
    expect(document.verdict).toEqual({
      word: 'not-enough-data',
      basis: 'buyers',
      effect: 'not-shown',
      reasons: ['result-too-few-buyers'],
    });
    expect(document.populations[0]?.value.estimateMinor).toBeNull();
    expect(envelope?.verdict.en).toContain('Not enough data.');
  });

  test('a facts store that lags is refused, not read', async () => {
    const { ctx } = stores;
    await ctx.pg.transaction().execute(async trx => {
      await enqueueFacts(trx, { table: 'touches', rows: [{ customer_id: 'nobody' }], at: ctx.now() });
    });
    await expect(computeResult(ctx, 'small')).rejects.toThrow();
    await ctx.pg.deleteFrom('facts_outbox').where('shipped_at', 'is', null).execute();
  });

  test('arms that do not equal their hashes are named', async () => {
    const { ctx } = stores;
    await ctx.ch.command(
      factsSql`insert into ${ctx.ch.target('assignments')}
        select campaign_id, customer_id, cluster_key, if(arm = 'control', 'treatment', 'control') as arm, bucket,
          would_send, skip_reason, slot_at, assigned_at, 9 as version
        from assignments where campaign_id in (select campaign_id from assignments group by campaign_id having count() = 200)`,
      { tag: 'test' },
    );
    const { loadResultFacts } = await import('./result-facts.store.ts');
    expect((await loadResultFacts(ctx, 'small', ctx.now())).integrity.mismatches).toBe(200);
  });
});

describe('people the exclusion rules name', () => {
  const keepToday = (ids: readonly string[], rule: string) =>
    stores.ctx.ch.insert(
      'customer_exclusions',
      ids.map(id => ({ customer_id: id, rule, detail: '', version: 1, is_deleted: 0 })),
      { tag: 'test' },
    );
  /** Says what kind somebody is, known from now on, and keeps today's exclusions as they are kept after an import. */
  const sayKind = async (persons: readonly AssignedPerson[], kind: string) => {
    const at = utc(stores.ctx.now());
    const rows = persons.map(({ customerId }) => ({
      source: 'test',
      customer_id: customerId,
      kind,
      registered_at: at,
      known_at: at,
      version: 1,
      is_deleted: 0,
    }));
    await storeRows(stores.ctx.ch, 'customers', rows);
    await keepToday(
      persons.map(({ customerId }) => customerId),
      kind,
    );
  };
  const assignedIn = ({ populations }: ResultDocument) =>
    populations[1]?.arms.reduce((total, one) => total + one.people, 0);
  let saved: Awaited<ReturnType<typeof saveMeasuredCampaign>>;
  let finalReadAt: Date;

  test('after launch are left out of both arms and counted', async () => {
    const { ctx, clock } = stores;
    const definition = planned('excluded', { control: { share: 0.5 } });
    finalReadAt = new Date(ctx.now().getTime() + 45 * day);
    saved = await saveMeasuredCampaign(ctx, { definition, people: 100, from: 200_000, finalReadAt });
    clock.advance({ days: 1 });
    await sayKind(saved.people.slice(0, 7), 'staff');
    clock.moveTo(finalReadAt);
    const { document } = await computeResult(ctx, 'excluded');
    expect(document.excluded).toEqual([{ reason: 'skip-excluded', n: 7 }]);
    expect(assignedIn(document)).toBe(93);
  });

  test('after the final read change a later read, with the reason, and not the final one', async () => {
    const { ctx, clock } = stores;
    clock.advance({ days: 2 });
    await sayKind(saved.people.slice(7, 10), 'staff');
    clock.advance({ days: 1 });
    const { loadResultFacts } = await import('./result-facts.store.ts');
    const then = await loadResultFacts(ctx, 'excluded', finalReadAt);
    expect(then.integrity.excluded).toBe(7);
    expect(then.contacts.reduce((total, one) => total + one.people, 0)).toBe(93);
    const { document } = await computeResult(ctx, 'excluded');
    expect(assignedIn(document)).toBe(90);
    expect(document.restatement?.reasons).toMatchObject([{ code: 'exclusions-changed', rows: 3 }]);
  });

  test('by how they bought are those of before the campaign: what it brought about names nobody', async () => {
    const { ctx, clock } = stores;
    const rule = { rule: 'wholesale', enabled: true, lineQuantity: 50, yearlySales: null } as const;
    await ctx.pg
      .insertInto('exclusion_rules')
      .values({ rule: rule.rule, definition: JSON.stringify(rule), updated_at: ctx.now() })
      .execute();
    const definition = planned('large-orders', { control: { share: 0.5 } });
    const readAt = new Date(ctx.now().getTime() + 45 * day);
    const plan = { definition, people: 100, from: 201_000, finalReadAt: readAt };
    const { people: both } = await saveMeasuredCampaign(ctx, plan);
    const large = (persons: readonly AssignedPerson[], after: number) =>
      persons.map(({ customerId, slotAt }) =>
        orderRow({
          customer_id: customerId,
          order_id: `large-${customerId}`,
          sold_at: utc(new Date(slotAt.getTime() + after)),
          quantity: '60',
          net_amount: '600.0000',
        }),
      );
    await storeRows(ctx.ch, 'order_lines', [
      ...large(both.slice(0, 4), -30 * day),
      ...large(both.slice(50, 55), day),
    ]);
    clock.moveTo(readAt);
    await keepToday(
      [...both.slice(0, 4), ...both.slice(50, 55)].map(({ customerId }) => customerId),
      'wholesale',
    );
    const { document } = await computeResult(ctx, 'large-orders');
    expect(document.excluded).toEqual([{ reason: 'skip-excluded', n: 4 }]);
    expect(document.populations[1]?.arms.reduce((total, one) => total + one.buyers, 0)).toBe(5);
  });
});

test('the routes answer what the job stored, and 404 before any read', async () => {
  const { ctx } = stores;
  const get = resultRoutes.find(({ path }) => path === '/api/campaigns/:name/result');
  const caller = { actorId: 'a', actorKind: 'user', locale: 'en' } as const;
  const ask = (name: string) =>
    get?.handle(ctx, { params: { name }, query: undefined, body: undefined, caller }) as Promise<unknown>;
  expect(resultView.safeParse(await ask('spring')).error).toBeUndefined();
  const definition = planned('fresh');
  await saveMeasuredCampaign(ctx, { definition, people: 10, from: 300_000, finalReadAt: ctx.now() });
  await expect(ask('fresh')).rejects.toMatchObject({ code: 'result-none-yet' });
});
