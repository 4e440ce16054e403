/** One customer's page, put together from state and facts. */
import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { ConsentEntry, CustomerCampaign, CustomerPage, TimelineEntry } from '../../records/customer.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { findEventIds, findTracked, findTraits } from './customer-events.store.ts';
import { findAttributes, findEvents, findExclusions, findTotals } from './customer-facts.store.ts';
import { findFeatures } from './customer-features.store.ts';
import { type StoredCustomer, shownCustomers } from './customer-rows.store.ts';
import { newestFirst } from './timeline.ts';

interface WholeCustomer extends StoredCustomer {
  readonly locale: string | null;
  readonly zone: string | null;
  readonly restricted_at: Date | null;
  readonly erased_at: Date | null;
  readonly owner_id: string | null;
  readonly store: string | null;
  readonly region: string | null;
  readonly owner_email_cipher: Buffer | null;
  readonly owner_key_version: number | null;
}

async function findCustomer({ pg }: StoreContext, id: string): Promise<WholeCustomer> {
  const { rows } = await sql<WholeCustomer>`
    select c.customer_id, c.id_type, c.external_id_cipher, c.name_cipher, c.key_version, c.created_at, c.locale, c.zone,
      c.restricted_at, c.erased_at, c.owner_id, c.store, c.region, u.email_cipher as owner_email_cipher,
      u.key_version as owner_key_version
    from customers c left join users u on u.user_id = c.owner_id where c.customer_id = ${id}`.execute(pg);
  if (!rows[0]) throw notFound('customer-unknown', { path: 'id' });
  return rows[0];
}

function placeOf({ keys }: StoreContext, customer: WholeCustomer): CustomerPage['place'] {
  const {
    owner_id: ownerId,
    store,
    region,
    owner_email_cipher: cipher,
    owner_key_version: version,
  } = customer;
  const ownerEmail =
    ownerId && cipher && version !== null
      ? keys.decrypt(cipher, version, fieldAad('users', 'email_cipher', ownerId))
      : null;
  return { ownerId, ownerEmail, store, region };
}

/** Every answer that still speaks, newest first; what two imports said alike stands once. */
async function findConsents({ pg }: StoreContext, id: string): Promise<ConsentEntry[]> {
  const { rows } = await sql<Omit<ConsentEntry, 'at'> & { at: Date }>`
    select purpose, channel, action, method, wording_version as "wordingVersion", at
    from consents where customer_id = ${id} and void_at is null
    group by purpose, channel, action, method, wording_version, at
    order by at desc, max(consent_no) desc`.execute(pg);
  return rows.map(row => ({ ...row, at: row.at.toISOString() }));
}

async function findSuppressed({ pg }: StoreContext, id: string): Promise<CustomerPage['suppressed']> {
  const { rows } = await sql<{ kind: 'email' | 'phone'; reason: string; at: Date }>`
    select distinct s.kind, s.reason, s.at from suppressions s
    join contact_points p on p.blind_index = s.blind_index and p.kind = s.kind
    where p.customer_id = ${id} order by s.at desc`.execute(pg);
  return rows.map(row => ({ ...row, at: row.at.toISOString() }));
}

async function findCampaigns({ pg }: StoreContext, id: string): Promise<CustomerCampaign[]> {
  const { rows } = await sql<Omit<CustomerCampaign, 'slotAt'> & { slotAt: Date | null }>`
    select c.campaign_id as "campaignId", c.name, c.title, c.state, a.arm, a.slot_at as "slotAt",
      a.would_send as "wouldSend",
      coalesce(i.skip_reason, a.skip_reason, case when a.arm = 'control' then 'skip-control' end, l.reason)
        as "skipReason", i.state as "intentState"
    from campaigns c
    left join campaign_audience a on a.campaign_id = c.campaign_id and a.customer_id = ${id}
    left join campaign_losses l on l.campaign_id = c.campaign_id and l.customer_id = ${id}
    left join intents i on i.campaign_id = c.campaign_id and i.customer_id = ${id}
    where a.customer_id is not null or l.customer_id is not null
    order by c.launched_at desc nulls last, c.created_at desc limit 50`.execute(pg);
  return rows.map(row => ({
    ...row,
    slotAt: row.slotAt?.toISOString() ?? null,
    // A loss may carry the rule behind a colon.
    skipReason: row.skipReason?.split(':')[0] ?? null,
  }));
}

const shownEvents = 100;
/** Pages opened must not push every order out of sight. */
const shownTracked = 50;

const consentEvents = (consents: readonly ConsentEntry[]): TimelineEntry[] =>
  consents.map(({ at, channel, action, method }) => ({ kind: 'consent', at, channel, action, method }));

/** The record that names the person a record belongs to. */
async function personOf({ pg }: StoreContext, id: string): Promise<string> {
  const { rows } = await sql<{
    id: string;
  }>`select customer_id as id from identity_links where raw_id = ${id}`.execute(pg);
  return rows[0]?.id ?? id;
}

/**
 * The page of the person a record belongs to, whichever record is asked for. Throws `customer-unknown`. A dozen small
 * reads, each by the customer's own key.
 */
export async function loadCustomerPage(ctx: StoreContext, asked: string): Promise<CustomerPage> {
  const id = await personOf(ctx, asked);
  const customer = await findCustomer(ctx, id);
  const [[row], consents, suppressed, campaigns, ids] = await Promise.all([
    shownCustomers(ctx, [customer]),
    findConsents(ctx, id),
    findSuppressed(ctx, id),
    findCampaigns(ctx, id),
    findEventIds(ctx, id),
  ]);
  if (!row) throw notFound('customer-unknown', { path: 'id' });
  const [attributes, exclusions, totals, features, events, tracked, traits] = await Promise.all([
    findAttributes(ctx, id),
    findExclusions(ctx, id),
    findTotals(ctx, id),
    findFeatures(ctx, id),
    findEvents(ctx, id, shownEvents),
    findTracked(ctx, ids, shownTracked),
    findTraits(ctx, ids),
  ]);
  return {
    ...row,
    locale: customer.locale,
    zone: customer.zone,
    place: placeOf(ctx, customer),
    restrictedAt: customer.restricted_at?.toISOString() ?? null,
    erasedAt: customer.erased_at?.toISOString() ?? null,
    attributes,
    traits,
    exclusions,
    consents,
    suppressed,
    totals,
    features,
    campaigns,
    timeline: newestFirst([...events, ...tracked, ...consentEvents(consents)], shownEvents),
  };
}
