/** A simulated shop as one as-of day sees it, everything fitted to it without stores, and what came after it. */
import { customerOf } from '../../src/simulator/customer.ts';
import { openShop } from '../../src/simulator/shop.ts';
import {
  type BoughtDays,
  boughtDays,
  type FittedBase,
  fittedBase,
  shopDay,
} from '../../src/testing/fitted-base.ts';
import { shopPurchases } from '../../src/testing/shop-base.ts';
import {
  historyOf,
  type Standing,
  type StandingModels,
  standingsAt,
  ticksOf,
} from '../../src/understand/repurchase/standing.ts';
import { fitWaits } from '../../src/understand/repurchase/waits.ts';

const dayMs = 86_400_000;
export const shopEnd = new Date('2026-03-31T16:00:00Z');
export const yearDays = 365;

export const shopOptions = (seed: number, customers: number) => ({
  seed,
  customers,
  startsAt: new Date('2023-01-01T16:00:00Z'),
  asOf: shopEnd,
});

export interface KnownBase extends FittedBase {
  readonly models: StandingModels;
  /** Everybody with what they bought until a year after the as-of day, by customer. */
  readonly whole: ReadonlyMap<string, BoughtDays>;
}

/** Fits everything a features run fits. */
export function knownBase(whole: readonly BoughtDays[], asOf: number): KnownBase {
  const base = fittedBase(whole, asOf);
  if (base.fit.status !== 'ok') throw new Error('a base of thousands has a rhythm');
  const { clock, fit: rhythm, buyers, value, window } = base;
  const waits = fitWaits({ clock, rhythm, families: value.families, buyers, asOf });
  const models = { clock, rhythm, waits, families: value.families, newWindowDays: window.days };
  return { ...base, models, whole: new Map(whole.map(each => [each.customer, each])) };
}

/** The shop of a seed as of the end of March 2026. About 2 s for 4,000 members. */
export function knownShop(seed: number, customers: number): KnownBase {
  const until = new Date(shopEnd.getTime() + yearDays * dayMs);
  return knownBase(boughtDays(shopPurchases({ ...shopOptions(seed, customers), until })), shopDay(shopEnd));
}

export interface Told {
  readonly buyer: BoughtDays;
  readonly standing: Standing;
}

/** Where each buyer stands by the method; `ahead` in operational days. */
export function toldOf(base: KnownBase, ahead = yearDays): Told[] {
  const tick = ticksOf(base.clock);
  const standing = standingsAt(base.asOf, base.models, ahead);
  return base.buyers.flatMap(buyer => {
    const own = standing(historyOf(buyer, tick));
    return own ? [{ buyer, standing: own }] : [];
  });
}

/** Ordinary members by the name tests give customers; null for staff, dealers, tests and brushing. */
export function memberOf(seed: number, customers: number) {
  const { base } = openShop(shopOptions(seed, customers)).world;
  return (customer: string) => {
    const found = customerOf(base, Number(customer.slice(-12)) - 1);
    return found.kind === 'person' ? { base, customer: found } : null;
  };
}
