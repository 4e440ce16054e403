/** The tables of a card in the words of the API: its cells, past origins and backtests. */
import { currencyExponent } from '../kernel/money.ts';
import { sum } from '../math/moments.ts';
import { arrivalDays } from '../records/buying-share.ts';
import type { MoneyEstimate } from '../records/estimate.ts';
import type { Opportunity } from '../records/opportunity.ts';
import type { Backtest } from './opportunity-backtest.ts';
import {
  type Block,
  blockLabel,
  type CellCount,
  type CellKey,
  CellTable,
  type PastTables,
} from './opportunity-cells.ts';
import {
  asGoing,
  asTwins,
  type BlockTotals,
  blockTotals,
  type ComparedList,
  type Corrections,
  type Interval,
  type OriginCounts,
  type OriginStake,
  overOrigins,
  type Reference,
  stakeAt,
} from './opportunity-stake.ts';
import type { OriginPlan } from './origins.ts';

/** Major units as a text of whole minor units. */
export type ToMinor = (major: number) => string;

export const minorUnits = (currency: string): number => 10 ** currencyExponent(currency);
export const minorOf =
  (currency: string): ToMinor =>
  major =>
    (Math.round(major * minorUnits(currency)) + 0).toFixed(0);

/** Shares with six digits, so that a repeated run gives the same bytes. */
export const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
export const mean = (values: readonly number[]): number => sum(values) / values.length;

/**
 * The list's buying share by days of the horizon: the whole of it times the part of the same cells' buyers, over all
 * origins, who had come by then. Empty where the whole is unknown or no arrivals were measured.
 */
export function buyingByDays(
  { list, plan }: { readonly list: readonly CellKey[]; readonly plan: OriginPlan },
  tables: readonly PastTables[],
  buying: number | null,
): Opportunity['buyingByDays'] {
  const { horizonDays } = plan;
  const arrived = tables.map(({ members }) => members.arrivals(list, arrivalDays));
  const buyers = sum(tables.map(({ members }) => members.total(list).buyers));
  const by = arrivalDays.map((days, index) => ({ days, buyers: sum(arrived.map(each => each[index] ?? 0)) }));
  if (buying === null || by.every(each => each.buyers === 0)) return [];
  return [
    ...by
      .filter(({ days }) => days < horizonDays)
      .map(each => ({ days: each.days, share: rounded((buying * each.buyers) / buyers) })),
    { days: horizonDays, share: rounded(buying) },
  ];
}

/**
 * The list's baseline by days of the horizon: at each origin what the same cells had brought by then, as the baseline of
 * the whole horizon is made, with that horizon's season factor and correction; the interval is that of these days over
 * origins, not a part of the horizon's. Empty where the whole is unknown or an origin knows no days.
 */
export function baselineByDays(
  compared: ComparedList,
  {
    origins,
    horizonDays,
    whole,
  }: {
    readonly origins: readonly OriginCounts[];
    readonly horizonDays: number;
    readonly whole: Interval | null;
  },
  toMinor: ToMinor,
): Opportunity['baselineByDays'] {
  if (!whole || origins.some(origin => origin.cells.some(cell => !cell.values?.length))) return [];
  const upTo = (index: number) =>
    overOrigins(
      origins.flatMap(origin => {
        const cells = origin.cells.map(cell => ({ ...cell, value: cell.values?.[index] ?? 0 }));
        return stakeAt(compared, { ...origin, cells })?.baseline ?? [];
      }),
    );
  const days = arrivalDays.flatMap((day, index) => (day < horizonDays ? [{ day, index }] : []));
  return [
    ...days.map(({ day, index }) => ({ days: day, ...estimateOf(upTo(index), toMinor) })),
    { days: horizonDays, ...estimateOf(whole, toMinor) },
  ];
}

/** An interval in the words of the API. */
export const estimateOf = ({ estimate, lo, hi }: Interval, toMinor: ToMinor): MoneyEstimate => ({
  estimate: toMinor(estimate),
  lo: lo === null ? null : toMinor(lo),
  hi: hi === null ? null : toMinor(hi),
});

/** What a block's customers of today are held against, at each origin that knows it. */
function referenceTotals(
  members: readonly CellCount[],
  tables: readonly PastTables[],
  { reference, corrections }: Pick<CellsOf, 'reference' | 'corrections'>,
): BlockTotals[] {
  if (reference.kind === 'twins')
    return tables.map(({ peers }) => {
      const { value, buyers } = blockTotals(members, peers, asTwins(reference.twinOf));
      return { value: value * corrections.reference, buyers: buyers * corrections.reference };
    });
  const own = reference.kind === 'own-last-year';
  return [
    {
      value: sum(members.map(cell => (own ? cell.ownValue : cell.messageCost) ?? 0)),
      buyers: own ? sum(members.map(cell => cell.ownBuyers ?? 0)) : 0,
    },
  ];
}

interface CellsOf {
  readonly list: readonly CellCount[];
  readonly reference: Reference;
  readonly corrections: Corrections;
  /** Names of what the kind tells apart beside occasions, rhythm and value. */
  readonly groups: readonly string[];
  readonly toMinor: ToMinor;
}

/** One block of the list with what its customers would bring a head, averaged over origins. */
export function cellOf(
  block: Block,
  cells: CellsOf,
  tables: readonly PastTables[],
): Opportunity['cells'][number] {
  const { list, toMinor, corrections, groups } = cells;
  const today = new CellTable(list);
  const members = block.cells.map(cell => today.at(cell));
  const people = sum(members.map(cell => cell.customers));
  const perCustomer = (values: readonly number[]) =>
    people > 0 && values.length > 0 ? mean(values) / people : 0;
  const going = tables.map(table => blockTotals(members, table.members, asGoing));
  const held = referenceTotals(members, tables, cells);
  return {
    label: blockLabel(block, groups),
    customers: people,
    baselinePerCustomerMinor: toMinor(corrections.baseline * perCustomer(going.map(each => each.value))),
    referencePerCustomerMinor: toMinor(perCustomer(held.map(each => each.value))),
    buyingShare: rounded(Math.min(1, corrections.baseline * perCustomer(going.map(each => each.buyers)))),
    referenceBuyingShare: rounded(Math.min(1, perCustomer(held.map(each => each.buyers)))),
  };
}

export const backtestOf = (test: Backtest, toMinor: ToMinor): Opportunity['backtests'][number] => ({
  at: test.at.toISOString(),
  customers: test.customers,
  baselineMinor: { estimate: toMinor(test.estimate), lo: toMinor(test.lo), hi: toMinor(test.hi) },
  realisedMinor: toMinor(test.realised),
  twins: test.twins && {
    estimateMinor: toMinor(test.twins.estimate),
    realisedMinor: toMinor(test.twins.realised),
  },
  inside: test.inside,
});

export const originOf = (stake: OriginStake, toMinor: ToMinor): Opportunity['origins'][number] => ({
  at: stake.at.toISOString(),
  seasonFactor: rounded(stake.seasonFactor),
  comparedCustomers: stake.comparedCustomers,
  baselineMinor: toMinor(stake.baseline),
  referenceMinor: toMinor(stake.reference),
  stakeMinor: toMinor(stake.stake),
});
