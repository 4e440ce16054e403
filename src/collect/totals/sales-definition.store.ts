/** Reading and changing the sales definition, and the totals that show what a change does. */
import { sql } from 'kysely';
import {
  type SalesDefinition,
  type SalesDefinitionChange,
  type SalesDefinitionReply,
  salesDefinitionKey,
} from '../../records/sales-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { saleLines } from '../../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { loadSalesDefinition } from '../../store/state/sales-definition.store.ts';
import { checkedSettings, saveSetting } from '../../store/state/settings.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { decimalOf } from '../import/import-effects.ts';
import { countActivities } from './activity-counts.store.ts';
import {
  type RuleSetTotal,
  salesDefinitionEffects,
  type ToggleQuestion,
  toggleQuestions,
  totalOf,
  turned,
} from './sales-definition-effects.ts';

const asked = (tag: string) => ({ tag: `sales-definition.${tag}`, role: 'interactive' as const });

const knownCustomers = (ctx: StoreContext, definition: SalesDefinition): FactsSql =>
  factsSql`(select * from (${saleLines({ definition, asOf: ctx.now(), knownAs: 'current' })})
    where customer_id != toUUID(${p.string(noCustomer)}))`;

/** Sales by the set of rules their customers are under, nobody left out: sixteen rows at most. One scan. */
async function findRuleSets(ctx: StoreContext, definition: SalesDefinition): Promise<RuleSetTotal[]> {
  const rows = await ctx.ch.query<{ rules: string[]; sales: string; lines: string; customers: string }>(
    factsSql`select rules, toString(sum(net_amount)) as sales, countIf(kind = 'sale') as lines,
  uniqExact(customer_id) as customers
from ${knownCustomers(ctx, { ...definition, excludeRules: [] })} as l
left any join (
  select customer_id, arraySort(groupUniqArray(rule)) as rules from customer_exclusions where is_deleted = 0
  group by customer_id) as x using (customer_id)
group by rules`,
    asked('rule-sets'),
  );
  return rows.map(row => ({ ...row, lines: Number(row.lines), customers: Number(row.customers) }));
}

interface CategoryRow {
  readonly category: string;
  readonly sales: string;
  readonly sold: string;
  readonly covered: string;
}

const categoriesShown = 200;

/** Sales by category with how much of them has a known margin, largest first. One scan. */
const findCategories = (ctx: StoreContext, definition: SalesDefinition) =>
  ctx.ch.query<CategoryRow>(
    factsSql`select category, toString(sum(net_amount)) as sales, toString(sumIf(net_amount, kind = 'sale')) as sold,
  toString(sumIf(net_amount, kind = 'sale' and isNotNull(margin_amount))) as covered
from ${knownCustomers(ctx, definition)} group by category order by sum(net_amount) desc, category`,
    asked('categories'),
  );

function marginKnownShare(rows: readonly CategoryRow[]): number {
  const sum = (pick: (row: CategoryRow) => string) =>
    rows.reduce((total, row) => total + Number(pick(row)), 0);
  const sold = sum(row => row.sold);
  return sold > 0 ? Math.min(1, Math.round((sum(row => row.covered) / sold) * 1e6) / 1e6) : 0;
}

/** A definition with its total, the total under the one before, and what every other answer would make of it. */
export async function loadSalesDefinitionReply(
  ctx: StoreContext,
  definition: SalesDefinition,
  before: SalesDefinition = definition,
): Promise<SalesDefinitionReply> {
  const base = await findRuleSets(ctx, definition);
  const other = {} as Record<ToggleQuestion, RuleSetTotal[]>;
  for (const question of toggleQuestions)
    other[question] = await findRuleSets(ctx, turned(definition, question));
  const earlier = before === definition ? base : await findRuleSets(ctx, before);
  const categories = await findCategories(ctx, definition);
  const { sales, lines, customers } = totalOf(base, definition.excludeRules);
  return {
    definition,
    sales: decimalOf(sales),
    salesBefore: decimalOf(totalOf(earlier, before.excludeRules).sales),
    lines,
    customers,
    effects: salesDefinitionEffects(definition, { base, turned: other }),
    activities: await countActivities(ctx, definition),
    marginKnownShare: marginKnownShare(categories),
    categories: categories.slice(0, categoriesShown).map(({ category, sales: amount }) => ({
      category,
      sales: amount,
      marginRate: definition.marginRateByCategory?.[category] ?? null,
    })),
  };
}

/** The definition a change leads to; unchanged answers keep the version. Throws `setting-invalid` for zone or currency. */
export function changedDefinition(
  ctx: Pick<StoreContext, 'settings'>,
  current: SalesDefinition,
  change: SalesDefinitionChange,
): SalesDefinition {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const next = { ...current, ...given };
  checkedSettings({ ...ctx.settings, zone: next.zone, currency: next.currency });
  const isSame = JSON.stringify(next) === JSON.stringify(current);
  return isSame ? current : { ...next, version: current.version + 1 };
}

/** Saves a change as the next version with its audit entry; two people at once get versions one after the other. */
export async function saveSalesDefinition(
  ctx: StoreContext,
  change: SalesDefinitionChange,
): Promise<{ definition: SalesDefinition; before: SalesDefinition }> {
  return withTransaction(ctx.pg, async trx => {
    await sql`select pg_advisory_xact_lock(hashtext(${salesDefinitionKey}))`.execute(trx);
    const before = await loadSalesDefinition({ pg: trx, settings: ctx.settings });
    const definition = changedDefinition(ctx, before, change);
    if (definition === before) return { definition, before };
    await saveSetting(trx, salesDefinitionKey, definition);
    await saveAudit(trx, ctx, {
      action: 'sales-definition.change',
      target: `sales-definition:${definition.version}`,
      before,
      after: definition,
    });
    return { definition, before };
  });
}

/** The definition that counts today. */
export const currentDefinition = (ctx: StoreContext): Promise<SalesDefinition> => loadSalesDefinition(ctx);
