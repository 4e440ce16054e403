/** The raw material of the seasonal clock against a plain reading of the same purchases. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Purchase, storeRhythmBase } from '../testing/rhythm-base.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { computeFeatures } from './compute-features.store.ts';
import { loadDefinition } from './definition.store.ts';
import { loadDayCounts } from './features-draft.store.ts';
import { addDays, atRiskDays, type DayCount } from './seasonal-clock.ts';

const asOf = new Date('2026-03-01T16:00:00Z');
const zoneMs = 8 * 3_600_000;
const dayOf = (at: Date) => new Date(at.getTime() + zoneMs).toISOString().slice(0, 10);
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

let stores: TestStores;
let purchases: Purchase[];
let asOfDay: string;
let counts: DayCount[];

beforeAll(async () => {
  stores = await testStores({ start: asOf });
  purchases = await storeRhythmBase(stores.ctx.ch, {
    customers: 60,
    days: 700,
    end: asOf,
    seed: 12,
    costShare: null,
  });
  const definition = await loadDefinition(stores.ctx);
  counts = await computeFeatures(
    stores.ctx,
    { asOf, definition },
    {
      beside: async () => {},
      then(run) {
        asOfDay = run.asOfDay;
        return loadDayCounts(stores.ctx, run);
      },
    },
  );
});
afterAll(() => stores?.close());

/** Purchase days of each customer, in order. */
function daysByCustomer(): string[][] {
  const found = new Map<string, Set<string>>();
  for (const { customer, at } of purchases)
    found.set(customer, (found.get(customer) ?? new Set()).add(dayOf(at)));
  return [...found.values()].map(days => [...days].sort());
}

it('counts per day who came back within half a year and how many might have', () => {
  const people = daysByCustomer();
  const at = new Map(counts.map(row => [row.day, row]));
  const first = counts[0]?.day as string;
  expect(people.flat()).toContain(first);
  let atRisk = 0;
  for (let day = first; day < asOfDay; day = addDays(day, 1)) {
    atRisk += at.get(day)?.opened ?? 0;
    const lastBefore = people.map(days => days.filter(each => each < day).at(-1));
    const open = lastBefore.map(last => last !== undefined && daysBetween(last, day) <= atRiskDays);
    expect({ day, atRisk, returning: at.get(day)?.returning ?? 0 }).toEqual({
      day,
      atRisk: open.filter(Boolean).length,
      returning: people.filter((days, index) => open[index] && days.includes(day)).length,
    });
  }
});
