/** From counted rows to the chapter on who the customers are and how they buy. Pure. */

import { backWithin } from '../../models/repeat-share.ts';
import { type RepeatTimes, repeatTimeQuantile } from '../../models/repeat-time.ts';
import type {
  AttributeSpread,
  CategoryHabit,
  Habit,
  SpreadAttribute,
  SpreadGroup,
} from '../../records/review-behaviour.ts';

/** Attributes whose small groups would point at people. */
const sensitive: readonly SpreadAttribute[] = ['age', 'sex'];
const leastSensitive = 20;
const shownGroups = 15;

/** Attributes whose groups have an order of their own; others stand by size. */
const ordered: readonly SpreadAttribute[] = ['age', 'first-purchase'];

const plus = (a: SpreadGroup, b: SpreadGroup): SpreadGroup => ({
  ...a,
  customers: a.customers + b.customers,
  buyers365: a.buyers365 + b.buyers365,
  value365Minor: a.value365Minor + b.value365Minor,
});

const placeIn = (order: readonly string[], { name }: SpreadGroup) => {
  const at = order.indexOf(name);
  return at < 0 ? order.length : at;
};

/**
 * One attribute's groups: the largest by name, the rest under '', who is unknown apart. Groups + rest + unknown are all customers.
 * `order` puts groups first that have one of their own. A sensitive group of fewer than 20 goes to the rest, which is then not named alone either.
 */
export function spreadOf(
  attribute: SpreadAttribute,
  groups: readonly SpreadGroup[],
  order: readonly string[] = [],
): AttributeSpread {
  const known = groups.filter(({ name }) => name !== '');
  const unknown = groups.filter(({ name }) => name === '').reduce((n, group) => n + group.customers, 0);
  const isSmall = ({ customers }: SpreadGroup) => sensitive.includes(attribute) && customers < leastSensitive;
  const bySize = [...known].sort((l, r) => r.customers - l.customers || (l.name < r.name ? -1 : 1));
  const named = bySize.filter(group => !isSmall(group));
  const shown = ordered.includes(attribute)
    ? named.sort((l, r) => (l.name < r.name ? -1 : 1)).slice(-24)
    : named.slice(0, shownGroups).sort((l, r) => placeIn(order, l) - placeIn(order, r));
  const rest = known.filter(group => !shown.includes(group));
  const others = rest.reduce(plus, { name: '', customers: 0, buyers365: 0, value365Minor: 0 });
  return {
    attribute,
    groups: [...shown, ...(others.customers > 0 ? [others] : [])],
    unknown,
    suppressed: known.filter(isSmall).length,
  };
}

/** Fewer gaps than these say nothing of a category. */
const leastGaps = 100;

export interface CategoryRow {
  readonly category: string;
  readonly buyers: number;
  readonly orders: number;
  readonly netMinor: number;
}

/** Categories with how soon their buyers come back to them. */
export function categoryHabits(
  rows: readonly CategoryRow[],
  times: ReadonlyMap<string, readonly RepeatTimes[]>,
): CategoryHabit[] {
  return rows.map(row => {
    const own = times.get(row.category) ?? [];
    const gaps = own.reduce((n, { events }) => n + events, 0);
    const enough = gaps >= leastGaps;
    return {
      ...row,
      gaps,
      quarterBackDays: enough ? repeatTimeQuantile(own, 0.25) : null,
      halfBackDays: enough ? repeatTimeQuantile(own, 0.5) : null,
      backWithin90: enough ? backWithin(own, 90) : null,
    };
  });
}

/** Habits in the order of their names, those nobody has left in at nought, so that shares can be read. */
export const habitsOf = (names: readonly string[], found: readonly Habit[]): Habit[] =>
  names.map(
    name => found.find(habit => habit.name === name) ?? { name, customers: 0, orders: 0, netMinor: 0 },
  );

/** Hours say nothing where nearly all orders stand at the first second of a day. */
export const hasHours = ({ orders, atMidnight }: { orders: number; atMidnight: number }): boolean =>
  orders > 0 && atMidnight / orders < 0.9;
