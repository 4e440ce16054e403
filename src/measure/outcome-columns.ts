/**
 * A campaign's outcome as typed columns per population and arm, and as exact totals: what the statistics and the
 * page read. Everybody is in the columns; people without a purchase are zeros.
 */
import { currencyExponent, decimalToMinor } from '../kernel/money.ts';
import type { ArmTotals, Population } from '../records/result.ts';
import type { OutcomeSums, PeopleGroup, PersonOutcome } from './campaign-outcome.store.ts';

export type Arm = ArmTotals['arm'];

/** One arm of one population. Columns have `people` entries; values and costs are minor units. */
export interface ArmOutcome {
  readonly totals: ArmTotals;
  readonly buyers: Float64Array;
  readonly orders: Float64Array;
  readonly values: Float64Array;
  /** Contact costs of the people with sales or refunds, in the order of the columns' first `listed` entries. */
  readonly listed: number;
  readonly listedCosts: Float64Array;
  /** Contact costs of everybody else. */
  readonly idle: readonly { readonly cost: number; readonly people: number }[];
}

export interface PopulationOutcome {
  readonly population: Population;
  readonly treatment: ArmOutcome;
  readonly control: ArmOutcome;
}

export interface OutcomeParts {
  readonly people: readonly PeopleGroup[];
  readonly sums: readonly OutcomeSums[];
  readonly persons: readonly PersonOutcome[];
  readonly currency: string;
}

const belongs = (population: Population, row: { readonly wouldSend: number }) =>
  population === 'assigned' || row.wouldSend === 1;

/** Exact sum of decimals in minor units: Decimal(18,4) sums as integers of 1/10,000 before rounding once. */
function exactMinor(
  amounts: readonly { readonly amount: string; readonly times: number }[],
  currency: string,
): bigint {
  let total = 0n;
  for (const { amount, times } of amounts) {
    const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
    const units = BigInt(whole + fraction.slice(0, 4).padEnd(4, '0')) * BigInt(times);
    total += amount.startsWith('-') ? -units : units;
  }
  const size = (total < 0n ? -total : total).toString().padStart(5, '0');
  return decimalToMinor(`${total < 0n ? '-' : ''}${size.slice(0, -4)}.${size.slice(-4)}`, currency);
}

function totalsOf(parts: OutcomeParts, population: Population, arm: Arm): ArmTotals {
  const groups = parts.people.filter(row => row.arm === arm && belongs(population, row));
  const sums = parts.sums.filter(row => row.arm === arm && belongs(population, row));
  const count = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
  const value = exactMinor(
    sums.map(row => ({ amount: row.value, times: 1 })),
    parts.currency,
  );
  const cost = exactMinor(
    groups.map(row => ({ amount: row.cost, times: row.people })),
    parts.currency,
  );
  return {
    arm,
    people: count(groups.map(row => row.people)),
    buyers: count(sums.map(row => row.buyers)),
    orders: count(sums.map(row => row.orders)),
    valueMinor: value.toString(),
    netMinor: (value - cost).toString(),
    contactCostMinor: cost.toString(),
  };
}

/** People of each cost who have no sales, from all people of that cost minus those listed. */
function idleCosts(
  parts: OutcomeParts,
  inArm: (row: { arm: Arm; wouldSend: number }) => boolean,
  scale: number,
) {
  const left = new Map<number, number>();
  const add = (cost: string, people: number) => {
    const minor = Number(cost) * scale;
    left.set(minor, (left.get(minor) ?? 0) + people);
  };
  for (const row of parts.people) if (inArm(row)) add(row.cost, row.people);
  for (const row of parts.persons) if (inArm(row)) add(row.cost, -1);
  return [...left].map(([cost, people]) => ({ cost, people })).filter(({ people }) => people > 0);
}

function armOutcome(parts: OutcomeParts, population: Population, arm: Arm): ArmOutcome {
  const scale = 10 ** currencyExponent(parts.currency);
  const totals = totalsOf(parts, population, arm);
  const inArm = (row: { arm: Arm; wouldSend: number }) => row.arm === arm && belongs(population, row);
  const persons = parts.persons.filter(inArm);
  const column = (of: (person: PersonOutcome) => number) => {
    const all = new Float64Array(totals.people);
    persons.forEach((person, index) => {
      all[index] = of(person);
    });
    return all;
  };
  return {
    totals,
    buyers: column(person => person.buyer),
    orders: column(person => person.orders),
    values: column(person => Number(person.value) * scale),
    listed: persons.length,
    listedCosts: Float64Array.from(persons, person => Number(person.cost) * scale),
    idle: idleCosts(parts, inArm, scale),
  };
}

/** Both arms of one population. Cost O(people). */
export const populationOutcome = (parts: OutcomeParts, population: Population): PopulationOutcome => ({
  population,
  treatment: armOutcome(parts, population, 'treatment'),
  control: armOutcome(parts, population, 'control'),
});
