/**
 * The sender's states in the database: claimed (leased, free to release) → calling (committed before the call) →
 * outcome. Only `calling` becomes `unknown` after a crash, and an unknown intent is never sent again.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { CampaignChannel } from '../records/campaign.ts';
import { cancelIfEnded } from '../store/state/end-sending.ts';
import type { StateTables } from '../store/state/tables.ts';
import { mediumOf } from './medium.ts';

type Db = Kysely<StateTables>;
type Trx = Transaction<StateTables>;

/** The ciphers are null when the person was erased since: `markCalling` skips the intent before anybody reads them. */
export interface ClaimedIntent {
  readonly intentId: string;
  readonly campaignId: string;
  readonly customerId: string;
  readonly contactId: string;
  readonly attempts: number;
  readonly valueCipher: Buffer;
  readonly valueKeyVersion: number;
  readonly nameCipher: Buffer | null;
  readonly nameKeyVersion: number | null;
}

export interface Lease {
  readonly owner: string;
  readonly until: Date;
  readonly now: Date;
  readonly machineNow: Date;
}

/** Whether `claimIntents` would change or return anything: one look where a sender without work would make three. */
async function hasWork(db: Db, { channel, lease }: { channel: CampaignChannel; lease: Lease }) {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from intents where state in ('claimed', 'calling') and lease_until < ${lease.machineNow})
      or exists (select 1 from intents i join campaigns c on c.campaign_id = i.campaign_id and c.state = 'running'
        where i.state = 'queued' and i.channel = ${channel} and i.not_before <= ${lease.now}) as found`.execute(
    db,
  );
  return rows[0]?.found ?? false;
}

/**
 * Leases up to `limit` ready intents of running campaigns on one channel. Expired leases of crashed owners go back to
 * the queue first: nothing was called under them.
 */
export async function claimIntents(
  db: Db,
  { channel, lease, limit }: { channel: CampaignChannel; lease: Lease; limit: number },
): Promise<ClaimedIntent[]> {
  if (!(await hasWork(db, { channel, lease }))) return [];
  await sql`
    update intents set state = 'queued', lease_owner = null, lease_until = null
    where state = 'claimed' and lease_until < ${lease.machineNow}`.execute(db);
  // Five minutes past its lease a call has outlived every timeout of the channel: its process is gone.
  await sql`
    update intents set state = 'unknown', error_class = 'outcome-unknown', lease_owner = null, lease_until = null
    where state = 'calling' and lease_until < ${lease.machineNow}::timestamptz - interval '5 minutes'`.execute(
    db,
  );
  const { rows } = await sql<ClaimedIntent>`
    with ready as (
      select i.intent_id from intents i join campaigns c on c.campaign_id = i.campaign_id and c.state = 'running'
      where i.state = 'queued' and i.channel = ${channel} and i.not_before <= ${lease.now}
      order by i.not_before, i.intent_id limit ${limit} for update of i skip locked
    ), claimed as (
      update intents i set state = 'claimed', lease_owner = ${lease.owner}, lease_until = ${lease.until}
      from ready where i.intent_id = ready.intent_id
      returning i.intent_id, i.campaign_id, i.customer_id, i.contact_id, i.attempts
    )
    select claimed.intent_id as "intentId", claimed.campaign_id as "campaignId", claimed.customer_id as "customerId",
      claimed.contact_id as "contactId", claimed.attempts, p.value_cipher as "valueCipher",
      p.key_version as "valueKeyVersion", c.name_cipher as "nameCipher", c.key_version as "nameKeyVersion"
    from claimed left join contact_points p on p.contact_id = claimed.contact_id
    left join customers c on c.customer_id = claimed.customer_id
    order by claimed.intent_id`.execute(db);
  return rows;
}

/** Gives leased intents that were not called back to the queue. */
export async function releaseIntents(
  db: Db,
  intents: readonly Pick<ClaimedIntent, 'intentId'>[],
  owner: string,
): Promise<void> {
  await sql`
    update intents set state = 'queued', lease_owner = null, lease_until = null
    where intent_id = any(${intents.map(i => i.intentId)}::uuid[]) and state = 'claimed'
      and lease_owner = ${owner}`.execute(db);
}

export interface CallingRequest {
  readonly ids: readonly string[];
  readonly channel: CampaignChannel;
  readonly owner: string;
  readonly now: Date;
  /** Zone used for a customer whose own zone is unknown. */
  readonly zone: string;
}

/** What is true of each claimed intent now: its campaign's state, the first failing rule, the next opening if closed. */
function checkedIntents({ ids, channel, owner, now, zone }: CallingRequest) {
  const { contactKind, consentChannel } = mediumOf(channel);
  const hour = (name: string) => sql`(c.definition -> 'policy' ->> ${name}::text)::int`;
  return sql`
    select i.intent_id, c.state as campaign_state,
      case
        when k.customer_id is null or k.erased_at is not null or k.restricted_at is not null then 'skip-restricted'
        when consent.action is distinct from 'granted' then 'skip-withdrawn'
        when p.contact_id is null then 'skip-no-contact'
        when s.blind_index is not null then 'skip-suppressed'
      end as reason,
      case
        when extract(hour from place.local) < ${hour('sendFromHour')}
          then (date_trunc('day', place.local) + make_interval(hours => ${hour('sendFromHour')})) at time zone place.zone
        when extract(hour from place.local) >= ${hour('sendToHour')}
          then (date_trunc('day', place.local) + interval '1 day'
                + make_interval(hours => ${hour('sendFromHour')})) at time zone place.zone
      end as opens_at
    from intents i join campaigns c on c.campaign_id = i.campaign_id
    left join customers k on k.customer_id = i.customer_id
    cross join lateral (
      select coalesce(k.zone, ${zone}) as zone, ${now}::timestamptz at time zone coalesce(k.zone, ${zone}) as local
    ) place
    left join current_consents consent on consent.customer_id = i.customer_id
      and consent.purpose = 'marketing' and consent.channel = ${consentChannel}
    left join contact_points p on p.contact_id = i.contact_id and p.status = 'active'
    left join suppressions s on s.blind_index = p.blind_index and s.kind = ${contactKind}
    where i.intent_id = any(${ids}::uuid[]) and i.state = 'claimed' and i.lease_owner = ${owner}`;
}

/**
 * Commits the move to `calling` for those that may still be sent: the campaign runs, consent stands, the contact point
 * is active and not suppressed, and it is not quiet hours where the person lives. Others become `skipped` with the
 * reason and free their reservation, or go back to the queue (paused, or until the next opening). Returns the ids that
 * may be called.
 */
export async function markCalling(trx: Trx, request: CallingRequest): Promise<Set<string>> {
  const { rows } = await sql<{ intent_id: string; state: string }>`
    with checked as (${checkedIntents(request)}),
    next as (
      select intent_id, opens_at, reason,
        case when campaign_state = 'canceled' then 'canceled' when campaign_state <> 'running' then 'queued'
             when reason is not null then 'skipped' when opens_at is not null then 'queued' else 'calling' end as state
      from checked
    )
    update intents i set state = n.state,
      skip_reason = case when n.state = 'skipped' then n.reason end,
      not_before = case when n.state = 'queued' then coalesce(n.opens_at, i.not_before) else i.not_before end,
      attempts = i.attempts + case when n.state = 'calling' then 1 else 0 end,
      lease_owner = case when n.state = 'calling' then ${request.owner} end
    from next n where i.intent_id = n.intent_id and i.state = 'claimed'
    returning i.intent_id, i.state`.execute(trx);
  const released = rows.filter(r => r.state === 'skipped' || r.state === 'canceled').map(r => r.intent_id);
  if (released.length > 0) {
    await sql`
      update contact_reservations set released_at = reserved_at where intent_id = any(${released}::uuid[])`.execute(
      trx,
    );
  }
  return new Set(rows.filter(r => r.state === 'calling').map(r => r.intent_id));
}

export interface SendOutcome {
  readonly intentId: string;
  readonly state: 'accepted' | 'failed' | 'unknown' | 'queued';
  readonly providerMessageId: string | null;
  readonly errorClass: string | null;
  readonly notBefore: Date | null;
  /** Whether the address itself was refused for good. */
  readonly invalidRecipient: boolean;
  /** False when the channel, not the person, was the reason: the attempt is taken back. */
  readonly counted: boolean;
  /** The reply code when the server refused the campaign's sender, which no other message would survive either. */
  readonly senderRefused: string | null;
}

/**
 * Stores the outcomes of one chunk and returns those it settled; a failure that provably sent nothing frees its
 * reservation. What would be tried again is canceled when its campaign has ended meanwhile: nobody would ever claim it.
 * An answer also settles an intent that was taken for unknown while its call was under way, as after a jump of the
 * machine's clock. Saving the same outcomes again settles nothing.
 */
export async function saveOutcomes(
  trx: Trx,
  answers: readonly SendOutcome[],
  now: Date,
): Promise<SendOutcome[]> {
  const { rows } = await sql<{ intent_id: string }>`
    update intents i set state = o.state, provider_message_id = o.provider_message_id, error_class = o.error_class,
      not_before = coalesce(o.not_before, i.not_before), lease_owner = null, lease_until = null,
      sent_at = case when o.state = 'accepted' then ${now}::timestamptz else i.sent_at end,
      attempts = i.attempts - case when o.counted then 0 else 1 end,
      answered_at = case when o.counted then ${now}::timestamptz else i.answered_at end
    from unnest(${answers.map(o => o.intentId)}::uuid[], ${answers.map(o => o.state)}::text[],
      ${answers.map(o => o.providerMessageId)}::text[], ${answers.map(o => o.errorClass)}::text[],
      ${answers.map(o => o.notBefore)}::timestamptz[], ${answers.map(o => o.counted)}::boolean[])
      as o(intent_id, state, provider_message_id, error_class, not_before, counted)
    where i.intent_id = o.intent_id and i.state in ('calling', 'unknown')
    returning i.intent_id`.execute(trx);
  const settled = new Set(rows.map(row => row.intent_id));
  const outcomes = answers.filter(o => settled.has(o.intentId));
  const kinds = outcomes.filter(o => o.state === 'accepted' || o.state === 'failed');
  await sql`
    insert into delivery_events (intent_id, kind, at, source, detail)
    select * from unnest(${kinds.map(o => o.intentId)}::uuid[], ${kinds.map(o => o.state)}::text[],
      ${kinds.map(() => now)}::timestamptz[], ${kinds.map(() => 'sender')}::text[],
      ${kinds.map(o => o.errorClass)}::text[])
    on conflict do nothing`.execute(trx);
  const failed = outcomes.filter(o => o.state === 'failed').map(o => o.intentId);
  if (failed.length > 0) {
    await sql`update contact_reservations set released_at = ${now} where intent_id = any(${failed}::uuid[])`.execute(
      trx,
    );
  }
  const again = outcomes.filter(o => o.state === 'queued').map(o => o.intentId);
  if (again.length > 0) await cancelIfEnded(trx, again, now);
  const invalid = outcomes.filter(o => o.invalidRecipient).map(o => o.intentId);
  if (invalid.length > 0) {
    await sql`
      update contact_points set status = 'bounced'
      where contact_id in (select contact_id from intents where intent_id = any(${invalid}::uuid[]))`.execute(
      trx,
    );
  }
  return outcomes;
}

/**
 * After a start: what was `calling` under an owner that is gone has an unknown outcome, for ever. A list of the file
 * channel is not a call: it can be fetched again.
 */
export async function settleOrphans(db: Db, livingOwners: readonly string[]): Promise<number> {
  const result = await sql`
    update intents set state = 'unknown', error_class = 'outcome-unknown', lease_owner = null, lease_until = null
    where state = 'calling' and channel <> 'file' and not (lease_owner = any(${livingOwners}::text[]))`.execute(
    db,
  );
  return Number(result.numAffectedRows ?? 0n);
}
