/**
 * What must hold before a result may be believed: contacts by arm, losses by arm, arms that equal their buckets, and
 * people left out since the assignment.
 */
import type { Facts } from '../store/facts/facts.ts';
import { type FactsSql, factsSql, p } from '../store/facts/sql.ts';
import { members, type OutcomeRequest } from './campaign-outcome.store.ts';

type Arm = 'treatment' | 'control';

export interface ContactCount {
  readonly arm: Arm;
  readonly people: number;
  readonly own: number;
  readonly others: number;
}

/** Messages sent to each arm inside the members' windows, by this campaign and by all others. */
export async function loadContacts(facts: Facts, request: OutcomeRequest): Promise<ContactCount[]> {
  const campaignId = p.uuid(request.campaign.campaignId);
  const rows = await facts.query<Record<'people' | 'own' | 'others', string> & { arm: Arm }>(
    factsSql`select member.arm as arm, count() as people, sum(sent.own) as own, sum(sent.others) as others
from (${members(request)}) as member
left join (
  select touch.customer_id as customer_id, uniqExactIf(touch.delivery_id, touch.campaign_id = ${campaignId}) as own,
    uniqExactIf(touch.delivery_id, touch.campaign_id != ${campaignId}) as others
  from touches as touch
  inner join (${members(request)}) as clock on touch.customer_id = clock.customer_id
  where touch.kind = 'sent' and touch.occurred_at < ${p.dateTime(request.asOf)}
    and touch.occurred_at >= clock.slot_at and touch.occurred_at < clock.ends_at
  group by touch.customer_id
) as sent on member.customer_id = sent.customer_id
group by arm order by arm`,
    { tag: 'measure.contacts', role: 'batch' },
  );
  return rows.map(({ arm, people, own, others }) => ({
    arm,
    people: Number(people),
    own: Number(own),
    others: Number(others),
  }));
}

export interface Integrity {
  /** Members whose arm or bucket is not what the hash of salt and cluster says. */
  readonly mismatches: number;
  /** Assigned people under an exclusion rule as of the read. */
  readonly excluded: number;
}

/** First 8 bytes of SHA-256(`salt:cluster`) as a big-endian number, modulo 10,000: the assignment's own text in SQL. */
export const bucketSql = (salt: string): FactsSql =>
  factsSql`toUInt16(reinterpretAsUInt64(reverse(substring(
    SHA256(concat(${p.string(salt)}, ':', cluster_key)), 1, 8))) % 10000)`;

/** Recomputes every arm from its hash. One scan of the campaign's assignments. */
export async function loadIntegrity(facts: Facts, request: OutcomeRequest): Promise<Integrity> {
  const { campaign, leftOut } = request;
  const control = p.uint32(Math.round(campaign.definition.control.share * 10_000));
  const [row] = await facts.query<{ mismatches: string }>(
    factsSql`select countIf(bucket != expected or (arm = 'control') != (expected < ${control})) as mismatches
from (select arm, bucket, ${bucketSql(campaign.salt)} as expected
  from assignments where campaign_id = ${p.uuid(campaign.campaignId)})`,
    { tag: 'measure.integrity', role: 'batch' },
  );
  return { mismatches: Number(row?.mismatches ?? 0), excluded: leftOut.length };
}

/** Distinct orders of would-send treated people that used the offer's code inside the window; null without a code. */
export async function loadRedemptions(facts: Facts, request: OutcomeRequest): Promise<number | null> {
  const { kind, code } = request.campaign.definition.message.offer;
  if (kind !== 'coupon' || code === '') return null;
  const [row] = await facts.query<{ orders: string }>(
    factsSql`select uniqExact(line.customer_id, line.order_id) as orders
from (select customer_id, order_id, sold_at from order_lines
  where coupon_code = ${p.string(code)} and counts_as_sale = 1 and sold_at < ${p.dateTime(request.asOf)}) as line
inner join (${members(request)}) as member on line.customer_id = member.customer_id
where member.arm = 'treatment' and member.would_send = 1
  and line.sold_at >= member.slot_at and line.sold_at < member.ends_at`,
    { tag: 'measure.redemptions', role: 'batch' },
  );
  return Number(row?.orders ?? 0);
}
