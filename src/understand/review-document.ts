/** Puts the figures of a review together: sums to minor units, counts by class, warnings a reader must see first. */
import { decimalToMinor } from '../kernel/money.ts';
import { lifeCycleStages, rfmCells, valueTiers } from '../records/feature.ts';
import type { CutPoints, ReviewDocument, RhythmModel } from '../records/review.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { OtherCurrencies } from './other-currencies.store.ts';
import { reviewDefinitions } from './review-definitions.ts';

type Row = Readonly<Record<string, string>>;

export interface ReviewParts {
  readonly asOf: Date;
  readonly asOfDay: string;
  readonly definition: SalesDefinition;
  readonly value: {
    readonly valueIs: 'margin' | 'sales';
    readonly coverage: number;
    readonly fallbackRate: number | null;
  };
  readonly cuts: CutPoints | null;
  readonly rhythm: RhythmModel;
  /** Whether any customer has a P(alive). */
  readonly isAliveModelled: boolean;
  readonly otherCurrencies: OtherCurrencies;
  readonly figures: Readonly<Record<FigureName, readonly Row[]>>;
  readonly sql: ReviewDocument['sql'];
}

export type FigureName =
  | 'months'
  | 'products'
  | 'regions'
  | 'channels'
  | 'excluded'
  | 'base'
  | 'tier'
  | 'stage'
  | 'rfm-cell'
  | 'rfm-grid'
  | 'rhythm-band';

const count = (row: Row | undefined, name: string): number => Number(row?.[name] ?? 0);

/** The document without identity or time of creation, so that the same base gives the same bytes. */
export function reviewDocumentOf(parts: ReviewParts): ReviewDocument {
  const { asOf, definition, value, cuts, rhythm, figures } = parts;
  const totals = totalsOf(parts);
  const base = figures.base[0];
  const money = moneyIn(definition.currency);
  const sales = {
    firstDay: totals?.first_day || null,
    lastDay: totals?.last_day || null,
    revenueMinor: money(totals?.revenue),
    refundsMinor: money(totals?.refunds),
    marginMinor: value.valueIs === 'margin' ? money(totals?.value_sum) : null,
    orders: count(totals, 'orders'),
    lines: count(totals, 'line_count'),
    withoutCustomer: {
      lines: count(totals, 'anonymous_lines'),
      revenueMinor: money(totals?.anonymous_revenue),
    },
  };
  return {
    asOf: asOf.toISOString(),
    definitionVersion: definition.version,
    zone: definition.zone,
    currency: definition.currency,
    valueIs: value.valueIs,
    marginCoverage: rounded(value.coverage),
    status: count(base, 'total') === 0 && sales.lines === 0 ? 'empty' : 'ok',
    customers: customersOf(parts),
    sales,
    months: monthsOf(parts),
    products: {
      count: count(figures.products[0], 'groups'),
      top: figures.products.map(row => ({
        sku: row.sku ?? '',
        name: row.name ?? '',
        quantity: Number(row.units),
        ...moneyRow(row, parts, sales.revenueMinor),
      })),
    },
    regions: namedTable(figures.regions, name => ({ region: name }), { parts, revenue: sales.revenueMinor }),
    channels: namedTable(figures.channels, name => ({ channel: name }), {
      parts,
      revenue: sales.revenueMinor,
    }),
    cuts: cuts && publicCuts(cuts),
    rhythm,
    excluded: figures.excluded.map(row => ({
      rule: row.name ?? '',
      customers: count(row, 'customers'),
      revenueMinor: money(row.revenue),
      share: share(money(row.revenue), sales.revenueMinor + money(row.revenue)),
    })),
    warnings: warningsOf(parts),
    definitions: reviewDefinitions(parts),
    sql: parts.sql,
  };
}

/** The row of the months without a month: all of history. */
const totalsOf = ({ figures }: ReviewParts) => figures.months.find(row => row.month === '');

const moneyIn = (currency: string) => (amount: string | undefined) =>
  Number(decimalToMinor(amount ?? '0', currency));
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
const share = (part: number, whole: number) => (whole === 0 ? 0 : rounded(part / whole));

const moneyRow = (row: Row, { definition, value }: ReviewParts, revenue: number) => {
  const money = moneyIn(definition.currency);
  return {
    revenueMinor: money(row.revenue),
    marginMinor: value.valueIs === 'margin' ? money(row.value_sum) : null,
    buyers: count(row, 'buyers'),
    orders: count(row, 'orders'),
    share: share(money(row.revenue), revenue),
  };
};

const namedTable = <N extends object>(
  rows: readonly Row[],
  named: (name: string) => N,
  { parts, revenue }: { parts: ReviewParts; revenue: number },
) => ({
  count: count(rows[0], 'groups'),
  top: rows.map(row => ({ ...named(row.name ?? ''), ...moneyRow(row, parts, revenue) })),
});

function monthsOf({ figures, definition, value, asOfDay }: ReviewParts): ReviewDocument['months'] {
  const money = moneyIn(definition.currency);
  return figures.months
    .filter(row => row.month !== '')
    .map(row => ({
      month: row.month ?? '',
      revenueMinor: money(row.revenue),
      refundsMinor: money(row.refunds),
      marginMinor: value.valueIs === 'margin' ? money(row.value_sum) : null,
      buyers: count(row, 'buyers'),
      orders: count(row, 'orders'),
      partial: row.month === asOfDay.slice(0, 7),
    }));
}

/** Counts by class with every class present, so that an empty one reads 0 and not nothing. */
function byName<const K extends string>(
  rows: readonly Row[],
  names: readonly K[],
  column = 'customers',
): Record<K, number> {
  const found = new Map(rows.map(row => [row.name, Number(row[column])]));
  return Object.fromEntries(names.map(name => [name, found.get(name) ?? 0])) as Record<K, number>;
}

function customersOf({ figures, definition }: ReviewParts): ReviewDocument['customers'] {
  const base = figures.base[0];
  const buyers = count(base, 'buyers');
  const bands = byName(figures['rhythm-band'], ['on-rhythm', 'warning', 'overdue', 'far-overdue']);
  const money = moneyIn(definition.currency);
  const inTier = new Map(figures.tier.map(row => [row.name, money(row.value_365)]));
  const median = (name: string) => (buyers === 0 ? null : Number(base?.[name]));
  return {
    total: count(base, 'total'),
    buyers,
    buyersLast365: count(base, 'buyers_365'),
    buyersLast730: count(base, 'buyers_730'),
    oneTime: count(base, 'one_time'),
    repeat: count(base, 'repeat_buyers'),
    tiers: byName(figures.tier, valueTiers),
    stages: byName(figures.stage, lifeCycleStages),
    rfmCells: byName(figures['rfm-cell'], rfmCells),
    rfmGrid: figures['rfm-grid'].map(row => ({
      r: count(row, 'r'),
      f: count(row, 'f'),
      customers: count(row, 'customers'),
      value365Minor: money(row.value_365),
    })),
    flags: { warning: count(base, 'warning'), notRepeated: count(base, 'not_repeated') },
    rhythmBands: {
      onRhythm: bands['on-rhythm'],
      warning: bands.warning,
      overdue: bands.overdue,
      farOverdue: bands['far-overdue'],
      unknown: buyers - bands['on-rhythm'] - bands.warning - bands.overdue - bands['far-overdue'],
    },
    tierValueMinor: {
      high: inTier.get('high') ?? 0,
      mid: inTier.get('mid') ?? 0,
      low: inTier.get('low') ?? 0,
    },
    medianRecencyDays: median('median_recency'),
    medianFrequency: median('median_frequency'),
    medianMonetaryMinor:
      buyers === 0 ? null : Math.round(Number(base?.median_monetary) * 10 ** exponentOf(definition.currency)),
  };
}

const exponentOf = (currency: string) => String(decimalToMinor('1', currency)).length - 1;

/** The grids stay with the version in state; a page has no use for a thousand percentiles. */
function publicCuts(cuts: CutPoints): CutPoints {
  const { version, asOf, definitionVersion, valueIs, buyers, recencyDays, frequency, monetary } = cuts;
  const { effectiveLevels, frequencyRule, medians, tierCuts, tierMoney, tierShares, chosen } = cuts;
  const levels = { recencyDays, frequency, monetary, effectiveLevels, frequencyRule, medians };
  const tiers = { tierCuts, tierMoney, tierShares };
  return { version, asOf, definitionVersion, valueIs, buyers, ...levels, ...tiers, chosen };
}

function warningsOf(parts: ReviewParts): ReviewDocument['warnings'] {
  const { value, rhythm, definition, cuts } = parts;
  const percent = (part: number) => Math.round(part * 1000) / 10;
  const totals = totalsOf(parts);
  const warnings: ReviewDocument['warnings'] = [];
  const warn = (code: string, params: Record<string, string | number> = {}) =>
    warnings.push({ code, params });
  const { otherCurrencies } = parts;
  if (otherCurrencies.lines > 0)
    warn('review-other-currency', {
      lines: otherCurrencies.lines,
      currencies: otherCurrencies.currencies.join(', '),
      currency: definition.currency,
    });
  // Nothing that is said about costs, gaps and clocks means anything of a base without a sale.
  if (count(totals, 'line_count') === 0) return [...warnings, { code: 'review-no-sales', params: {} }];
  if (value.valueIs === 'sales') warn('review-value-is-sales', { coverage: percent(value.coverage) });
  else if (value.coverage < 1) warn('review-margin-filled', { coverage: percent(value.coverage) });
  if (rhythm.status === 'insufficient') {
    warn('review-rhythm-insufficient', { customers: rhythm.customersWithGaps, gaps: rhythm.gaps });
  } else if (!parts.isAliveModelled) warn('review-alive-not-modelled');
  if (rhythm.seasonalClock === 'plain') warn('review-clock-plain');
  if (rhythm.newWindowFrom === 'rhythm-model')
    warn('review-new-window-from-model', { days: rhythm.newWindowDays ?? 0 });
  if (cuts?.frequencyRule === 'fixed-1-2-3-5-10') warn('review-frequency-fixed');
  const anonymous = count(totals, 'anonymous_lines');
  if (anonymous > 0)
    warn('review-lines-without-customer', { lines: anonymous, lag: definition.refundLagDays });
  return warnings;
}
