/** Opens and clicks that channels report about messages, recorded once each and told to facts. */
import { sql } from 'kysely';
import type { StoreContext } from '../store/context.ts';
import { enqueueFactsFrom } from '../store/state/outbox.ts';

export interface Engagement {
  readonly intentId: string;
  readonly kind: 'opened' | 'clicked';
  readonly at: Date;
}

/**
 * Stores a batch of engagements; ids nobody sent and repeats change nothing. Returns how many were new. Set-based:
 * two statements per 5,000 rows.
 */
export async function saveEngagements(
  ctx: StoreContext,
  engagements: readonly Engagement[],
): Promise<number> {
  let fresh = 0;
  for (let start = 0; start < engagements.length; start += 5_000) {
    const part = engagements.slice(start, start + 5_000);
    fresh += await ctx.pg.transaction().execute(async trx => {
      await sql`create temp table new_events (intent_id uuid, kind text, at timestamptz) on commit drop`.execute(
        trx,
      );
      const stored = await sql`
        with inserted as (
          insert into delivery_events (intent_id, kind, at, source)
          select e.id, e.kind, e.at, 'channel'
          from unnest(${part.map(e => e.intentId)}::uuid[], ${part.map(e => e.kind)}::text[],
            ${part.map(e => e.at)}::timestamptz[]) as e(id, kind, at)
          join intents i on i.intent_id = e.id and i.state in ('accepted','delivered','unknown')
          on conflict do nothing returning intent_id, kind, at
        ) insert into new_events select * from inserted`.execute(trx);
      const query = sql`
        select e.intent_id as delivery_id, i.customer_id, i.campaign_id, i.step, i.channel, e.kind,
          e.at as occurred_at, '0' as cost, ${ctx.now()}::timestamptz as ingested_at
        from new_events e join intents i on i.intent_id = e.intent_id`;
      await enqueueFactsFrom(trx, { table: 'touches', query, at: ctx.now() });
      return Number(stored.numAffectedRows ?? 0n);
    });
  }
  return fresh;
}
