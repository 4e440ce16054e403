import { describe, expect, it } from 'vitest';
import { courseOf, offerDays, pull } from './answer.ts';
import { dayMs } from './calendar.ts';
import { customerOf, offerKinds, responseType } from './customer.ts';
import type { DeliveredMessage, Offer } from './message.ts';
import { openShop } from './shop.ts';
import { outcomeOf } from './truth.ts';

const asOf = new Date('2025-09-01T00:00:00+08:00');
const shop = openShop({ seed: 42, customers: 8000, startsAt: new Date('2022-09-01T00:00:00+08:00'), asOf });
const { base } = shop.world;
const at = new Date(asOf.getTime() + 10 * 3_600_000);
const coupon: Offer = { kind: 'coupon', faceValueMinor: 2000, thresholdMinor: 9900, code: 'WIN20' };
const campaign = { campaignId: 'win-back', channel: 'sandbox', offer: coupon, windowDays: 30 };

/** Members silent for at least 120 days, the kind of people a win-back is sent to. */
const silent = Array.from({ length: base.customers }, (_, number) => customerOf(base, number)).filter(
  customer => {
    if (customer.kind !== 'person') return false;
    const last = courseOf(base, customer, { until: base.asOf, messages: [] }).plans.at(-1);
    return last !== undefined && last.at < base.asOf - 120 * dayMs;
  },
);
const idsOf = (people: readonly { externalId: string }[]) =>
  people.map(({ externalId }) => ({ customerExternalId: externalId, at }));
const message = (customerExternalId: string, offer: Offer): DeliveredMessage => ({
  deliveryId: `d-${customerExternalId}`,
  campaignId: 'win-back',
  customerExternalId,
  channel: 'sandbox',
  offer,
  deliveredAt: at,
});

describe('the truth about a campaign', () => {
  it('is large enough on silent members to be proved, and small enough to be believed', () => {
    const truth = shop.truth({ ...campaign, population: idsOf(silent) });
    expect(silent.length / base.customers).toBeGreaterThan(0.2);
    expect(silent.length / base.customers).toBeLessThan(0.5);
    expect(truth.buyers.untreated).toBeGreaterThan(0.02);
    expect(truth.buyers.untreated).toBeLessThan(0.07);
    expect(truth.buyers.difference).toBeGreaterThan(0.025);
    expect(truth.buyers.difference).toBeLessThan(0.06);
    expect(truth.marginMinor.difference).toBeGreaterThan(200);
  });

  it('adds up: the totals over two halves are the total over the whole', () => {
    const half = silent.length >> 1;
    const parts = [silent.slice(0, half), silent.slice(half), silent].map(people => {
      const truth = shop.truth({ ...campaign, population: idsOf(people) });
      return {
        customers: truth.customers,
        orders: truth.orders.difference * truth.customers,
        margin: truth.marginMinor.difference * truth.customers,
      };
    });
    const [a, b, whole] = parts as [(typeof parts)[0], (typeof parts)[0], (typeof parts)[0]];
    expect(a.customers + b.customers).toBe(whole.customers);
    expect(a.orders + b.orders).toBeCloseTo(whole.orders, 6);
    expect(a.margin + b.margin).toBeCloseTo(whole.margin, 3);
  });

  it('is what the two worlds of respond show for the same people', () => {
    const people = silent.slice(0, 300);
    const to = at.getTime() + 30 * dayMs;
    const read = { from: at.getTime(), to, refundsKnownAt: to + 60 * dayMs };
    const margins = people.map(customer => {
      const treated = outcomeOf(shop.world, customer, {
        ...read,
        messages: [message(customer.externalId, coupon)],
      });
      return treated.marginMinor - outcomeOf(shop.world, customer, { ...read, messages: [] }).marginMinor;
    });
    const truth = shop.truth({ ...campaign, population: idsOf(people) });
    expect(truth.marginMinor.difference).toBeCloseTo(
      margins.reduce((sum, margin) => sum + margin, 0) / 300,
      6,
    );
  });

  it('lies within the interval of most experiments on the same people', () => {
    const outcomes = [...shop.potentialOutcomes({ ...campaign, population: idsOf(silent) })];
    const truth = shop.truth({ ...campaign, population: idsOf(silent) }).buyers.difference;
    let held = 0;
    for (let salt = 0; salt < 40; salt++) {
      const arms = [[], []] as [number[], number[]];
      for (const [n, { treated, untreated }] of outcomes.entries()) {
        const isTreated = (Math.imul(n + 1, 2_654_435_761 + 2 * salt * 97_003) >>> 16) % 2;
        arms[isTreated as 0 | 1].push(isTreated ? treated.buyer : untreated.buyer);
      }
      const [control, treated] = arms.map(arm => {
        const mean = arm.reduce((sum, one) => sum + one, 0) / arm.length;
        return { mean, variance: (mean * (1 - mean)) / arm.length };
      }) as [{ mean: number; variance: number }, { mean: number; variance: number }];
      const error = Math.abs(treated.mean - control.mean - truth);
      if (error <= 1.96 * Math.sqrt(treated.variance + control.variance)) held++;
    }
    expect(held).toBeGreaterThanOrEqual(32);
  });

  it('counts refunds only as far as they are known', () => {
    const population = idsOf(silent);
    const early = shop.truth({
      ...campaign,
      population,
      refundsKnownAt: new Date(at.getTime() + 30 * dayMs),
    });
    const late = shop.truth({ ...campaign, population });
    expect(late.netMinor.treated).toBeLessThan(early.netMinor.treated);
  });
});

describe('the answer to an offer', () => {
  const window = {
    from: at.getTime(),
    to: at.getTime() + offerDays * dayMs,
    refundsKnownAt: at.getTime() + 90 * dayMs,
  };
  const people = Array.from({ length: 3000 }, (_, number) => customerOf(base, number)).filter(
    one => one.kind === 'person',
  );

  it('never gains from lost causes and sure things, and never loses orders but with sleeping dogs', () => {
    for (const kind of offerKinds) {
      const offer: Offer = { kind, faceValueMinor: 3000 };
      const change = { persuadable: 0, 'sure-thing': 0, 'lost-cause': 0, 'sleeping-dog': 0 };
      for (const customer of people) {
        const base0 = outcomeOf(shop.world, customer, { ...window, messages: [] });
        const with1 = outcomeOf(shop.world, customer, {
          ...window,
          messages: [message(customer.externalId, offer)],
        });
        change[responseType(customer.persona, kind)] += with1.orders - base0.orders;
      }
      expect(change['sure-thing'], kind).toBe(0);
      expect(change['lost-cause'], kind).toBe(0);
      expect(change.persuadable, kind).toBeGreaterThan(0);
      if (kind === 'gift') expect(change['sleeping-dog']).toBe(0);
      else expect(change['sleeping-dog'], kind).toBeLessThan(0);
    }
  });

  it('costs margin with those who would have bought anyway', () => {
    const sure = people.filter(customer => responseType(customer.persona, 'coupon') === 'sure-thing');
    const truth = shop.truth({ ...campaign, population: idsOf(sure) });
    expect(truth.buyers.difference).toBe(0);
    expect(truth.marginMinor.difference).toBeLessThan(0);
  });

  it('grows with the face value and is nothing for a coupon worth nothing', () => {
    const pulls = [0, 500, 1000, 2000, 5000].map(faceValueMinor => pull({ kind: 'coupon', faceValueMinor }));
    expect(pulls[0]).toBe(0);
    expect([...pulls].sort((a, b) => a - b)).toEqual(pulls);
    expect(pulls.at(-1)).toBeLessThan(0.4);
  });

  it('does not come from messages that have not arrived yet', () => {
    for (const customer of people.slice(0, 500)) {
      const before = courseOf(base, customer, {
        until: at.getTime(),
        messages: [message(customer.externalId, coupon)],
      });
      expect(before.engagements).toHaveLength(0);
      expect(before.plans).toEqual(courseOf(base, customer, { until: at.getTime(), messages: [] }).plans);
    }
  });

  it('tires: a reader of many messages in a week reads fewer of them', () => {
    const campaigns = Array.from({ length: 6 }, (_, n) => `wave-${n}`);
    const opened = campaigns.map(() => 0);
    for (const customer of people) {
      const messages = campaigns.map((campaignId, n) => ({
        ...message(customer.externalId, { kind: 'none' as const }),
        deliveryId: `${campaignId}-${customer.externalId}`,
        campaignId,
        deliveredAt: new Date(at.getTime() + n * dayMs),
      }));
      const { engagements } = courseOf(base, customer, { until: at.getTime() + 30 * dayMs, messages });
      for (const one of engagements) if (one.kind === 'opened') opened[campaigns.indexOf(one.campaignId)]!++;
    }
    expect(opened[5]).toBeLessThan((opened[0] as number) * 0.4);
  });

  it('reaches no staff, dealers, tests or brushing accounts', () => {
    const others = Array.from({ length: 8000 }, (_, number) => customerOf(base, number)).filter(
      one => one.kind !== 'person',
    );
    expect(others.length).toBeGreaterThan(50);
    expect(shop.truth({ ...campaign, population: idsOf(others) }).marginMinor.difference).toBe(0);
  });
});
