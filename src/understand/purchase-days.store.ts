/** From which day to which day purchases were recorded: one minimum and maximum over the lines. */
import type { StoreContext } from '../store/context.ts';
import { toldSources } from '../store/facts/activity-lines.ts';
import { saleLines } from '../store/facts/sale-lines.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import { loadDefinition } from './definition.store.ts';

export interface PurchaseDays {
  readonly firstDay: string;
  readonly lastDay: string;
}

/** What was found last, and the state of the tables it was found in. */
const found = new WeakMap<
  StoreContext['ch'],
  { readonly state: string; readonly days: PurchaseDays | null }
>();

/** Of orders alone the current rows say it; reading them under the definition costs more. */
const plainOrders = factsSql`(select sold_at from order_lines where is_deleted = 0 and counts_as_sale = 1)`;

/** Rows ever written and taken back, and the events that tell of business: what grows or falls when the days change. */
const tablesState = (events: readonly string[]): FactsSql =>
  factsSql`select concat(toString((select count() from order_lines_log)), ' ', toString((select count() from import_undos)), ' ',
  toString((select count() from events where has(${p.strings(events)}, toString(event))))) as state`;

/**
 * Days in the organisation's zone; null without any line that counts. The list of check-ups asks for it each time it is
 * opened: 113 ms with 2M lines, and more with more, so it is kept until a table has changed.
 */
export async function loadPurchaseDays(ctx: StoreContext): Promise<PurchaseDays | null> {
  const definition = await loadDefinition(ctx);
  const told = toldSources(definition.activities);
  const isOrders = told.length === 0;
  const [tables] = await ctx.ch.query<{ state: string }>(tablesState(told.map(({ event }) => event)), {
    tag: 'purchase-days.state',
  });
  // Months of a payment begin by themselves, so that the day is part of the state.
  const today = isOrders ? '' : ctx.now().toISOString().slice(0, 13);
  const state = `${tables?.state} ${definition.version} ${ctx.settings.zone} ${today}`;
  const last = found.get(ctx.ch);
  if (last?.state === state) return last.days;
  const lines: FactsSql = isOrders
    ? plainOrders
    : factsSql`(${saleLines({ definition, asOf: ctx.now(), knownAs: 'current' })})`;
  const zone = p.string(ctx.settings.zone);
  const [row] = await ctx.ch.query<{ first_day: string; last_day: string; n: string }>(
    factsSql`select toString(toDate(min(sold_at), ${zone})) as first_day,
      toString(toDate(max(sold_at), ${zone})) as last_day, toString(count()) as n
      from ${lines} as lines`,
    { tag: 'purchase-days' },
  );
  const days = row && row.n !== '0' ? { firstDay: row.first_day, lastDay: row.last_day } : null;
  found.set(ctx.ch, { state, days });
  return days;
}
