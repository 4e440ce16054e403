/**
 * The sale lines of one run, written once: finding what was known at a past time costs more than every figure made of
 * it, and a review makes a dozen. Figures name their source as a fragment, so that the statement a person is shown
 * reads the sale lines themselves and is otherwise the one that ran.
 */
import type { StoreContext } from '../store/context.ts';
import { draftExclusions, dropDraft } from '../store/facts/exclusion-draft.ts';
import { type SaleLinesOptions, saleLines } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, ident, joinSql, p } from '../store/facts/sql.ts';
import {
  type LineSizes,
  type Merging,
  mergePortions,
  type PortionRow,
  portionCount,
  portionSize,
} from './line-portions.ts';

type Stores = Pick<StoreContext, 'ch'>;

/** The lines as a subquery: the draft that figures run on, and the same rows as a person can read them anew. */
export interface LineSource {
  readonly lines: SaleLinesOptions;
  readonly runId: string;
  readonly drafted: FactsSql;
  /** The same lines in portions of whole customers, one unless they are very many: what a statement keeps per customer fits. */
  readonly portions: readonly LinePortion[];
  readonly shown: FactsSql;
  /** `customer_id, rule` of who is left out, in the same two forms; the draft's is also that of `lines`. */
  readonly excludedShown: FactsSql;
}

/** Some customers of a run: their drafted lines, and the condition on `customer_id` that says who they are. */
export interface LinePortion {
  readonly drafted: FactsSql;
  readonly holds: FactsSql;
}

const zoned = (lines: SaleLinesOptions, column: FactsSql) =>
  factsSql`toDate(${column}, ${p.string(lines.definition.zone)})`;

/** Sale lines with the keys figures count on; refunds carry the region of nobody and take it from their order. */
const reviewLines = (lines: SaleLinesOptions): FactsSql =>
  factsSql`select customer_id, cityHash64(customer_id, order_id) as order_key, sold_at, day, ${zoned(lines, factsSql`booked_at`)} as booked_day,
    sku, product_name, category, channel, region, quantity, net_amount, margin_amount, toUInt8(kind = 'refund') as is_refund, discount_amount
  from (${saleLines(lines)}) as sale_lines`;

export type DraftedLines = SaleLinesOptions &
  Required<Pick<SaleLinesOptions, 'excluded'>> & { readonly portionOf?: LineSizes };

/** Writes the draft of a run. One reading of lines and refunds as of the time, and one for the exclusion rules. */
export async function saveReviewLines(
  stores: Stores,
  runId: string,
  asked: DraftedLines,
): Promise<LineSource> {
  const { ch } = stores;
  const lines = { ...asked, excluded: await draftExclusions(stores.ch, runId, asked) };
  await ch.command(
    factsSql`insert into ${ch.target('review_lines_draft')} select ${p.uuid(runId)} as run_id, * from (${reviewLines(lines)})`,
    { tag: 'review.lines', role: 'batch' },
  );
  const drafted = factsSql`(select * from review_lines_draft where run_id = ${p.uuid(runId)})`;
  const shown = factsSql`(${reviewLines(asked)})`;
  const portions = await portionsOf(stores, { runId, drafted, portionOf: asked.portionOf ?? portionSize });
  return { lines, runId, drafted, portions, shown, excludedShown: asked.excluded };
}

/** Customers are estimated from one in this many, chosen by a hash. */
const countedOneIn = p.uint32(64);

async function portionsOf(
  { ch }: Stores,
  { runId, drafted, portionOf }: { runId: string; drafted: FactsSql; portionOf: LineSizes },
): Promise<LinePortion[]> {
  const [row] = await ch.query<{ lines: string; customers: string }>(
    factsSql`select count() as lines, uniqExactIf(customer_id, cityHash64(customer_id) % ${countedOneIn} = 0) * ${countedOneIn} as customers
from ${drafted} as lines`,
    { tag: 'review.portions', role: 'batch' },
  );
  const base = { lines: Number(row?.lines ?? 0), customers: Number(row?.customers ?? 0) };
  const count = portionCount(base, portionOf);
  if (count === 1) return [{ drafted, holds: factsSql`1 = 1` }];
  return Array.from({ length: count }, (_, at) => {
    const holds = factsSql`cityHash64(customer_id, 'portion') % ${p.uint32(count)} = ${p.uint32(at)}`;
    return {
      drafted: factsSql`(select * from review_lines_draft where run_id = ${p.uuid(runId)} and ${holds})`,
      holds,
    };
  });
}

/** What a statement over a run's lines says, asked of one portion after the other; figures must add up over customers. */
export async function overPortions<R extends PortionRow>(
  { ch }: Stores,
  { portions }: Pick<LineSource, 'portions'>,
  {
    tag,
    build,
    ...merging
  }: Merging & { readonly tag: string; readonly build: (lines: FactsSql) => FactsSql },
): Promise<R[]> {
  const rows: R[][] = [];
  for (const { drafted } of portions) rows.push(await ch.query<R>(build(drafted), { tag, role: 'batch' }));
  return mergePortions(rows, merging);
}

/** The lines of some sources of activity alone, read anew with the run's exclusions, and as a person can read them. */
export function linesFrom(
  { lines, excludedShown }: LineSource,
  activities: SaleLinesOptions['definition']['activities'],
): { readonly own: FactsSql; readonly shown: FactsSql } {
  const some = { ...lines, definition: { ...lines.definition, activities } };
  return {
    own: factsSql`(${reviewLines(some)})`,
    shown: factsSql`(${reviewLines({ ...some, excluded: excludedShown })})`,
  };
}

const draftTables = [
  'review_lines_draft',
  'customer_features_draft',
  'exclusions_draft',
  'product_lines_draft',
  'customer_value_draft',
  'customer_trend_draft',
  'opportunity_draft',
] as const;

/** Drops what a run has drafted. */
export async function dropDrafts({ ch }: Stores, runId: string): Promise<void> {
  for (const table of draftTables) await dropDraft(ch, table, runId);
}

/** Runs whose drafts still exist: those under way, and those a crash has left behind. */
export async function loadDraftRuns({ ch }: Stores): Promise<string[]> {
  const runs = draftTables.map(table => factsSql`select distinct run_id from ${ident(table, draftTables)}`);
  const rows = await ch.query<{ run_id: string }>(
    factsSql`select distinct toString(run_id) as run_id from (${joinSql(runs, ' union all ')})`,
    { tag: 'features.draft-runs', role: 'batch' },
  );
  return rows.map(row => row.run_id);
}
