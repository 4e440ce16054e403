import { expect, test } from 'vitest';
import { boughtDays, shopDay } from '../testing/fitted-base.ts';
import { rhythmPurchases } from '../testing/rhythm-base.ts';
import { holdOutValue } from './value-holdout.ts';

const end = new Date('2026-03-01T16:00:00Z');
const asOf = shopDay(end);
const nothing = { values: [], shares: [] };
const cuts = {
  grids: { value: nothing, frequency: nothing, loyalty: nothing },
  tierCuts: { high: 0.8, mid: 0.5 },
  tierMoney: { high: 400, mid: 100 },
};
const purchases = rhythmPurchases({
  customers: 2000,
  days: 1200,
  end,
  seed: 31,
  costShare: null,
  arrivalsUntil: 1,
});
const heldOut = (bought: typeof purchases, today = asOf) =>
  holdOutValue({ buyers: boughtDays(bought), asOf: today, cuts });
const whole = heldOut(purchases);
const all = whole?.groups.find(group => group.kind === 'all');

test('what would have been said lies near what came, and groups add up to all', () => {
  expect(whole).toMatchObject({ days: 365, knowsValue: true, isPart: false });
  if (!all) expect.fail('a base of three years was known a year ago');
  const cut = asOf - 365;
  const known = new Set(purchases.filter(each => shopDay(each.at) < cut).map(each => each.customer));
  const later = purchases.filter(each => shopDay(each.at) >= cut && known.has(each.customer));
  expect(all.customers).toBe(known.size);
  expect(all.actualValue).toBeCloseTo(
    later.reduce((sum, each) => sum + each.net, 0),
    0,
  );
  expect(all.expectedValue / all.actualValue).toBeGreaterThan(0.85);
  expect(all.expectedValue / all.actualValue).toBeLessThan(1.15);
  for (const kind of ['tier', 'stage']) {
    const own = whole?.groups.filter(group => group.kind === kind) ?? [];
    expect(own.reduce((n, group) => n + group.customers, 0)).toBe(all.customers);
    expect(own.reduce((n, group) => n + group.expectedValue, 0)).toBeCloseTo(all.expectedValue, 0);
  }
});

test('nothing that came after the day changes what is said of it', () => {
  const cut = asOf - 365;
  const blind = heldOut(purchases.filter(each => shopDay(each.at) < cut))?.groups.find(
    group => group.kind === 'all',
  );
  expect(blind).toMatchObject({
    customers: all?.customers,
    modelValue: all?.modelValue,
    expectedOrders: all?.expectedOrders,
    expectedValue: all?.expectedValue,
    actualOrders: 0,
  });
});

test('a history whose year before last cannot be looked back on says nothing', () => {
  const [first] = purchases.map(each => shopDay(each.at)).sort((a, b) => a - b);
  expect(heldOut(purchases, (first ?? 0) + 990)).toBeNull();
  expect(heldOut(purchases.slice(0, 50))).toBeNull();
});
