/** The rules of channels against plain counting: sets, costs, steps, matrices, sides and refusals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText } from '../../kernel/decimal4.ts';
import { costBases, costPurposes } from '../../records/channel-cost-names.ts';
import { allocate, type Drivers, minorCells } from './channel-allocation.ts';
import { priceConflictsOf } from './channel-conflicts.ts';
import { marginalOf, perEach } from './channel-costs.ts';
import { coverageOf } from './channel-coverage.ts';
import { overlapOf } from './channel-overlap.ts';
import { assistsOf, pathsOf, stepsOf, switchingOf } from './channel-paths.ts';
import { sideOf } from './channel-sides.ts';
import { synergyOf } from './channel-synergy.ts';
import { efficiencyOf, knownInputs } from './channel-units.ts';

const names = ['app', 'shop', 'mall', 'live'];
const month = '2026-01-01';

describe('coverage', () => {
  const bits = fc.integer({ min: 0, max: 3 });
  const people = fc.array(
    fc.record({
      region: fc.constantFrom('浙江', '江苏', ''),
      tier: fc.constantFrom('high', 'low', ''),
      bits: fc.tuple(bits, bits, bits),
    }),
    { maxLength: 60 },
  );

  it('counts sets of people, not sums over media, and every table adds up to the target', () => {
    fc.assert(
      fc.property(people, base => {
        const rows = base.map(({ region, tier, bits: [a, b, c] }) => ({
          region,
          tier,
          stage: 'new',
          reachable: a,
          consented: a & b,
          deliverable: a & b & c,
          customers: 1,
        }));
        const found = coverageOf(rows, new Date(0));
        const sum = (list: readonly { customers: number }[]) =>
          list.reduce((n, each) => n + each.customers, 0);
        expect(found.target).toBe(base.length);
        for (const table of [found.combos, found.cells, found.stages]) expect(sum(table)).toBe(base.length);
        const [email, phone] = found.media;
        const both = found.combos.find(combo => combo.media.length === 2)?.customers ?? 0;
        // Inclusion–exclusion over the two media.
        expect(found.any.deliverable).toBe((email?.deliverable ?? 0) + (phone?.deliverable ?? 0) - both);
        expect(email?.deliverable).toBe((email?.alone ?? 0) + both);
        for (const each of [found.any, ...found.media, ...found.cells]) {
          expect(each.consented).toBeLessThanOrEqual(each.reachable);
          expect(each.deliverable).toBeLessThanOrEqual(each.consented);
        }
      }),
    );
  });
});

describe('overlap', () => {
  it('conserves buyers: sets add up, a channel is its sets, reach ends at everybody', () => {
    const person = fc.subarray(names, { minLength: 1 });
    fc.assert(
      fc.property(fc.array(person, { maxLength: 80 }), base => {
        const counts = new Map<string, number>();
        for (const used of base) counts.set(used.join(), (counts.get(used.join()) ?? 0) + 1);
        const rows = [...counts].map(([key, n]) => ({
          used: key.split(','),
          buyers: String(n),
          net: `${n}.5`,
        }));
        const found = overlapOf(rows, 'CNY');
        expect(found.buyers).toBe(base.length);
        expect(found.combos.reduce((sum, combo) => sum + combo.buyers, found.restBuyers)).toBe(base.length);
        for (const { channel, buyers } of found.reach)
          expect(buyers).toBe(base.filter(used => used.includes(channel)).length);
        // Inclusion–exclusion over all subsets of channels, against the union counted person by person.
        const held = (set: readonly string[]) =>
          base.filter(used => set.every(each => used.includes(each))).length;
        const subsets = names.reduce<string[][]>(
          (all, name) => [...all, ...all.map(set => [...set, name])],
          [[]],
        );
        const union = subsets
          .filter(set => set.length > 0)
          .reduce((sum, set) => sum + (set.length % 2 === 1 ? 1 : -1) * held(set), 0);
        expect(found.reach.at(-1)?.total ?? 0).toBe(union);
        expect(found.reach.reduce((sum, each) => sum + each.added, 0)).toBe(union);
      }),
    );
  });

  it('takes channels beyond the twelve largest together, once a person', () => {
    const rows = Array.from({ length: 15 }, (_, n) => ({
      used: [`c${n}`],
      buyers: String(100 - n),
      net: '1',
    }));
    const both = { used: ['c13', 'c14'], buyers: '2', net: '1' };
    const found = overlapOf([...rows, both], 'CNY');
    expect(found.isGrouped).toBe(true);
    expect(found.reach).toHaveLength(13);
    expect(found.reach.find(each => each.channel === '')?.buyers).toBe(88 + 87 + 86 + 2);
  });
});

describe('costs', () => {
  const driver = fc
    .array(fc.tuple(fc.constantFrom(...names), fc.bigInt({ min: 0n, max: 10n ** 9n })), { maxLength: 4 })
    .map(entries => new Map([[month, new Map(entries)]]));
  const drivers: fc.Arbitrary<Drivers> = fc.record({
    channels: fc.subarray(names),
    sales: driver,
    orders: driver,
    newBuyers: driver,
    won: driver,
    acquired: driver.map(own => new Map([['radio', own]])),
    sources: fc.subarray(['app', 'radio', 'ads']),
    channelOfStore: fc.constant(new Map([['store 1', 'shop']])),
  });
  const cells = fc.array(
    fc.record({
      channel: fc.constantFrom('app', 'radio', 'ads', 'store 1', 'rent'),
      month: fc.constantFrom(month, '2026-02-01'),
      amount: fc.bigInt({ min: -(10n ** 8n), max: 10n ** 11n }).map(decimalText),
    }),
    { maxLength: 20 },
  );
  const rule = fc.record({
    channel: fc.constantFrom('app', 'radio', 'ads', 'rent'),
    purpose: fc.constantFrom(...costPurposes),
    basis: fc.constantFrom(...costBases),
    targets: fc.subarray(names),
    serviceEvents: fc.constant<string[]>([]),
  });

  it('laid and left add up to the spend to the minor unit, on channels and on ways of winning', () => {
    fc.assert(
      fc.property(cells, fc.array(rule, { maxLength: 4 }), drivers, (spent, rules, driven) => {
        for (const currency of ['CNY', 'JPY', 'KWD']) {
          const found = allocate(spent, { rules, drivers: driven, currency });
          const sum = (values: Iterable<bigint>) => [...values].reduce((total, each) => total + each, 0n);
          const all = (
            name: 'amountMinor' | 'channelsMinor' | 'channelsLeftMinor' | 'sourcesMinor' | 'sourcesLeftMinor',
          ) => found.lines.reduce((total, line) => total + BigInt(line[name]), 0n);
          expect(all('amountMinor')).toBe(found.totalMinor);
          expect(sum(minorCells(spent, currency).map(cell => cell.minor))).toBe(found.totalMinor);
          expect(sum(found.byChannel.values())).toBe(all('channelsMinor'));
          expect(all('channelsMinor') + all('channelsLeftMinor')).toBe(found.totalMinor);
          expect(sum(found.bySource.values())).toBe(all('sourcesMinor'));
          expect(all('sourcesMinor') + all('sourcesLeftMinor')).toBe(found.totalMinor);
        }
      }),
    );
  });

  const plain: Drivers = {
    channels: ['shop', 'app'],
    sales: new Map([
      [
        month,
        new Map([
          ['shop', 300n],
          ['app', 100n],
        ]),
      ],
    ]),
    orders: new Map([
      [
        month,
        new Map([
          ['shop', 1n],
          ['app', 2n],
        ]),
      ],
    ]),
    newBuyers: new Map(),
    won: new Map([
      [
        month,
        new Map([
          ['ads', 3n],
          ['radio', 1n],
        ]),
      ],
    ]),
    acquired: new Map([['ads', new Map([[month, new Map([['app', 5n]])]])]]),
    sources: ['ads', 'radio'],
    channelOfStore: new Map([['store 1', 'shop']]),
  };
  const spend = (channel: string, amount: string) => [{ channel, month, amount }];
  const laid = (channel: string, rest: object = {}) => {
    const rules =
      Object.keys(rest).length > 0
        ? [
            {
              channel,
              purpose: 'media' as const,
              basis: 'own' as const,
              targets: [],
              serviceEvents: [],
              ...rest,
            },
          ]
        : [];
    const { byChannel, bySource } = allocate(spend(channel, '10.01'), {
      rules,
      drivers: plain,
      currency: 'CNY',
    });
    return [Object.fromEntries(byChannel), Object.fromEntries(bySource)];
  };

  it('go by the rule: its own channel, its store, where its customers bought, or shared', () => {
    expect(laid('shop')).toEqual(
      [{ shop: 1001n, app: 0n }, {}].map((each, at) => (at === 0 ? each : { shop: 1001n })),
    );
    expect(laid('store 1')[0]).toEqual({ shop: 1001n, app: 0n });
    expect(laid('store 1')[1]).toEqual({});
    expect(laid('ads')).toEqual([{ shop: 0n, app: 1001n }, { ads: 1001n }]);
    expect(laid('tv')).toEqual([{}, { tv: 1001n }]);
    expect(laid('rent', { purpose: 'fixed', basis: 'sales' })).toEqual([
      { shop: 751n, app: 250n },
      { ads: 751n, radio: 250n },
    ]);
    expect(laid('rent', { basis: 'orders', targets: ['app'] })[0]).toEqual({ app: 1001n });
    expect(laid('rent', { basis: 'none' })).toEqual([{}, {}]);
    expect(laid('desk', { purpose: 'service' })).toEqual([{}, {}]);
  });

  it('give no ratio where nobody came or nothing was spent after credits', () => {
    expect(perEach(1000, 4)).toBe(250);
    expect(perEach(1000, 0)).toBeNull();
    expect(perEach(0, 4)).toBeNull();
    expect(perEach(-500, 4)).toBeNull();
  });

  it('of a further customer are one over the slope, and refused where the months do not tell', () => {
    const months = (of: (at: number) => { spendMinor: number; newCustomers: number }) =>
      Array.from({ length: 18 }, (_, at) => ({
        month: `2025-${String((at % 12) + 1).padStart(2, '0')}-01`,
        ...of(at),
      }));
    const told = marginalOf(
      months(at => ({ spendMinor: 10_000 + 900 * ((at * 5) % 7), newCustomers: 10 + 9 * ((at * 5) % 7) })),
    );
    expect(told).toMatchObject({ status: 'ok', costMinor: 100, months: 18 });
    const against = marginalOf(
      months(at => ({ spendMinor: 10_000 + 900 * ((at * 5) % 7), newCustomers: 90 - 9 * ((at * 5) % 7) })),
    );
    expect(against).toMatchObject({ status: 'undetermined', costMinor: null });
    expect(marginalOf([]).status).toBe('insufficient');
  });
});

describe('paths', () => {
  const path = fc.record({
    path: fc.array(fc.constantFrom('email', 'sms', 'call'), { minLength: 1, maxLength: 5 }),
    converted: fc.nat(9),
    lost: fc.nat(9),
  });

  it('what goes into a channel comes out of it, and every path ends once', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 20 }), rows => {
        const steps = stepsOf(rows);
        const n = (holds: (step: (typeof steps)[number]) => boolean) =>
          steps.filter(holds).reduce((sum, step) => sum + step.n, 0);
        for (const channel of ['email', 'sms', 'call'])
          expect(n(step => step.kind === 'channel' && step.to === channel)).toBe(
            n(step => step.from === channel),
          );
        const [converted, lost] = (['converted', 'lost'] as const).map(key =>
          rows.reduce((sum, row) => sum + row[key], 0),
        );
        expect(n(step => step.from === null)).toBe((converted ?? 0) + (lost ?? 0));
        expect(n(step => step.kind === 'conversion')).toBe(converted);
        expect(n(step => step.kind === 'none')).toBe(lost);
        expect(assistsOf(rows).reduce((sum, each) => sum + each.last, 0)).toBe(converted);
      }),
    );
  });

  it('name who came last and who helped, and say nothing of under thirty', () => {
    const rows = [
      { path: ['email', 'sms'], converted: 20, lost: 5, open: 2, cut: 0 },
      { path: ['email'], converted: 10, lost: 15, open: 0, cut: 1 },
    ];
    const found = pathsOf({ rows, times: { quantiles: [1, 2, 3, 4], n: 30 } });
    expect(found).toMatchObject({ status: 'ok', converted: 30, lost: 20, open: 2, truncated: 1 });
    expect(found.rate?.value).toBe(0.6);
    expect(found.assists).toEqual([
      { channel: 'email', paths: 50, last: 10, assisted: 20, ratio: 2 },
      { channel: 'sms', paths: 25, last: 20, assisted: 0, ratio: 0 },
    ]);
    expect(pathsOf({ rows: rows.slice(1, 1), times: { quantiles: [], n: 0 } })).toMatchObject({
      status: 'no-touches',
      rate: null,
      daysToConvert: null,
    });
    expect(
      pathsOf({
        rows: [{ path: ['sms'], converted: 3, lost: 2, open: 0, cut: 0 }],
        times: { quantiles: [1, 1, 1, 1], n: 3 },
      }),
    ).toMatchObject({ status: 'too-few', rate: null, daysToConvert: null });
  });
});

describe('the switching matrix', () => {
  it('has rows that add up to the repeat purchases of their channel', () => {
    const row = fc.record({
      from: fc.constantFrom(...names),
      to: fc.constantFrom(...names),
      n: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: each => `${each.from}>${each.to}` }), rows => {
        const found = switchingOf({ rows, times: [] });
        for (const { n, to } of found.rows) {
          expect(to.reduce((sum, each) => sum + each.n, 0)).toBe(n);
          if (n >= 30) expect(to.reduce((sum, each) => sum + (each.share?.value ?? 0), 0)).toBeCloseTo(1, 12);
          else expect(to.every(each => each.share === null)).toBe(true);
        }
        expect(found.rows.reduce((sum, each) => sum + each.n, 0)).toBe(found.purchases);
      }),
    );
  });
});

describe('prices of a day', () => {
  it('are summed by product over pairs, and products without a conflict count for shared days alone', () => {
    const row = (sku: string, cheap: string, dear: string, rest: object) => ({
      sku,
      product_name: sku,
      cheap,
      dear,
      shared_days: 10,
      conflict_days: 0,
      gap: 0,
      spread: 0,
      last_day: '2026-01-09',
      ...rest,
    });
    const found = priceConflictsOf(
      [
        row('A', 'app', 'shop', { conflict_days: 4, gap: 12.5, spread: 0.2 }),
        row('A', 'shop', 'app', { conflict_days: 1, gap: 1, spread: 0.06, last_day: '2026-02-01' }),
        row('B', 'app', 'shop', {}),
      ],
      major => Math.round(major * 100),
    );
    expect(found).toMatchObject({ sharedDays: 30, conflictDays: 5, products: 1, gapMinor: 1350 });
    expect(found.top).toEqual([
      {
        sku: 'A',
        name: 'A',
        sharedDays: 20,
        conflictDays: 5,
        medianSpread: 0.2,
        cheap: 'app',
        dear: 'shop',
        gapMinor: 1350,
        lastDay: '2026-02-01',
      },
    ]);
  });
});

describe('sides', () => {
  it.each([
    ['门店', '', '', 0, 'store', 'name'],
    ['小程序', '', '', 0, 'online', 'name'],
    ['POS', '', 'store', 0, 'store', 'kind'],
    ['直营', '', '线上', 1, 'online', 'kind'],
    ['direct', '', '', 0.9, 'store', 'stores'],
    ['app in the store', '', '', 0, 'other', 'none'],
    ['partner', '', 'wholesale', 0, 'other', 'kind'],
  ] as const)('%s (%s, %s, %s) is %s by %s', (channel, title, kind, storeShare, side, sideBy) => {
    expect(sideOf({ channel, title, kind, storeShare })).toEqual({ side, sideBy });
  });

  const sides = { online: ['app'], store: ['shop'] };
  const group = (side: 'both' | 'online' | 'store', stratum: string, n: number, mean: number) => ({
    side,
    stratum,
    n,
    mean,
    variance: 4,
    bought: Math.round(n / 2),
  });

  it('are compared at equal numbers of purchases: a mere mixture of frequencies is no synergy', () => {
    // Those on both sides buy more often; within each number of purchases all are worth the same.
    const rows = [
      group('both', '2', 50, 10),
      group('both', '3', 150, 20),
      group('online', '2', 400, 10),
      group('online', '3', 40, 20),
      group('store', '2', 300, 10),
      group('store', '3', 30, 20),
    ];
    const found = synergyOf(rows, sides, 100);
    expect(found.status).toBe('ok');
    expect(found.difference?.valueMinor.value).toBe(0);
    expect(found.difference?.valueMinor.lo).toBeLessThan(0);
    expect(found.groups.map(each => each.valueMinor)).toEqual([1750, 1750, 1750]);
  });

  it('are refused with one side, unknown sides or too few', () => {
    expect(synergyOf([], { online: ['app'], store: [] }, 100).status).toBe('one-side');
    expect(synergyOf([], { online: [], store: [] }, 100).status).toBe('unknown-sides');
    expect(synergyOf([group('both', '2', 29, 1), group('online', '2', 500, 1)], sides, 100)).toMatchObject({
      status: 'too-few',
      difference: null,
    });
  });
});

describe('stores on a frontier', () => {
  const unit = (n: number, rest: object = {}) => ({
    unit: `s${n}`,
    title: '',
    region: '',
    main_channel: 'shop',
    sales: 100 + n,
    buyers: '10',
    discount: 5,
    goods: 0,
    goods_known: 0,
    orders: '12',
    margin: 0,
    cost: 0,
    staff: 0,
    staff_cost: 0,
    rent: 0,
    area: 0,
    is_young: 0,
    ...rest,
  });
  const never = () => expect.fail('nothing is solved');

  it('are refused without stores, without inputs and with too few', () => {
    expect(efficiencyOf([], never).status).toBe('no-units');
    expect(efficiencyOf([unit(1, { discount: 0 })], never)).toMatchObject({ status: 'no-inputs', least: 9 });
    expect(
      efficiencyOf(
        Array.from({ length: 8 }, (_, n) => unit(n)),
        never,
      ),
    ).toMatchObject({ status: 'too-few', units: 8, least: 9 });
  });

  it('take an input when four stores of five have it, and cost of goods only where it is known', () => {
    const stores = Array.from({ length: 10 }, (_, n) =>
      unit(n, { cost: n < 7 ? 9 : 0, goods: 50, goods_known: n < 8 ? 1 : 0.9 }),
    );
    expect(knownInputs(stores)).toEqual(['goods', 'discount']);
    const asked = stores.map((row, n) => ({ ...row, cost: 9, staff: 4, area: n < 9 ? 80 : 0 }));
    expect(knownInputs(asked)).toEqual(['cost', 'staff', 'area']);
    expect(knownInputs(asked.map(row => ({ ...row, staff_cost: 300 })))).toEqual([
      'cost',
      'staff-cost',
      'area',
    ]);
  });

  it('are measured by what somebody chose, never by less, and without those opened within the year', () => {
    const rows = Array.from({ length: 14 }, (_, n) =>
      unit(n, { staff: n < 12 ? 2 + n : 0, area: n < 11 ? 50 : 0, is_young: n === 13 ? 1 : 0 }),
    );
    const chosen = { inputs: ['staff', 'area'] as const, outputs: ['orders', 'sales'] as const };
    const choice = { inputs: [...chosen.inputs], outputs: [...chosen.outputs] };
    expect(efficiencyOf(rows, never, choice)).toMatchObject({
      ...chosen,
      status: 'too-few',
      isChosen: true,
      units: 11,
      least: 12,
      leftOut: 3,
      young: 1,
    });
    expect(efficiencyOf(rows, never, { inputs: ['rent'], outputs: ['sales'] }).status).toBe('no-inputs');
    const solved = efficiencyOf(rows, () => new Map([['t', 1]]), { inputs: ['staff'], outputs: ['orders'] });
    expect(solved).toMatchObject({
      status: 'ok',
      units: 12,
      least: 6,
      inputs: ['staff'],
      outputs: ['orders'],
    });
    expect(solved.known).toContainEqual({ name: 'staff', units: 12 });
  });
});
