/** Which media reach whom: addresses and consents from state, as bits beside the pseudonym, counted with the features. */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import type { ReachRow } from './channel-coverage.ts';
import type { ChannelLines } from './channel-lines.store.ts';

const customersAtOnce = 20_000;
/** Faults of our own or of the channel: they say nothing about an address. */
const notThePersons = ['config', 'auth', 'quota-exhausted', 'rate-limited', 'provider-unavailable'];

interface Reach {
  readonly customer_id: string;
  readonly reachable: number;
  readonly consented: number;
  readonly deliverable: number;
}

/**
 * The next customers after `after` with the bits of their media: an active address; a marketing consent for it, of
 * a phone number for messages or calls; neither
 * suppressed nor, in the newest answer of 90 days, refused. A restricted or erased customer is not reached.
 */
async function loadReach({ pg, now }: StoreContext, after: string): Promise<Reach[]> {
  const since = new Date(now().getTime() - 90 * 86_400_000);
  const { rows } = await sql<Reach>`
    with chosen as (
      select customer_id, restricted_at is null and erased_at is null as may from customers
      where customer_id > ${after}::uuid order by customer_id limit ${customersAtOnce}
    ), failing as (
      select contact_id from (select distinct on (i.customer_id, i.contact_id) i.contact_id, i.state, i.error_class from intents i
        where i.customer_id in (select customer_id from chosen) and i.slot_at > ${since} and i.state in ('failed', 'accepted', 'delivered')
        order by i.customer_id, i.contact_id, i.slot_at desc, i.intent_id) as newest
      where state = 'failed' and (error_class is null or not (error_class = any(${notThePersons}::text[])))
    ), points as (
      select c.customer_id, case p.kind when 'email' then 1 else 2 end as bit,
        bool_or(s.blind_index is null and f.contact_id is null) as delivers
      from chosen c join contact_points p using (customer_id)
      left join suppressions s on s.blind_index = p.blind_index and s.kind = p.kind
      left join failing f on f.contact_id = p.contact_id
      where p.status = 'active' and c.may group by 1, 2
    ), consents as (
      select distinct customer_id, case channel when 'email' then 1 else 2 end as bit from current_consents
      where customer_id in (select customer_id from chosen) and purpose = 'marketing' and action = 'granted'
        and channel in ('email', 'sms', 'phone')
    )
    select c.customer_id::text, coalesce(sum(p.bit), 0)::int as reachable,
      coalesce(sum(p.bit) filter (where k.bit is not null), 0)::int as consented,
      coalesce(sum(p.bit) filter (where k.bit is not null and p.delivers), 0)::int as deliverable
    from chosen c left join points p using (customer_id)
    left join consents k on k.customer_id = p.customer_id and k.bit = p.bit
    group by 1 order by 1`.execute(pg);
  return rows;
}

/** Copies the bits of every customer to the run's draft, 20,000 at a time. No address leaves state. */
async function saveReach(ctx: StoreContext, { runId }: ChannelLines): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await loadReach(ctx, after);
    const last = rows.at(-1);
    if (!last) return;
    const reached = rows.filter(row => row.reachable > 0);
    if (reached.length > 0)
      await ctx.ch.insert(
        'channel_reach_draft',
        reached.map(row => ({ run_id: runId, ...row })),
        { tag: 'channels.reach' },
      );
    after = last.customer_id;
  }
}

/** Customers of the review by region, tier, stage and what reaches them. One scan of its features. */
export async function loadCoverage(ctx: StoreContext, lines: ChannelLines): Promise<ReachRow[]> {
  await saveReach(ctx, lines);
  return ctx.ch.query<ReachRow>(
    factsSql`select region, toString(tier) as tier, toString(stage) as stage, reachable, consented, deliverable, count() as customers
from (select customer_id, toString(region) as region, tier, stage from (select * from customer_features
    where as_of = ${p.dateTime(lines.asOf)} and definition_version = ${p.uint32(lines.definition.version)} settings final = 1)) as f
left join (select customer_id, max(reachable) as reachable, max(consented) as consented, max(deliverable) as deliverable
  from channel_reach_draft where run_id = ${p.uuid(lines.runId)} group by customer_id) as r using (customer_id)
group by region, tier, stage, reachable, consented, deliverable order by region, tier, stage, reachable, consented, deliverable`,
    { tag: 'channels.coverage', role: 'batch' },
  );
}
