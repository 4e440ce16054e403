/** What all products of a review say together: totals, classes, concentration, stages, advice and what is missing. */
import { decimalText, tenThousandths } from '../../kernel/decimal4.ts';
import { decimalToMinor } from '../../kernel/money.ts';
import { concentration } from '../../models/concentration.ts';
import type { ProductSummary } from '../../records/product.ts';
import { productActions, productClasses, productStageNames } from '../../records/product-names.ts';
import type { SalesDefinition } from '../../records/sales-definition.ts';
import type { LaidCosts } from './channel-cost.store.ts';
import { type Counts, rateOf } from './counted-rates.ts';
import { monthNo } from './month-series.ts';
import { defaultSpans } from './product-bridge.ts';
import { productDefinitions } from './product-definitions.ts';
import type { ProductRow } from './product-rows.ts';

export interface DocumentParts {
  readonly reviewId: string;
  readonly createdAt: Date;
  readonly asOf: Date;
  readonly asOfDay: string;
  readonly definition: SalesDefinition;
  readonly rows: readonly ProductRow[];
  readonly rankedBy: ProductSummary['rankedBy'];
  readonly hasDiscounts: boolean;
  readonly spread: number;
  readonly baseCounts: { readonly secondOrder: Counts; readonly lapse: Counts };
  readonly channel: Omit<LaidCosts, 'byProduct'>;
  readonly service: Omit<LaidCosts, 'byProduct'> & { readonly costed: number; readonly cases: number };
  readonly pairs: ProductSummary['pairs'];
  readonly sql: ProductSummary['sql'];
  /** Lines in another currency, which the sales definition leaves out. */
  readonly otherCurrencyLines: number;
}

/** The exact sum of a column of decimal texts; nulls count as nothing. */
const sumOf = (rows: readonly ProductRow[], of: (row: ProductRow) => string | null): string =>
  decimalText(rows.reduce((sum, row) => sum + tenThousandths(of(row) ?? '0'), 0n));

const dayBefore = (day: string, days: number) =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);

const isSold = (row: ProductRow) => Number(row.orders) > 0 || Number(row.returns) > 0;

/** The document, in the same bytes for the same rows. */
export function productDocumentOf(parts: DocumentParts): ProductSummary {
  const { reviewId, createdAt, asOf, asOfDay, definition, rows, rankedBy, spread } = parts;
  const firstDay = rows.reduce<string | null>(
    (least, { first_day: day }) => (day && (least === null || day < least) ? day : least),
    null,
  );
  const window = { from: dayBefore(asOfDay, 364), to: asOfDay };
  return {
    reviewId,
    createdAt: createdAt.toISOString(),
    asOf: asOf.toISOString(),
    definitionVersion: definition.version,
    zone: definition.zone,
    currency: definition.currency,
    status: rows.length === 0 ? 'empty' : 'ok',
    window,
    products: {
      known: rows.length,
      sold: rows.filter(isSold).length,
      ended: rows.filter(row => row.found?.life.ended).length,
    },
    rankedBy,
    totals: totalsOf(parts),
    costs: costsOf(parts),
    ...spreadOf(parts),
    stages: stagesOf(parts),
    slopeSpread: spread,
    base: basesOf(parts),
    actions: productActions.map(action => ({
      action,
      products: rows.filter(row => row.action === action).length,
    })),
    spans: defaultSpans(firstDay, monthNo(asOfDay)),
    pairs: parts.pairs,
    warnings: warningsOf(parts),
    definitions: productDefinitions({ definition, window, rankedBy, slopeSpread: spread }),
    sql: parts.sql,
  };
}

const minorIn = (currency: string) => (text: string) => Number(decimalToMinor(text, currency));

function totalsOf({ rows, definition, rankedBy }: DocumentParts): ProductSummary['totals'] {
  const minor = minorIn(definition.currency);
  const earned = (of: (row: ProductRow) => string | null) =>
    rankedBy === 'contribution' ? minor(sumOf(rows, of)) : null;
  return {
    salesMinor: minor(sumOf(rows, row => row.sales)),
    returnsMinor: minor(sumOf(rows, row => row.returns)),
    netMinor: minor(sumOf(rows, row => row.net)),
    discountMinor: minor(sumOf(rows, row => row.discount)),
    marginMinor: earned(row => row.margin),
    channelCostMinor: minor(sumOf(rows, row => row.channelCost)),
    serviceCostMinor: minor(sumOf(rows, row => row.serviceCost)),
    contributionMinor: earned(row => row.contribution),
    totalNetMinor: minor(sumOf(rows, row => row.total_net)),
  };
}

const knownShareOf = (rows: readonly ProductRow[]): number => {
  const sales = rows.reduce((sum, row) => sum + Number(row.sales), 0);
  const known = rows.reduce((sum, row) => sum + Number(row.sales) * row.cost_known_share, 0);
  return sales > 0 ? Math.round((known / sales) * 1e6) / 1e6 : 0;
};

function costsOf({ rows, channel, service }: DocumentParts): ProductSummary['costs'] {
  return {
    goodsKnownShare: knownShareOf(rows),
    productsWithout: rows.filter(row => isSold(row) && row.contribution === null).length,
    channel: {
      state: channel.state,
      key: 'sales-of-channel-and-month',
      allocatedMinor: channel.allocatedMinor,
      unallocatedMinor: channel.leftMinor,
    },
    service: {
      state: service.state,
      allocatedMinor: service.allocatedMinor,
      unallocatedMinor: service.leftMinor,
      costed: service.costed,
      cases: service.cases,
    },
  };
}

function spreadOf(parts: DocumentParts): Pick<ProductSummary, 'classes' | 'concentration'> {
  const { rows, definition, rankedBy } = parts;
  const minor = minorIn(definition.currency);
  const money = (row: ProductRow) => (rankedBy === 'sales' ? row.net : row.contribution);
  const sold = rows.filter(isSold);
  const { hhi, gini, shareHolding80 } = concentration(sold.map(row => Number(money(row) ?? 0)));
  return {
    classes: productClasses.map(name => {
      const own = rows.filter(row => row.class === name);
      return { class: name, products: own.length, moneyMinor: minor(sumOf(own, money)) };
    }),
    concentration: { hhi, gini, shareHolding80 },
  };
}

function stagesOf({ rows, definition }: DocumentParts): ProductSummary['stages'] {
  const minor = minorIn(definition.currency);
  const stageOf = ({ found }: ProductRow) =>
    found?.life.status === 'ok' ? found.life.stage : 'insufficient';
  return productStageNames.map(stage => {
    const own = rows.filter(row => stageOf(row) === stage && row.class !== 'none');
    return { stage, products: own.length, salesMinor: minor(sumOf(own, row => row.sales)) };
  });
}

function basesOf({ rows, baseCounts, hasDiscounts }: DocumentParts): ProductSummary['base'] {
  const of = (name: 'sales' | 'returns' | 'discount') =>
    rows.reduce((sum, row) => sum + Number(row[name]), 0);
  const [sales, discount] = [of('sales'), of('discount')];
  return {
    returnRate: sales > 0 ? of('returns') / sales : null,
    discountShare: hasDiscounts && sales + discount > 0 ? discount / (sales + discount) : null,
    secondOrder: rateOf(baseCounts.secondOrder),
    lapse: rateOf(baseCounts.lapse),
  };
}

function warningsOf(parts: DocumentParts): ProductSummary['warnings'] {
  const { rows, rankedBy, channel, service, otherCurrencyLines, definition, hasDiscounts } = parts;
  const warnings: ProductSummary['warnings'] = [];
  const warn = (code: string, params: Record<string, string | number> = {}) =>
    warnings.push({ code, params });
  const coverage = Math.round(knownShareOf(rows) * 1000) / 10;
  if (rows.length === 0) return warnings;
  if (rankedBy === 'sales') warn('products-by-sales', { coverage });
  if (channel.state === 'missing') warn('products-channel-cost-missing');
  if (service.state === 'missing') warn('products-service-cost-missing');
  if (otherCurrencyLines > 0)
    warn('products-other-currency', { lines: otherCurrencyLines, currency: definition.currency });
  if (!hasDiscounts) warn('products-no-discounts');
  if (rows.length === 1) warn('products-only-one');
  const staged = rows.filter(row => row.found?.life.status === 'ok').length;
  if (staged === 0) warn('products-no-stages');
  return warnings;
}
