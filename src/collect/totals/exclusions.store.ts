/** The exclusion rules of the organisation, what each does to customers and sales, and the rows others read them by. */
import { sql } from 'kysely';
import type { ExclusionEffect, ExclusionRule, ExclusionsReply } from '../../records/exclusion.ts';
import type { SalesDefinition } from '../../records/sales-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { type ExclusionTime, exclusionMatches } from '../../store/facts/exclusion-matches.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { saleLines } from '../../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { loadExclusionRules } from '../../store/state/exclusion-rules.store.ts';
import { loadSalesDefinition } from '../../store/state/sales-definition.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';

/** The organisation's rules of today. */
export const currentRules = (ctx: StoreContext): Promise<ExclusionRule[]> => loadExclusionRules(ctx.pg);

/** The rules with these in place of their namesakes. */
export const changedRules = (
  rules: readonly ExclusionRule[],
  changes: readonly ExclusionRule[],
): ExclusionRule[] => rules.map(rule => changes.find(change => change.rule === rule.rule) ?? rule);

/** Saves the rules with one audit entry for what changed, then brings the exclusions up to them. */
export async function saveExclusionRules(
  ctx: StoreContext,
  changes: readonly ExclusionRule[],
): Promise<void> {
  const now = ctx.now();
  await withTransaction(ctx.pg, async trx => {
    const before = await loadExclusionRules(trx);
    for (const change of changes)
      await sql`
        insert into exclusion_rules (rule, definition, updated_at)
        values (${change.rule}, ${JSON.stringify(change)}::jsonb, ${now})
        on conflict (rule) do update set definition = excluded.definition, updated_at = excluded.updated_at`.execute(
        trx,
      );
    await saveAudit(trx, ctx, {
      action: 'exclusions.change',
      target: 'exclusions:rules',
      before,
      after: changedRules(before, changes),
    });
  });
  await applyExclusions(ctx);
}

const today = (ctx: StoreContext): ExclusionTime => ({
  asOf: ctx.now(),
  knownAs: 'current',
  zone: ctx.settings.zone,
});

/** Numbers the applications, so that a later one wins whatever any clock says. */
async function nextVersion({ pg }: StoreContext): Promise<number> {
  const { rows } = await sql<{ value: number }>`
    insert into settings as s (key, value) values ('exclusionsVersion', '1'::jsonb)
    on conflict (key) do update set value = to_jsonb((s.value #>> '{}')::bigint + 1)
    returning value`.execute(pg);
  return Number(rows[0]?.value ?? 1);
}

/**
 * Makes `customer_exclusions` say whom the enabled rules name today: new names are added, those no rule names any more
 * get a tombstone, the rest is untouched. One pass over orders, refunds and customers; repeatable, and to be called
 * after every import and undo.
 */
export async function applyExclusions(ctx: StoreContext): Promise<void> {
  const enabled = (await loadExclusionRules(ctx.pg)).filter(rule => rule.enabled);
  const matches = exclusionMatches(enabled, today(ctx));
  const version = p.uint64(await nextVersion(ctx));
  await ctx.ch.command(
    factsSql`insert into ${ctx.ch.target('customer_exclusions')} (customer_id, rule, detail, version, is_deleted)
select customer_id, rule, if(is_new, new_detail, old_detail), ${version}, toUInt8(not is_new)
from (
  select customer_id, rule, max(from_rules) as is_new, max(1 - from_rules) as is_old,
    anyIf(detail, from_rules) as new_detail, anyIf(detail, not from_rules) as old_detail
  from (
    select customer_id, rule, detail, toUInt8(1) as from_rules from (${matches})
    union all select customer_id, rule, detail, toUInt8(0) from customer_exclusions where is_deleted = 0)
  group by customer_id, rule)
where not is_new or not is_old or new_detail != old_detail`,
    { tag: 'exclusions.apply', role: 'ingest' },
  );
}

interface EffectRow {
  readonly customers: string[];
  readonly orders: string[];
  readonly sales: string[];
  readonly togetherCustomers: string;
  readonly togetherSales: string;
  readonly total: string;
}

const shareOf = (part: string, total: string): number =>
  Number(total) > 0 ? Math.round((Number(part) / Number(total)) * 1e6) / 1e6 : 0;

/** What is under rules is measured against all sales of known customers, whatever the definition leaves out. */
async function findEffects(
  ctx: StoreContext,
  rules: readonly ExclusionRule[],
  definition: SalesDefinition,
): Promise<EffectRow | undefined> {
  const everybody = { ...definition, excludeRules: [] };
  const lines = saleLines({ definition: everybody, asOf: ctx.now(), knownAs: 'current' });
  const enabled = p.strings(rules.filter(rule => rule.enabled).map(rule => rule.rule));
  const each = (what: (isUnder: FactsSql) => FactsSql) =>
    factsSql`[${joinSql(
      rules.map(({ rule }) => what(factsSql`has(under, ${p.string(rule)})`)),
      ', ',
    )}]`;
  const rows = await ctx.ch.query<EffectRow>(
    factsSql`select ${each(isUnder => factsSql`countIf(${isUnder})`)} as customers,
  ${each(isUnder => factsSql`sumIf(order_count, ${isUnder})`)} as orders,
  ${each(isUnder => factsSql`toString(sumIf(amount, ${isUnder}))`)} as sales,
  countIf(hasAny(under, ${enabled})) as togetherCustomers,
  toString(sumIf(amount, hasAny(under, ${enabled}))) as togetherSales, toString(sum(amount)) as total
from (
  select customer_id, sum(own_orders) as order_count, sum(own_amount) as amount, groupUniqArrayArray(own_rules) as under
  from (
    select customer_id, uniqExact(order_id) as own_orders, sum(net_amount) as own_amount,
      emptyArrayString() as own_rules
    from (${lines}) where customer_id != toUUID(${p.string(noCustomer)}) group by customer_id
    union all
    select customer_id, 0, toDecimal128(0, 4), [rule] from (${exclusionMatches(rules, today(ctx))}))
  group by customer_id)`,
    { tag: 'exclusions.effect', role: 'interactive' },
  );
  return rows[0];
}

/** The rules with whom and how much of sales each would leave out, enabled or not, and the enabled ones together. */
export async function loadExclusionEffects(
  ctx: StoreContext,
  rules: readonly ExclusionRule[],
): Promise<ExclusionsReply> {
  const found = await findEffects(ctx, rules, await loadSalesDefinition(ctx));
  const total = found?.total ?? '0';
  const effects: ExclusionEffect[] = rules.map((definition, index) => ({
    rule: definition.rule,
    definition,
    customers: Number(found?.customers[index] ?? 0),
    orders: Number(found?.orders[index] ?? 0),
    sales: found?.sales[index] ?? '0',
    salesShare: shareOf(found?.sales[index] ?? '0', total),
  }));
  const sales = found?.togetherSales ?? '0';
  return {
    rules: effects,
    together: { customers: Number(found?.togetherCustomers ?? 0), sales, salesShare: shareOf(sales, total) },
    computedAt: ctx.now().toISOString(),
  };
}
