/**
 * The audience of a campaign in one pass over the segment snapshot: who is lost at which step and why, which contact
 * point would be used, and each kept person's hash, bucket and personal slot. The same statement serves the waterfall
 * before launch and the frozen audience at launch, so what was shown is what happens.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { CampaignDefinition } from '../records/campaign.ts';
import type { StateTables } from '../store/state/tables.ts';
import { mediumOf } from './medium.ts';
import { stepOf } from './waterfall.ts';

type Db = Kysely<StateTables> | Transaction<StateTables>;

export interface AudienceRequest {
  readonly snapshotId: string;
  readonly salt: string;
  readonly definition: CampaignDefinition;
  /** Zone used for a customer whose own zone is unknown. */
  readonly zone: string;
  /** Customers kept out by rule, from facts. */
  readonly exclusions: readonly { customerId: string; rule: string }[];
  /** Nobody's slot lies before it: a campaign that is launched late starts then. */
  readonly now: Date;
}

/**
 * Loads the exclusion list into a temporary table of this transaction. One COPY-sized insert per 10,000 rows; the
 * list holds staff, dealers and test accounts, not the base.
 */
async function saveExclusions(trx: Db, exclusions: AudienceRequest['exclusions']): Promise<void> {
  await sql`create temp table draft_exclusions (customer_id uuid primary key, rule text not null) on commit drop`.execute(
    trx,
  );
  for (let start = 0; start < exclusions.length; start += 10_000) {
    const part = exclusions.slice(start, start + 10_000);
    await sql`
      insert into draft_exclusions
      select * from unnest(${part.map(e => e.customerId)}::uuid[], ${part.map(e => e.rule)}::text[])
      on conflict do nothing`.execute(trx);
  }
}

/** Nobody is written to where the outcome is history, so only the exclusion rules take people out. */
const classifiedForHistory = (request: AudienceRequest) => sql`
    select m.customer_id, null::uuid as contact_id, null::bytea as blind_index, ${request.zone}::text as zone,
      'skip-excluded:' || x.rule as reason
    from segment_snapshot_members m left join draft_exclusions x on x.customer_id = m.customer_id
    where m.snapshot_id = ${request.snapshotId}`;

/** Step and reason of everyone in the snapshot before randomisation; null for those kept so far. */
function classified(request: AudienceRequest) {
  if (request.definition.audience.retrospective) return classifiedForHistory(request);
  const { contactKind, consentChannel } = mediumOf(request.definition.message.channel);
  return sql`
    select m.customer_id, cp.contact_id, cp.blind_index,
      coalesce(c.zone, ${request.zone}) as zone,
      case
        when c.customer_id is null or c.erased_at is not null or c.restricted_at is not null then 'skip-restricted'
        when x.customer_id is not null then 'skip-excluded:' || x.rule
        when consent.action is null then 'skip-no-consent'
        when consent.action <> 'granted' then 'skip-withdrawn'
        when cp.contact_id is null then 'skip-no-contact'
        when s.blind_index is not null then 'skip-suppressed'
      end as reason
    from segment_snapshot_members m
    left join customers c on c.customer_id = m.customer_id
    left join draft_exclusions x on x.customer_id = m.customer_id
    left join current_consents consent on consent.customer_id = m.customer_id
      and consent.purpose = 'marketing' and consent.channel = ${consentChannel}
    left join lateral (
      select contact_id, blind_index from contact_points p
      where p.customer_id = m.customer_id and p.kind = ${contactKind} and p.status = 'active'
      order by p.created_at desc, p.contact_id limit 1
    ) cp on true
    left join suppressions s on s.blind_index = cp.blind_index and s.kind = ${contactKind}
    where m.snapshot_id = ${request.snapshotId}`;
}

/**
 * Personal slots: start (the launch, when that is later) + hash fraction × spread, moved to the next opening of the sending hours in the person's own
 * zone. PostgreSQL resolves daylight saving. Who cannot be placed before the spread's end plus one day is lost.
 */
function slotted({ definition, now }: AudienceRequest) {
  const planned = new Date(definition.schedule.startsAt);
  const start = planned < now ? now : planned;
  const spread = sql`make_interval(secs => ${definition.schedule.spreadHours * 3600}::float8)`;
  const { sendFromHour: from, sendToHour: to } = definition.policy;
  return sql`
    select h.*, h.raw_slot at time zone h.zone as local_slot,
      case
        when extract(hour from h.raw_slot at time zone h.zone) < ${from}
          then (date_trunc('day', h.raw_slot at time zone h.zone) + make_interval(hours => ${from})) at time zone h.zone
        when extract(hour from h.raw_slot at time zone h.zone) >= ${to}
          then (date_trunc('day', h.raw_slot at time zone h.zone) + interval '1 day'
                + make_interval(hours => ${from})) at time zone h.zone
        else h.raw_slot
      end as slot_at,
      ${start}::timestamptz + ${spread} + interval '1 day' as last_at
    from (
      select g.*, ${start}::timestamptz + ${spread} * (g.hash_order / 18446744073709551616.0)::float8 as raw_slot
      from hashed g
    ) h`;
}

/**
 * Fills `draft_audience` (temporary, dropped at commit): one row per snapshot member with reason (null = kept),
 * contact, cluster, hash, bucket, slot and whether the slot was moved. Cost: one pass with hash joins; 1M members
 * need no more than the indexes on contact points and consents.
 */
export async function draftAudience(trx: Db, request: AudienceRequest): Promise<void> {
  await saveExclusions(trx, request.exclusions);
  const { contactKind } = mediumOf(request.definition.message.channel);
  const caps = request.definition.policy.caps;
  await sql`
    create temp table draft_audience on commit drop as
    with classified as materialized (${classified(request)}),
    ranked as (
      select *, row_number() over (partition by blind_index, reason is null order by customer_id) as rank_at_address
      from classified
    ),
    hashed as (
      select customer_id, contact_id, zone,
        case when reason is null and blind_index is not null and rank_at_address > 1 then 'skip-duplicate-address' else reason end as reason,
        coalesce(encode(blind_index, 'hex'), customer_id::text) as cluster_key,
        (('x' || encode(substring(digest_bytes from 1 for 4), 'hex'))::bit(32)::bigint)::numeric * 4294967296
          + (('x' || encode(substring(digest_bytes from 5 for 4), 'hex'))::bit(32)::bigint)::numeric as hash_order
      from ranked, lateral (
        select sha256(convert_to(
          ${request.salt} || ':' || coalesce(encode(blind_index, 'hex'), customer_id::text), 'UTF8')) as digest_bytes
      ) d
    ),
    slotted as (${slotted(request)})
    select customer_id, contact_id, cluster_key, hash_order, mod(hash_order, 10000)::int as bucket, slot_at,
      slot_at <> raw_slot as deferred,
      case
        when reason is not null then reason
        when exists (
          select 1 from unnest(${caps.map(c => c.count)}::int[], ${caps.map(c => c.windowDays)}::int[]) as cap(n, days)
          where (select count(*) from contact_reservations r
                 where r.customer_id = slotted.customer_id and r.medium = ${contactKind} and r.released_at is null
                   and r.reserved_at > slot_at - make_interval(days => cap.days)) >= cap.n
        ) then 'cap:skip-frequency-cap'
        when slot_at > last_at then 'hours:skip-quiet-hours'
      end as reason
    from slotted`.execute(trx);
}

/** How many of the 10,000 buckets, from the lowest on, are control. */
export const controlBuckets = (share: number): number => Math.round(share * 10_000);

/** Whom a launch freezes out of `draft_audience`: caps and hours are decided again at each person's slot. */
export const isFrozen = sql<boolean>`(reason is null or reason like 'cap:%' or reason like 'hours:%')`;

export interface ReasonCount {
  readonly reason: string | null;
  readonly people: number;
  readonly deferred: number;
  readonly controls: number;
  readonly examples: readonly string[];
  readonly controlExamples: readonly string[];
}

/** Counts per reason with up to five customer ids each; `controls` counts kept people below the control bucket, with ids of theirs. */
export async function loadReasonCounts(trx: Db, controlShare: number): Promise<ReasonCount[]> {
  const isControl = sql`bucket < ${controlBuckets(controlShare)}`;
  const { rows } = await sql<ReasonCount>`
    select reason, count(*)::int as people, count(*) filter (where deferred)::int as deferred,
      count(*) filter (where ${isControl})::int as controls,
      (array_agg(customer_id order by customer_id))[1:5] as examples,
      coalesce((array_agg(customer_id order by customer_id) filter (where reason is null and ${isControl}))[1:5],
        '{}') as "controlExamples"
    from draft_audience group by reason`.execute(trx);
  return rows;
}

/** Freezes the draft: losses with their reason, the kept with arm and slot. Idempotent per campaign. */
export async function saveAudience(trx: Db, campaignId: string, controlShare: number): Promise<number> {
  const threshold = controlBuckets(controlShare);
  const { rows: lost } = await sql<{ reason: string }>`
    select distinct reason from draft_audience
    where reason is not null and reason not like 'cap:%' and reason not like 'hours:%'`.execute(trx);
  const reasons = lost.map(({ reason }) => reason);
  await sql`
    insert into campaign_losses (campaign_id, customer_id, step, reason)
    select ${campaignId}, customer_id, named.step, reason from draft_audience
    join unnest(${reasons}::text[], ${reasons.map(stepOf)}::text[]) as named(reason, step) using (reason)
    on conflict do nothing`.execute(trx);
  const inserted = await sql`
    insert into campaign_audience
      (campaign_id, customer_id, contact_id, cluster_key, bucket, hash_order, arm, slot_at)
    select ${campaignId}, customer_id, contact_id, cluster_key, bucket, hash_order,
      case when bucket < ${threshold} then 'control' else 'treatment' end, slot_at
    from draft_audience
    where ${isFrozen}
    on conflict do nothing`.execute(trx);
  return Number(inserted.numAffectedRows ?? 0n);
}
