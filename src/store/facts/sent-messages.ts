/** Messages that reached for a customer: those this product sent, and those of past campaigns, as imported. */
import { type FactsSql, factsSql, p } from './sql.ts';

export interface MessageWindow {
  /** Business time: from, inclusive, to, exclusive. */
  readonly from: Date;
  readonly to: Date;
  /** Imported messages count as known by this time. */
  readonly knownBy: Date;
  /** Costs in other currencies count as none. */
  readonly currency: string;
}

/**
 * A parenthesised subquery `customer_id, channel, occurred_at, cost` (Decimal, major units): one row a customer, channel,
 * campaign and day of imported messages, whatever became of them, because their files may have a row for each thing that did.
 */
export function sentMessages({ from, to, knownBy, currency }: MessageWindow): FactsSql {
  const within = factsSql`occurred_at < ${p.dateTime(to)} and occurred_at >= ${p.dateTime(from)}`;
  const imported = factsSql`select customer_id, toString(channel) as medium, min(occurred_at) as first_at,
      toDecimal64(sumIf(ifNull(cost, 0), currency = ${p.string(currency)}), 4) as paid
    from (select * from past_touches where ${within} and known_at <= ${p.dateTime(knownBy)} and is_deleted = 0 settings final = 1)
    group by customer_id, channel, campaign, toDate(occurred_at)`;
  return factsSql`(select customer_id, toString(channel) as channel, occurred_at, cost from (select * from touches
      where kind = 'sent' and ${within} settings final = 1)
    union all select customer_id, medium, first_at, paid from (${imported}))`;
}
