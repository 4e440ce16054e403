/**
 * The send decision, run for both arms when a personal slot comes: consent, contact point, suppression, caps and
 * budget are read at that moment, `would_send` and the reason are stored, and for the treated an intent with a key that
 * can exist only once is written in the same transaction, together with the copy for facts.
 */
import { sql, type Transaction } from 'kysely';
import type { CampaignDefinition } from '../records/campaign.ts';
import type { StateTables } from '../store/state/tables.ts';
import { mediumOf } from './medium.ts';

type Trx = Transaction<StateTables>;

export interface SlotBatch {
  readonly campaignId: string;
  readonly version: number;
  readonly definition: CampaignDefinition;
  readonly now: Date;
  /** Customers kept out by rule, from facts. */
  readonly excludedCustomerIds: readonly string[];
  readonly size: number;
}

/**
 * Takes the next due people in slot and hash order and locks their customer rows in id order, so that two campaigns
 * deciding for the same person wait for each other and both see the other's reservations.
 */
async function claimDue(trx: Trx, batch: SlotBatch): Promise<number> {
  await sql`
    create temp table due on commit drop as
    select customer_id, contact_id, arm, slot_at, hash_order
    from campaign_audience
    where campaign_id = ${batch.campaignId} and decided_at is null and slot_at <= ${batch.now}
    order by slot_at, hash_order limit ${batch.size}
    for update skip locked`.execute(trx);
  await sql`
    select 1 from customers where customer_id in (select customer_id from due) order by customer_id for update`.execute(
    trx,
  );
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from due`.execute(trx);
  return rows[0]?.n ?? 0;
}

/** The rules in their fixed order; the first that fails names the reason. */
async function evaluate(trx: Trx, batch: SlotBatch): Promise<void> {
  const { contactKind, consentChannel } = mediumOf(batch.definition.message.channel);
  const caps = batch.definition.policy.caps;
  await sql`
    create temp table decided on commit drop as
    select due.*,
      case
        when c.customer_id is null or c.erased_at is not null or c.restricted_at is not null then 'skip-restricted'
        when due.customer_id = any(${batch.excludedCustomerIds}::uuid[]) then 'skip-excluded'
        when consent.action is distinct from 'granted' then
          case when consent.action is null then 'skip-no-consent' else 'skip-withdrawn' end
        when cp.contact_id is null then 'skip-no-contact'
        when s.blind_index is not null then 'skip-suppressed'
        when exists (
          select 1 from unnest(${caps.map(c => c.count)}::int[], ${caps.map(c => c.windowDays)}::int[]) as cap(n, days)
          where (select count(*) from contact_reservations r
                 where r.customer_id = due.customer_id and r.medium = ${contactKind} and r.released_at is null
                   and r.reserved_at > ${batch.now}::timestamptz - make_interval(days => cap.days)) >= cap.n
        ) then 'skip-frequency-cap'
      end as reason
    from due
    left join customers c on c.customer_id = due.customer_id
    left join current_consents consent on consent.customer_id = due.customer_id
      and consent.purpose = 'marketing' and consent.channel = ${consentChannel}
    left join contact_points cp on cp.contact_id = due.contact_id and cp.status = 'active'
    left join suppressions s on s.blind_index = cp.blind_index and s.kind = ${contactKind}`.execute(trx);
}

/**
 * The budget in hash order: both arms stop at the first person for whom the treated before them have used it up, so
 * the two arms are cut at the same hash. Returns the treated people who will be sent to.
 */
async function applyBudget(trx: Trx, batch: SlotBatch, remainingMinor: string): Promise<void> {
  const cost = batch.definition.budget.contactCostMinor;
  await sql`
    update decided set reason = 'skip-budget' from (
      select customer_id, coalesce(sum(case when arm = 'treatment' then ${cost}::numeric else 0 end) over (
        order by slot_at, hash_order rows between unbounded preceding and 1 preceding), 0) as used_before
      from decided where reason is null
    ) b
    where b.customer_id = decided.customer_id and b.used_before + ${cost}::numeric > ${remainingMinor}::numeric`.execute(
    trx,
  );
}

/**
 * Stores the decisions, and for the treated an intent with its reservation. The intent's id is SHA-256 over campaign,
 * version, step, customer and occurrence as a UUIDv8, so writing it again changes nothing.
 */
async function saveDecisions(trx: Trx, batch: SlotBatch): Promise<void> {
  await sql`
    update campaign_audience a set would_send = d.reason is null, skip_reason = d.reason, decided_at = ${batch.now}
    from decided d where a.campaign_id = ${batch.campaignId} and a.customer_id = d.customer_id`.execute(trx);
  await sql`
    insert into intents
      (intent_id, campaign_id, step, customer_id, contact_id, channel, state, slot_at, not_before, cost_minor)
    select encode(set_byte(set_byte(digest, 6, get_byte(digest, 6) & 15 | 128), 8, get_byte(digest, 8) & 63 | 128),
        'hex')::uuid,
      ${batch.campaignId}, 'message', customer_id, contact_id, ${batch.definition.message.channel}, 'queued', slot_at,
      slot_at, ${batch.definition.budget.contactCostMinor}
    from decided, lateral (select substring(sha256(convert_to(
      ${batch.campaignId} || ':' || ${String(batch.version)} || ':message:' || customer_id::text || ':0', 'UTF8'))
      from 1 for 16) as digest) as hashed
    where reason is null and arm = 'treatment'
    on conflict do nothing`.execute(trx);
  await sql`
    insert into contact_reservations (intent_id, customer_id, medium, reserved_at)
    select i.intent_id, i.customer_id, ${mediumOf(batch.definition.message.channel).contactKind}, ${batch.now}
    from intents i join decided d on d.customer_id = i.customer_id
    where i.campaign_id = ${batch.campaignId} and d.reason is null and d.arm = 'treatment'
    on conflict do nothing`.execute(trx);
}

/**
 * Decides one batch inside the caller's transaction and returns how many people it held (0 when nobody is due or the
 * campaign no longer runs). Leaves the temporary table `decided` for the copy to facts. The campaign row is locked first: its budget is a counted limit.
 */
export async function decideSlots(trx: Trx, batch: SlotBatch): Promise<number> {
  const { rows } = await sql<{ remaining: string }>`
    select (${batch.definition.budget.capMinor}::numeric - spent_minor)::text as remaining
    from campaigns where campaign_id = ${batch.campaignId} and state = 'running' for update`.execute(trx);
  const remaining = rows[0]?.remaining;
  if (remaining === undefined) return 0;
  const people = await claimDue(trx, batch);
  if (people === 0) return 0;
  await evaluate(trx, batch);
  await applyBudget(trx, batch, remaining);
  await saveDecisions(trx, batch);
  await sql`
    update campaigns set spent_minor = spent_minor + ${batch.definition.budget.contactCostMinor}::numeric *
      (select count(*) from decided where reason is null and arm = 'treatment')
    where campaign_id = ${batch.campaignId}`.execute(trx);
  return people;
}
