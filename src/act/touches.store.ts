/** Touches for facts: one row per thing that happened to a message, queued in the transaction that recorded it. */
import { sql } from 'kysely';
import { currencyExponent } from '../kernel/money.ts';
import type { StoreContext } from '../store/context.ts';
import { enqueueFactsFrom } from '../store/state/outbox.ts';
import type { StateTransaction } from '../store/state/state-db.ts';

/** What a touch says; only `sent` carries the contact's cost, so that a sum over touches counts it once. */
export type TouchKind = 'sent' | 'delivered' | 'failed' | 'opened' | 'clicked' | 'unsubscribed';

/** Queues one touch of a kind for each intent. One statement, no rows through the program. */
export function enqueueTouches(
  trx: StateTransaction,
  {
    intentIds,
    kind,
    at,
    ctx,
  }: { intentIds: readonly string[]; kind: TouchKind; at: Date; ctx: Pick<StoreContext, 'settings'> },
): Promise<void> {
  const scale = 10 ** currencyExponent(ctx.settings.currency);
  const cost = kind === 'sent' ? sql`round(cost_minor / ${scale}::numeric, 4)::text` : sql`'0'`;
  const query = sql`
    select intent_id as delivery_id, customer_id, campaign_id, step, channel, ${kind}::text as kind,
      ${at}::timestamptz as occurred_at, ${cost} as cost, ${at}::timestamptz as ingested_at
    from intents where intent_id = any(${intentIds}::uuid[])`;
  return enqueueFactsFrom(trx, { table: 'touches', query, at });
}
