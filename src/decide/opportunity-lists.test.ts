import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opportunityKinds } from '../records/opportunity.ts';
import { type Brought, codeOf, type Group, type GroupCount, groupOf, layout } from './opportunity-groups.ts';
import { kindPlans, listCells, peerCells } from './opportunity-kinds.ts';
import { type FoundBase, fullLists, listOf } from './opportunity-lists.ts';
import { overlapOf, withoutRepeats } from './opportunity-ranking.ts';

const group = (rest: Partial<Group> = {}): Group => ({
  occasions: 1,
  rhythm: 0,
  third: 1,
  falls: false,
  owns: false,
  written: false,
  category: 0,
  ...rest,
});
const brought = (value: number, buyers: number): Brought => ({ value, buyers, arrivals: [], values: [] });
const count = (of: Partial<Group>, customers: number, rest: Partial<GroupCount> = {}): GroupCount => ({
  group: group(of),
  customers,
  weight: customers,
  occasionValue: 10 * customers,
  ownValue: 0,
  ownBuyers: 0,
  messages: 0,
  messageCost: 0,
  ...rest,
});
const anyGroup = fc
  .integer({ min: 0, max: layout.category.step * layout.category.size - 1 })
  .map(groupOf)
  .filter(each => each.third < layout.third.size);

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) - n * 86_400_000);
const pricing = {
  currency: 'CNY',
  assumptions: { contactCostMinor: 10, incentiveMinor: null, redeemShare: 1 },
};
/** A base whose past times look alike. */
const baseOf = (today: readonly GroupCount[], then: readonly GroupCount[], rest: Partial<FoundBase> = {}) => {
  const origins = [90, 180, 270, 360].map((back, k) => ({
    at: day(back),
    groups: then.map(each => {
      const nudged = each.brought && { ...each.brought, value: each.brought.value * (1 + k / 100) };
      return { ...each, ...(nudged && { brought: nudged }) };
    }),
    season: { all: 1, ofCategory: 2 },
  }));
  const base: FoundBase = {
    firstSale: day(1200),
    seasonKnown: true,
    origins,
    past: [],
    today,
    categories: ['tea', 'cups'],
    category: 'cups',
    ...rest,
  };
  return base;
};

describe('a group', () => {
  it('is its code and back', () => {
    fc.assert(
      fc.property(anyGroup, each => {
        expect(groupOf(codeOf(each))).toEqual(each);
      }),
    );
    expect(layout.category.step).toBe(4 * 4 * 3 * 2 * 2 * 2);
  });
});

describe('lists', () => {
  it('count each customer once in all, in the best list, and lose nobody whom any list holds', () => {
    const order = fc.shuffledSubarray([...opportunityKinds], { minLength: 6 });
    fc.assert(
      fc.property(fc.array(anyGroup, { maxLength: 40 }), order, (found, kinds) => {
        const today = [...new Map(found.map(each => [codeOf(each), count(each, 7)])).values()];
        const lists = kinds.map(kind => ({ kind, holds: kindPlans[kind].holds }));
        const parts = withoutRepeats(lists);
        const kindsOf = (among: typeof lists, each: Group) =>
          among.filter(list => list.holds(each)).map(list => list.kind);
        for (const each of today)
          expect(kindsOf(parts, each.group)).toEqual(kindsOf(lists, each.group).slice(0, 1));
        for (const list of lists)
          for (const { kind, customers } of overlapOf(list, lists, today)) {
            const both = today.filter(each => list.holds(each.group) && kindPlans[kind].holds(each.group));
            expect(customers).toBe(both.length * 7);
            expect(kind).not.toBe(list.kind);
          }
      }),
      { seed: 5 },
    );
  });

  it('of first purchases are held against who came again after the same first category', () => {
    const plan = kindPlans['first-not-repeated'];
    const late = count({ occasions: 0, rhythm: 2, category: 2 }, 50);
    const same = count({ occasions: 1, rhythm: 0, category: 2 }, 40, { brought: brought(400, 20) });
    const other = count({ occasions: 1, rhythm: 0, category: 1 }, 40, { brought: brought(9000, 40) });
    const [cell] = listCells(plan, [late, same, other], plan.holds);
    expect(cell).toMatchObject({ customers: 50, group: 2 });
    const peers = peerCells(plan, [late, same, other]);
    const twin = cell && plan.peers?.twin(cell);
    expect(peers.find(each => each.group === twin?.group && each.occasions === twin.occasions)).toMatchObject(
      {
        customers: 40,
        value: 400,
      },
    );
  });

  it('of a category are held against its share of buyers times what they bring in it', () => {
    const plan = kindPlans['category-gap'];
    const without = count({}, 300, { brought: brought(9000, 200), broughtOfCategory: brought(60, 6) });
    const owners = count({ owns: true }, 100, {
      brought: brought(5000, 90),
      broughtOfCategory: brought(800, 40),
    });
    const [cell] = listCells(plan, [without, owners], plan.holds);
    expect(cell).toMatchObject({ customers: 300, value: 60, buyers: 6 });
    // A quarter buys the category and brings 8 a head of it.
    const [peers] = peerCells(plan, [without, owners]);
    expect((peers?.value ?? 0) / (peers?.customers ?? 1)).toBe(0.25 * 8);
    const figures = listOf(
      baseOf([without, owners], [without, owners]),
      { kind: 'category-gap', holds: plan.holds },
      { ...pricing, dominant: [] },
    );
    expect(figures).toMatchObject({ category: 'cups', valuePerOccasion: 20 });
    expect(figures.origins[0]?.seasonFactor).toBe(2);
  });

  it('of a category are empty where no category is missing', () => {
    const lists = fullLists(baseOf([count({}, 300)], [], { category: null }), pricing);
    expect(lists.find(list => list.kind === 'category-gap')?.holds(group())).toBe(false);
  });

  it('that fall are compared at times with a year and a half before them only', () => {
    const today = [count({ falls: true }, 60, { ownValue: 900, ownBuyers: 50 })];
    const list = { kind: 'falling' as const, holds: kindPlans.falling.holds };
    const origins = (firstSale: Date) =>
      listOf(baseOf(today, today, { firstSale }), list, { ...pricing, dominant: [] }).origins.map(
        each => each.at,
      );
    expect(origins(day(180 + 545))).toEqual([day(90), day(180)]);
    expect(origins(day(1200))).toHaveLength(4);
  });

  it('leave who is listed apart out of every figure', () => {
    const today = [count({ falls: true }, 60, { ownValue: 900, ownBuyers: 50 })];
    const apart = count({ falls: true }, 1, { ownValue: 400, ownBuyers: 1 });
    const list = { kind: 'falling' as const, holds: kindPlans.falling.holds };
    const figures = listOf(baseOf(today, today), list, { ...pricing, dominant: [apart] });
    expect(figures.list).toMatchObject([{ customers: 59, weight: 59, ownValue: 500, ownBuyers: 49 }]);
  });
});

describe('whom to stop writing to', () => {
  const messages = { messages: 1000, messageCost: 500 };
  const lost = (value: number) =>
    count({ rhythm: 3, written: true }, 200, { ...messages, brought: brought(value, 2) });
  const here = count({ rhythm: 0, written: true }, 200, { ...messages, brought: brought(9000, 150) });
  const stopOf = (value: number) => {
    const groups = [lost(value), here, count({ rhythm: 3 }, 200, { brought: brought(1, 1) })];
    return fullLists(baseOf(groups, groups), pricing).find(list => list.kind === 'stop-spending');
  };

  it('is who brings less than their messages cost, and nobody else', () => {
    const list = stopOf(20);
    expect(list?.holds(group({ rhythm: 3, written: true }))).toBe(true);
    expect(list?.holds(group({ rhythm: 0, written: true }))).toBe(false);
    expect(list?.holds(group({ rhythm: 3, written: false }))).toBe(false);
    expect(list?.pool?.(group({ rhythm: 0, written: true }))).toBe(true);
  });

  it('is nobody where messages pay', () => {
    expect(stopOf(800)?.holds(group({ rhythm: 3, written: true }))).toBe(false);
  });

  it('leaves out a small cell that earns its messages though its neighbours do not', () => {
    const small = (rest: Partial<GroupCount> = {}) =>
      count({ rhythm: 3, third: 2, written: true }, 40, { messages: 200, messageCost: 100, ...rest });
    const groups = [lost(20), here, small({ brought: brought(300, 20) })];
    const list = fullLists(baseOf(groups, groups), pricing).find(each => each.kind === 'stop-spending');
    expect(list?.holds(group({ rhythm: 3, third: 2, written: true }))).toBe(false);
    expect(list?.holds(group({ rhythm: 3, third: 1, written: true }))).toBe(true);
  });
});
