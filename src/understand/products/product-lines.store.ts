/**
 * The sale lines of one products run, written once in the order of customers: every figure of products reads this draft.
 * A step of its own beside the review, which stays as fast as it is without products.
 */
import type { SalesDefinition } from '../../records/sales-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { draftExclusions } from '../../store/facts/exclusion-draft.ts';
import { excludedAsOf } from '../../store/facts/exclusion-matches.ts';
import { loadKnownAs } from '../../store/facts/known-as.ts';
import { saleLines } from '../../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { loadExclusionRules } from '../../store/state/exclusion-rules.store.ts';
import { dropLeftovers } from '../compute-features.store.ts';
import { type DraftedLines, dropDrafts } from '../review-lines.store.ts';
import { zoneDay } from '../zone-day.ts';

export interface ProductsInput {
  readonly reviewId: string;
  readonly asOf: Date;
  readonly definition: SalesDefinition;
}

export interface ProductLines extends ProductsInput {
  readonly runId: string;
  readonly asOfDay: string;
  /** The draft as a subquery, and the same rows as a person can read them anew. */
  readonly drafted: FactsSql;
  readonly shown: FactsSql;
}

const productLines = (lines: DraftedLines): FactsSql =>
  factsSql`select customer_id, cityHash64(customer_id, order_id) as order_key, cityHash64(sku) as sku_key, day,
    toDate(booked_at, ${p.string(lines.definition.zone)}) as booked_day, sku, product_name, category, channel, quantity, net_amount,
    discount_amount, margin_amount, toUInt8(kind = 'refund') as is_refund
  from (${saleLines(lines)}) as sale_lines`;

/** Writes the draft, hands it over and drops it, whatever happened. One reading of lines and refunds. */
export async function withProductLines<T>(
  ctx: StoreContext,
  input: ProductsInput,
  then: (lines: ProductLines) => Promise<T>,
): Promise<T> {
  const { asOf, definition } = input;
  const known = { asOf, knownAs: await loadKnownAs(ctx.ch, asOf) };
  const rules = await loadExclusionRules(ctx.pg);
  const asked = {
    ...known,
    definition,
    excluded: excludedAsOf(rules, { ...known, zone: ctx.settings.zone }),
  };
  const runId = ctx.newId();
  await dropLeftovers(ctx);
  try {
    const lines = { ...asked, excluded: await draftExclusions(ctx.ch, runId, asked) };
    await ctx.ch.command(
      factsSql`insert into ${ctx.ch.target('product_lines_draft')} select ${p.uuid(runId)} as run_id, * from (${productLines(lines)})`,
      { tag: 'products.lines', role: 'batch' },
    );
    return await then({
      ...input,
      runId,
      asOfDay: zoneDay(asOf, definition.zone),
      drafted: factsSql`(select * from product_lines_draft where run_id = ${p.uuid(runId)})`,
      shown: factsSql`(${productLines(asked)})`,
    });
  } finally {
    await dropDrafts(ctx, runId);
  }
}
