/** One products run: the draft of sale lines, every figure of it, the rows in facts and the document in state. */
import { channelCosts } from '../../records/channel-summary.ts';
import type { ProductSummary } from '../../records/product.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { loadValueRuleFrom } from '../../store/facts/value-rule.ts';
import { findChannels } from '../channels/channels.store.ts';
import { loadOtherCurrencies } from '../other-currencies.store.ts';
import { runnable } from '../runnable-statement.ts';
import { loadChannelCosts } from './channel-cost.store.ts';
import { saveFollowUps } from './follow-up.store.ts';
import { monthDay, monthNo } from './month-series.ts';
import { productDocumentOf } from './product-document.ts';
import {
  type BuyerRow,
  buyersSql,
  figuresSql,
  loadBuyers,
  loadFigures,
  loadSecondOrders,
} from './product-figures.store.ts';
import { type ProductLines, type ProductsInput, withProductLines } from './product-lines.store.ts';
import { loadSoldMonths, type ProductsKey, saveMonths } from './product-months.store.ts';
import { basketsSql, loadPairs } from './product-pairs.store.ts';
import { saveProductRows } from './product-rows.store.ts';
import { productRows } from './product-rows.ts';
import { productStagesOf } from './product-stages.ts';
import { saveProducts } from './products.store.ts';
import { loadServiceCosts } from './service-cost.store.ts';

const steps = 5;
/** Rules a page shows; the others are found by their product. */
const shownRules = 50;

/** Takes the products of a review and keeps them; a second run replaces the first. */
export async function takeProducts(ctx: StoreContext, input: ProductsInput): Promise<ProductSummary> {
  await ctx.progress({ done: 0, total: steps, label: 'lines' });
  return withProductLines(ctx, input, async lines => {
    const key = { reviewId: input.reviewId, version: ctx.machineNow().getTime() };
    await saveMonths(ctx, lines, key.version);
    const { document, pairs } = await figuresOf(ctx, lines, key);
    await saveFollowUps(ctx, lines, document.rankedBy === 'contribution' ? 'margin' : 'sales');
    await saveProducts(ctx, key, { document, pairs });
    await ctx.progress({ done: steps, total: steps, label: 'saved' });
    return document;
  });
}

async function stagesOf(ctx: StoreContext, { lines, key, figures }: StageParts) {
  const months = await loadSoldMonths(ctx, key, monthDay(monthNo(lines.asOfDay)));
  return productStagesOf(
    figures.map(row => ({
      sku: row.sku,
      category: row.category,
      firstDay: row.first_day,
      lastDay: row.last_day,
      months: months.get(row.sku) ?? [],
    })),
    lines.asOfDay,
  );
}

interface StageParts {
  readonly lines: ProductLines;
  readonly key: ProductsKey;
  readonly figures: Awaited<ReturnType<typeof loadFigures>>;
}

async function figuresOf(ctx: StoreContext, lines: ProductLines, key: ProductsKey) {
  await ctx.progress({ done: 1, total: steps, label: 'figures' });
  const figures = await loadFigures(ctx, lines);
  const sold = factsSql`(select * from ${lines.drafted} where is_refund = 0 and booked_day > ${p.date(lines.asOfDay)} - 365)`;
  const { valueIs } = await loadValueRuleFrom(ctx.ch, sold);
  const costs = (await findChannels(ctx, lines.reviewId))?.costs;
  const known = costs ? channelCosts.parse(costs) : null;
  const channel = await loadChannelCosts(ctx, lines, known);
  const service = await loadServiceCosts(ctx, lines, known?.service ?? null);
  await ctx.progress({ done: 2, total: steps, label: 'buyers' });
  const buyers = new Map((await loadBuyers(ctx, lines)).map(row => [row.sku_key, row]));
  const secondOrder = await loadSecondOrders(ctx, lines);
  await ctx.progress({ done: 3, total: steps, label: 'stages' });
  const { bySku, spread } = await stagesOf(ctx, { lines, key, figures });
  const shared = {
    asOfDay: lines.asOfDay,
    rankedBy: valueIs === 'margin' ? ('contribution' as const) : ('sales' as const),
    hasDiscounts: figures.some(row => Number(row.discount) > 0),
    baseCounts: { secondOrder, lapse: lapsesOf([...buyers.values()]) },
  };
  const { currency } = lines.definition;
  const { rows } = productRows({
    ...shared,
    currency,
    figures,
    buyers,
    channelCost: channel.byProduct,
    serviceCost: service.byProduct,
    stages: bySku,
  });
  await saveProductRows(ctx, key, rows);
  await ctx.progress({ done: 4, total: steps, label: 'pairs' });
  const names = new Map(figures.map(row => [row.sku_key, { sku: row.sku, name: row.product_name }]));
  const found = await loadPairs(ctx, lines, names);
  const document = productDocumentOf({
    ...shared,
    ...lines,
    createdAt: ctx.now(),
    rows,
    spread,
    channel,
    service: { ...service, costed: known?.service.costed ?? 0, cases: known?.service.cases ?? 0 },
    pairs: { ...found, rules: found.rules.slice(0, shownRules) },
    otherCurrencyLines: (await loadOtherCurrencies(ctx, { ...lines, knownAs: 'first' })).lines,
    sql: shownSql(lines),
  });
  return { document, pairs: found.rules };
}

/** The base of lapses: all last purchases of all products, so that a product is compared with its like. */
const lapsesOf = (rows: readonly BuyerRow[]) => ({
  n: rows.reduce((sum, row) => sum + Number(row.last_buyers), 0),
  hits: rows.reduce((sum, row) => sum + Number(row.lapses), 0),
});

const shownSql = ({ shown, asOfDay }: ProductLines): ProductSummary['sql'] => [
  { figure: 'figures', ...runnable(figuresSql(shown, asOfDay)) },
  { figure: 'buyers', ...runnable(buyersSql(shown, asOfDay)) },
  { figure: 'baskets', ...runnable(basketsSql(shown, asOfDay)) },
];
