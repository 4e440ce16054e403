/**
 * How well what the product says did: everything a run fits, with its correction by past times, on the purchases before a day a
 * year ago and on nothing later, beside what the year then brought. Cut points of tiers alone are those of today.
 */
import type { ValueHoldout } from '../records/customer-value.ts';
import { lifeCycleStages, valueTiers } from '../records/feature.ts';
import { fitFromDays, knownBefore } from './fit-from-days.ts';
import { type OrderCell, orderCells, yearDays } from './repurchase/order-cells.ts';
import { expectedOrders, expectedWorth, fitOrders, type OrdersFit, total } from './repurchase/order-fit.ts';
import type { TierCuts } from './repurchase/past-tier.ts';
import { pastTimes } from './repurchase/repurchase-calibration.ts';
import { type BuyerDays, historyOf, type StandingModels, ticksOf } from './repurchase/standing.ts';
import { fitWaits } from './repurchase/waits.ts';

export interface HoldoutInput {
  readonly buyers: readonly BuyerDays[];
  /** Days since 1970. */
  readonly asOf: number;
  readonly cuts: TierCuts;
}

/** Of so many each stage has hundreds; fitting all of it to them takes a second. */
const mostBuyers = 8000;
const leastBuyers = 100;

/** An unselected part: they come in the order of their random ids. */
function part(buyers: readonly BuyerDays[]): readonly BuyerDays[] {
  const every = Math.ceil(buyers.length / mostBuyers);
  return every <= 1 ? buyers : buyers.filter((_, at) => at % every === 0);
}

/** What the models of a past day say, and the correction that past times of that day gave them; null where one of them has too little history. */
function asOf(cut: number, known: readonly BuyerDays[], cuts: TierCuts) {
  const { clock, fit: rhythm, window, value, first } = fitFromDays(known, cut);
  const times = pastTimes({ asOf: cut, first }, yearDays);
  if (rhythm.status !== 'ok' || times.length === 0 || value.families.every(({ model }) => !model))
    return null;
  const families = value.families.map(({ fromYear, toYear, model }) => ({ fromYear, toYear, model }));
  const waits = fitWaits({ clock, rhythm, families, buyers: known, asOf: cut });
  const models: StandingModels = { clock, rhythm, waits, families, newWindowDays: window.days };
  const tick = ticksOf(clock);
  const input = (buyers: readonly BuyerDays[]) => ({
    ...models,
    asOf: cut,
    cuts,
    orderValue: value.orderValue,
    histories: buyers.map(buyer => historyOf(buyer, tick)),
  });
  return {
    input,
    fit: fitOrders(orderCells(input(known), times)),
    knowsValue: value.orderValue.status === 'ok',
  };
}

const rounded = (value: number) => Math.round(value * 100) / 100;

function groupOf(
  of: Pick<ValueHoldout['groups'][number], 'kind' | 'name'>,
  cells: readonly OrderCell[],
  fit: OrdersFit,
): ValueHoldout['groups'] {
  if (cells.length === 0) return [];
  const orders = (cell: OrderCell) => {
    const own = fit.stages[cell.stage];
    return own ? expectedOrders(cell, own, 1).orders : cell.there;
  };
  const worth = (cell: OrderCell) =>
    fit.stages[cell.stage] ? expectedWorth(cell, fit).worth : cell.thereWorth;
  return [
    {
      ...of,
      customers: total(cells, cell => cell.customers),
      modelOrders: rounded(total(cells, cell => cell.there)),
      expectedOrders: rounded(total(cells, orders)),
      actualOrders: total(cells, cell => cell.orders),
      modelValue: rounded(total(cells, cell => cell.thereWorth)),
      expectedValue: rounded(total(cells, worth)),
      actualValue: rounded(total(cells, cell => cell.worth)),
    },
  ];
}

const dayText = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** Null where fewer than 100 had bought a year ago, or the history before that is too short to be corrected by. About 2 s in all. */
export function holdOutValue({ buyers, asOf: today, cuts }: HoldoutInput): ValueHoldout | null {
  const cut = today - yearDays;
  const some = part(buyers);
  const known = knownBefore(some, cut);
  if (known.length < leastBuyers) return null;
  const then = asOf(cut, known, cuts);
  if (!then) return null;
  const cells = orderCells(then.input(some), [cut]);
  return {
    cutDay: dayText(cut),
    days: yearDays,
    customers: total(cells, cell => cell.customers),
    isPart: some.length < buyers.length,
    knowsValue: then.knowsValue,
    groups: [
      ...groupOf({ kind: 'all', name: 'all' }, cells, then.fit),
      ...valueTiers.flatMap(name =>
        groupOf(
          { kind: 'tier', name },
          cells.filter(cell => cell.tier === name),
          then.fit,
        ),
      ),
      ...lifeCycleStages.flatMap(name =>
        groupOf(
          { kind: 'stage', name },
          cells.filter(cell => cell.stage === name),
          then.fit,
        ),
      ),
    ],
  };
}
