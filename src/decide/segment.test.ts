import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FeatureName, featureCatalogue } from '../records/feature.ts';
import { defaultSalesDefinition } from '../records/sales-definition.ts';
import { type SegmentRule, segmentRule } from '../records/segment.ts';
import { customerNo, orderRow } from '../testing/order-rows.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { saveSegment } from './segment.store.ts';
import { compileSegment } from './segment-compiler.store.ts';
import { loadMembers, memberCsv } from './segment-members.store.ts';
import { checkSegmentRule, compares, valuesOf } from './segment-rule.ts';
import { countSegment, loadSegmentSql } from './segment-snapshot.store.ts';

const features = { asOf: new Date('2026-03-01T00:00:00Z'), definitionVersion: 1 };
const now = new Date('2026-03-02T02:00:00Z');
const definition = {
  ...defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' }),
  excludeRules: [],
};

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
const people = Array.from({ length: 60 }, (_, n) => ({
  customer_id: customerNo(n + 1),
  region: pick(['浙江', '', "O'Brien", '广东'], n),
  tier: pick(['high', 'mid', 'low', ''], n * 7),
  stage: pick(['mature', 'lost', 'new'], n),
  recency_days: n % 5 === 0 ? null : n * 3,
  occasions: n % 9,
  overdue_probability: n % 4 === 0 ? null : (n % 10) / 10,
  monetary: `${n * 10}.5`,
  first_day: n % 6 === 0 ? null : `2025-${String((n % 12) + 1).padStart(2, '0')}-10`,
  flags: n % 8 === 0 ? ['warning'] : [],
}));
const orders = people.flatMap((person, n) =>
  Array.from({ length: n % 4 }, (_, k) => ({
    customer_id: person.customer_id,
    order_id: `o${n}-${k}`,
    sold_at: `2026-0${(k % 2) + 1}-1${k} 04:00:00`,
    net_amount: String(10 * (k + 1)),
    sku: pick(['A', 'B'], n + k),
    category: pick(['tea', 'cup'], k),
  })),
);

/** Every third person lives with the next one, the first ten of them with a third. */
const householdOf = (person: Pick<Person, 'customer_id'>): number => {
  const n = people.findIndex(each => each.customer_id === person.customer_id);
  return n < 30 || n % 3 < 2 ? 1 + Math.floor(n / 3) : 0;
};
const peopleWith = (person: Person): number =>
  householdOf(person) === 0 ? 1 : people.filter(each => householdOf(each) === householdOf(person)).length;

type Person = (typeof people)[number];
const days = (text: string) => Date.parse(text) / 86_400_000;

function featureHolds(person: Person, rule: Extract<SegmentRule, { feature: string }>): boolean {
  const value = person[rule.feature as keyof Person] as string | number | string[] | null;
  const { type } = featureCatalogue[rule.feature as FeatureName];
  const known = type === 'text' ? value !== '' : value !== null;
  const values = valuesOf(rule);
  if (rule.op === 'has') return (value as string[]).includes(String(values[0]));
  if (rule.op === 'is-null') return !known;
  if (rule.op === 'not-null') return known;
  if (rule.op === 'ne') return !(known && String(value) === String(values[0]));
  if (!known) return false;
  if (type === 'text') return values.includes(value as string);
  const number = (v: unknown) => (type === 'day' ? days(String(v)) : Number(v));
  if (rule.op === 'in') return values.some(v => number(v) === number(value));
  if (rule.op === 'between') return number(value) >= number(values[0]) && number(value) <= number(values[1]);
  return compares(number(value), rule.op, number(values[0]));
}

function purchasesHold(person: Person, { purchases }: Extract<SegmentRule, { purchases: unknown }>): boolean {
  const since = purchases.withinDays === undefined ? 0 : now.getTime() - purchases.withinDays * 86_400_000;
  const bought = orders.filter(
    o =>
      o.customer_id === person.customer_id &&
      Date.parse(`${o.sold_at.replace(' ', 'T')}Z`) >= since &&
      (purchases.where?.category?.includes(o.category) ?? true) &&
      (purchases.where?.sku?.includes(o.sku) ?? true),
  );
  const total =
    purchases.measure === 'net' ? bought.reduce((sum, o) => sum + Number(o.net_amount), 0) : bought.length;
  return compares(total, purchases.op, purchases.value);
}

function holds(person: Person, rule: SegmentRule): boolean {
  if ('feature' in rule) return featureHolds(person, rule);
  if ('purchases' in rule) return purchasesHold(person, rule);
  if ('inOpportunity' in rule) return false;
  if ('not' in rule) return !holds(person, rule.not);
  if ('household' in rule) return compares(peopleWith(person), rule.household.op, rule.household.people);
  if ('onePerHousehold' in rule) return isKept(person, rule.onePerHousehold);
  if ('all' in rule) return rule.all.every(child => holds(person, child));
  return rule.any.some(child => holds(person, child));
}

/** Whether nobody of the household whom the rule matches brought more. */
function isKept(person: Person, rule: SegmentRule): boolean {
  if (!holds(person, rule)) return false;
  const home = householdOf(person);
  return !people.some(
    other =>
      home > 0 &&
      householdOf(other) === home &&
      Number(other.monetary) > Number(person.monetary) &&
      holds(other, rule),
  );
}

const relation = fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte');
const numberRule = fc.record({
  feature: fc.constantFrom('recency_days', 'occasions', 'overdue_probability', 'monetary'),
  op: relation,
  value: fc.constantFrom(0, 0.3, 3, 30, 60, 120.5),
});
const textRule = fc.record({
  feature: fc.constant('region'),
  op: fc.constantFrom('eq', 'ne'),
  value: fc.constantFrom('浙江', "O'Brien", 'none'),
});
const otherRule = fc.constantFrom(
  { feature: 'tier', op: 'in', value: ['high', 'mid'] },
  { feature: 'first_day', op: 'between', value: ['2025-03-01', '2025-08-31'] },
  { feature: 'first_day', op: 'is-null' },
  { feature: 'region', op: 'not-null' },
  { feature: 'flags', op: 'has', value: 'warning' },
);
const purchaseRule = fc.record({
  purchases: fc.record(
    {
      measure: fc.constantFrom('lines', 'orders', 'net'),
      op: relation,
      value: fc.constantFrom(0, 1, 2, 30),
      withinDays: fc.constantFrom(10, 40),
      where: fc.constantFrom({ category: ['tea'] }, { sku: ['A'] }, { category: ['cup'], sku: ['B'] }),
    },
    { requiredKeys: ['measure', 'op', 'value'] },
  ),
});
const anyRule = fc.letrec<{ rule: SegmentRule }>(tie => ({
  rule: fc.oneof(
    { maxDepth: 3 },
    numberRule as fc.Arbitrary<SegmentRule>,
    textRule as fc.Arbitrary<SegmentRule>,
    otherRule as fc.Arbitrary<SegmentRule>,
    purchaseRule as fc.Arbitrary<SegmentRule>,
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map(all => ({ all })),
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map(any => ({ any })),
    tie('rule').map(not => ({ not })),
    tie('rule').map(onePerHousehold => ({ onePerHousehold })),
    fc.record({ household: fc.record({ op: relation, people: fc.constantFrom(1, 2, 3) }) }),
  ),
})).rule;

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores({ start: now });
  const { ch } = stores.ctx;
  const base = { as_of: '2026-03-01 00:00:00.000', definition_version: 1, value_is: 'sales', version: 1 };
  await ch.insert(
    'customer_features',
    people.map(person => ({ ...base, ...person })),
    { tag: 'test' },
  );
  await ch.insert(
    'households',
    people
      .filter(person => householdOf(person) > 0)
      .map(person => ({
        customer_id: person.customer_id,
        household_id: customerNo(1_000 + householdOf(person)),
        people: peopleWith(person),
        version: 1,
        is_deleted: 0,
      })),
    { tag: 'test' },
  );
  await ch.insert('order_lines', orders.map(orderRow), { tag: 'test' });
});
afterAll(() => stores?.close());

const membersOf = async (rule: SegmentRule) => {
  const query = compileSegment(rule, { features, definition, now });
  const rows = await stores.ctx.ch.query<{ customer_id: string }>(query, { tag: 'test' });
  return rows.map(r => r.customer_id).sort();
};

describe('segments', () => {
  it('match exactly the people a plain interpreter of the rule finds, for any rule', async () => {
    await fc.assert(
      fc.asyncProperty(anyRule, async rule => {
        segmentRule.parse(rule);
        checkSegmentRule(rule);
        const expected = people.filter(person => holds(person, rule)).map(person => person.customer_id);
        expect(await membersOf(rule)).toEqual(expected.sort());
      }),
      { numRuns: 120, seed: 20261122 },
    );
  });

  it('count what they keep: count, members, pages and export are the same people', async () => {
    const { ctx } = stores;
    const rule = { feature: 'occasions', op: 'gte', value: 3 } as const;
    await saveSegment(ctx, { name: 'regulars', title: 'Regulars', rule });
    const counted = await countSegment(ctx, 'regulars');
    const expected = people
      .filter(person => person.occasions >= 3)
      .map(person => person.customer_id)
      .sort();
    expect(counted.count).toBe(expected.length);
    const first = await loadMembers(ctx, 'regulars', { limit: 10, cursor: null });
    const rest = await loadMembers(ctx, 'regulars', { limit: 1000, cursor: first.nextCursor });
    expect([...first.members, ...rest.members].map(m => m.customerId)).toEqual(expected);
    let csv = '';
    for await (const part of memberCsv(ctx, 'regulars')) csv += part;
    expect(csv.trim().split('\r\n').length - 1).toBe(expected.length);
    const { sql } = await loadSegmentSql(ctx, 'regulars');
    expect(sql).toContain('customer_features');
    expect(sql).not.toContain('3)');
  });

  it.each<[string, SegmentRule, string]>([
    [
      'an operator the feature does not take',
      { feature: 'tier', op: 'lt', value: 'high' },
      'segment-operator',
    ],
    ['a value outside the closed set', { feature: 'tier', op: 'eq', value: 'top' }, 'segment-value'],
    ['a text where a number belongs', { feature: 'occasions', op: 'eq', value: 'three' }, 'segment-value'],
    ['an impossible day', { feature: 'first_day', op: 'lt', value: '2025-13-40' }, 'segment-value'],
    ['one bound of two', { feature: 'occasions', op: 'between', value: [1] }, 'segment-value'],
  ])('refuse %s and say where', (_what, rule, code) => {
    expect(() => checkSegmentRule({ all: [rule] })).toThrowError(expect.objectContaining({ code }));
  });

  it('refuse a rule nested deeper than a person could read', () => {
    let rule: SegmentRule = { feature: 'occasions', op: 'eq', value: 1 };
    for (let depth = 0; depth < 9; depth += 1) rule = { not: rule };
    expect(() => checkSegmentRule(rule)).toThrowError(expect.objectContaining({ code: 'segment-too-large' }));
  });
});
