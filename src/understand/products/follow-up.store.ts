/** Follow-ups of product actions: each products run lays the days since an action beside those before it. */
import { sql } from 'kysely';
import { decimalToMinor } from '../../kernel/money.ts';
import type { ProductFollowUp } from '../../records/product-action.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { type DayMoney, followUpOf } from './follow-up.ts';
import type { ProductLines } from './product-lines.store.ts';

interface Action {
  readonly actionId: string;
  readonly sku: string;
  readonly startedOn: string;
}

/** Actions begun before the day whose newest follow-up is not of a later time. */
async function loadActions({ pg }: StoreContext, { asOf, asOfDay }: ProductLines): Promise<Action[]> {
  const { rows } = await sql<Action>`
    select action_id as "actionId", sku, started_on::text as "startedOn" from product_actions
    where state <> 'dropped' and started_on < ${asOfDay}::date
      and (follow_up is null or (follow_up ->> 'asOf')::timestamptz <= ${asOf})`.execute(pg);
  return rows;
}

type MoneyIs = ProductFollowUp['moneyIs'];

/** Money by product and day, and by day of all; two groupings of the draft. */
async function loadDays(
  { ch }: StoreContext,
  lines: ProductLines,
  { skus, moneyIs }: { skus: string[]; moneyIs: MoneyIs },
) {
  const money: FactsSql =
    moneyIs === 'margin' ? factsSql`ifNull(sum(margin_amount), 0)` : factsSql`sum(net_amount)`;
  const minor = (amount: string) => Number(decimalToMinor(amount, lines.definition.currency));
  const own = await ch.query<{ sku: string; day: string; money: string }>(
    factsSql`select sku, booked_day as day, ${money} as money from ${lines.drafted} as lines
where has(${p.strings(skus)}, sku) group by sku, booked_day`,
    { tag: 'products.follow-up', role: 'batch' },
  );
  const all = await ch.query<{ day: string; money: string }>(
    factsSql`select booked_day as day, ${money} as money from ${lines.drafted} as lines group by booked_day`,
    { tag: 'products.follow-up-all', role: 'batch' },
  );
  const bySku = new Map<string, Map<string, number>>();
  for (const { sku, day, money: amount } of own) {
    const days = bySku.get(sku) ?? new Map<string, number>();
    bySku.set(sku, days.set(day, minor(amount)));
  }
  return { bySku, all: new Map(all.map(row => [row.day, minor(row.money)])) };
}

/** Writes what came after every action under way or done. Nothing to do without actions. */
export async function saveFollowUps(
  ctx: StoreContext,
  lines: ProductLines,
  moneyIs: MoneyIs,
): Promise<number> {
  const actions = await loadActions(ctx, lines);
  if (actions.length === 0) return 0;
  const skus = [...new Set(actions.map(action => action.sku))];
  const { bySku, all } = await loadDays(ctx, lines, { skus, moneyIs });
  const none: DayMoney = new Map();
  for (const action of actions) {
    const found = followUpOf(action, lines.asOfDay, { own: bySku.get(action.sku) ?? none, all });
    if (!found) continue;
    const followUp: ProductFollowUp = {
      asOf: lines.asOf.toISOString(),
      currency: lines.definition.currency,
      moneyIs,
      ...found,
    };
    await ctx.pg
      .updateTable('product_actions')
      .set({ follow_up: JSON.stringify(followUp) })
      .where('action_id', '=', action.actionId)
      .execute();
  }
  return actions.length;
}
