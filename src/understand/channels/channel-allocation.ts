/**
 * Spend laid on sales channels and on ways of winning customers, by stored rules. Whole minor units from beginning to end:
 * what is laid and what is left add up to the spend exactly, both times.
 */
import { decimalText, tenThousandths } from '../../kernel/decimal4.ts';
import { decimalToMinor } from '../../kernel/money.ts';
import { apportion } from '../../models/apportion.ts';
import type { CostBasis, CostLine, CostRule } from '../../records/channel-cost.ts';

/** Spend of one channel in one month, in the review's currency, as decimal text. */
export interface SpentCell {
  readonly channel: string;
  readonly month: string;
  readonly amount: string;
}

/** A driver's amount by month and channel, in whole units of its own. */
export type Driver = ReadonlyMap<string, ReadonlyMap<string, bigint>>;

export interface Drivers {
  /** Sales channels of the year in order. */
  readonly channels: readonly string[];
  readonly sales: Driver;
  readonly orders: Driver;
  readonly newBuyers: Driver;
  /** By way of winning, then by month and channel: where its customers bought. */
  readonly acquired: ReadonlyMap<string, Driver>;
  /** New customers by month and way of winning; `sources` are all such ways. */
  readonly sources: readonly string[];
  readonly won: Driver;
  /** The channel most of a store's sales go through. */
  readonly channelOfStore: ReadonlyMap<string, string>;
}

export interface Allocation {
  readonly totalMinor: bigint;
  readonly lines: readonly CostLine[];
  readonly byChannel: ReadonlyMap<string, bigint>;
  readonly bySource: ReadonlyMap<string, bigint>;
  /** `byChannel` taken apart by month. */
  readonly byMonth: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
}

interface MinorCell {
  readonly channel: string;
  readonly month: string;
  readonly minor: bigint;
}

/** Cells in minor units whose sum is the rounded sum: each gets what the running total moved by. */
export function minorCells(cells: readonly SpentCell[], currency: string): MinorCell[] {
  let [exact, given] = [0n, 0n];
  return cells.map(({ channel, month, amount }) => {
    exact += tenThousandths(amount);
    const upTo = decimalToMinor(decimalText(exact), currency);
    const minor = upTo - given;
    given = upTo;
    return { channel, month, minor };
  });
}

/** The rule of a channel: the stored one, else media with the first basis that finds something. */
export function ruleOf(channel: string, rules: readonly CostRule[], drivers: Drivers) {
  const stored = rules.find(rule => rule.channel === channel);
  if (stored) return { ...stored, isDefault: false };
  const own = drivers.channels.includes(channel) || drivers.channelOfStore.has(channel);
  const basis: CostBasis = !own && drivers.acquired.has(channel) ? 'acquired' : 'own';
  return { channel, purpose: 'media' as const, basis, targets: [], serviceEvents: [], isDefault: true };
}

type Rule = ReturnType<typeof ruleOf>;

/** A driver of one month; where nothing happened in it, of the whole year. */
function weightsOf(driver: Driver | undefined, month: string, names: readonly string[]): bigint[] {
  const own = driver?.get(month);
  const weights = names.map(name => own?.get(name) ?? 0n);
  if (weights.some(weight => weight > 0n)) return weights;
  return names.map(name =>
    [...(driver?.values() ?? [])].reduce((sum, each) => sum + (each.get(name) ?? 0n), 0n),
  );
}

function channelWeights({ channel, basis }: Rule, month: string, { drivers, names }: ToChannels): bigint[] {
  const home = drivers.channels.includes(channel) ? channel : drivers.channelOfStore.get(channel);
  const byBasis: Record<CostBasis, () => bigint[]> = {
    own: () => names.map(name => (name === home ? 1n : 0n)),
    acquired: () => weightsOf(drivers.acquired.get(channel), month, names),
    sales: () => weightsOf(drivers.sales, month, names),
    orders: () => weightsOf(drivers.orders, month, names),
    'new-customers': () => weightsOf(drivers.newBuyers, month, names),
    even: () => names.map(() => 1n),
    none: () => names.map(() => 0n),
  };
  return byBasis[basis]();
}

interface ToChannels {
  readonly drivers: Drivers;
  readonly names: readonly string[];
}

/** Names with their parts of an amount; empty where no name has a weight. */
function laid(minor: bigint, names: readonly string[], weights: readonly bigint[]): [string, bigint][] {
  const parts = apportion(minor, weights);
  if (!parts) return [];
  return names.map((name, at) => [name, parts[at] ?? 0n]);
}

function onChannels(cell: MinorCell, rule: Rule, drivers: Drivers): [string, bigint][] {
  if (rule.purpose === 'service') return [];
  const names = drivers.channels.filter(name => rule.targets.length === 0 || rule.targets.includes(name));
  return laid(cell.minor, names, channelWeights(rule, cell.month, { drivers, names }));
}

/** Spend of a way of winning is its own; what is shared goes by the customers won; what is laid nowhere stays so. */
function onSources(cell: MinorCell, rule: Rule, drivers: Drivers): [string, bigint][] {
  if (rule.purpose === 'service' || rule.basis === 'none') return [];
  const isSource = drivers.sources.includes(cell.channel);
  // What a store costs is no way of winning customers.
  if (!isSource && drivers.channelOfStore.has(cell.channel)) return [];
  if (isSource || rule.basis === 'own' || rule.basis === 'acquired') return [[cell.channel, cell.minor]];
  return laid(cell.minor, drivers.sources, weightsOf(drivers.won, cell.month, drivers.sources));
}

function addTo(sums: Map<string, bigint>, parts: readonly [string, bigint][]): bigint {
  let sum = 0n;
  for (const [name, part] of parts) {
    sums.set(name, (sums.get(name) ?? 0n) + part);
    sum += part;
  }
  return sum;
}

/** Lays every cell by its channel's rule. Cells of other currencies must not be among them. */
export function allocate(
  cells: readonly SpentCell[],
  { rules, drivers, currency }: { rules: readonly CostRule[]; drivers: Drivers; currency: string },
): Allocation {
  const [byChannel, bySource] = [new Map<string, bigint>(), new Map<string, bigint>()];
  const byMonth = new Map<string, Map<string, bigint>>();
  const minors = minorCells(cells, currency);
  const names = [...new Set(minors.map(cell => cell.channel))];
  const lines = names.map(channel => {
    const rule = ruleOf(channel, rules, drivers);
    let [amount, channels, sources] = [0n, 0n, 0n];
    for (const cell of minors.filter(each => each.channel === channel)) {
      amount += cell.minor;
      const parts = onChannels(cell, rule, drivers);
      channels += addTo(byChannel, parts);
      for (const [name, part] of parts) {
        const months = byMonth.get(name) ?? new Map<string, bigint>();
        byMonth.set(name, months);
        addTo(months, [[cell.month, part]]);
      }
      sources += addTo(bySource, onSources(cell, rule, drivers));
    }
    return {
      channel,
      purpose: rule.purpose,
      basis: rule.basis,
      targets: [...rule.targets],
      isDefault: rule.isDefault,
      amountMinor: Number(amount),
      channelsMinor: Number(channels),
      channelsLeftMinor: Number(amount - channels),
      sourcesMinor: Number(sources),
      sourcesLeftMinor: Number(amount - sources),
    };
  });
  const totalMinor = minors.reduce((sum, cell) => sum + cell.minor, 0n);
  return {
    totalMinor,
    lines: lines.sort((a, b) => b.amountMinor - a.amountMinor),
    byChannel,
    bySource,
    byMonth,
  };
}
