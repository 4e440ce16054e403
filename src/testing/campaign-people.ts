/** Builders of people, a segment snapshot and a campaign definition for tests of what happens between them. */
import { sql } from 'kysely';
import type { CampaignDefinition, CampaignDefinitionInput } from '../records/campaign.ts';
import { campaignDefinition } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import { fieldAad } from '../store/field-aad.ts';
import { nameMark } from './contact-canaries.ts';

/** Who acts in tests. */
export const caller = { actorId: 'tester', actorKind: 'user', locale: 'en' } as const;

export interface TestPerson {
  readonly externalId: string;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly consent?: 'granted' | 'withdrawn' | 'none';
  readonly zone?: string;
}

async function saveContact(
  ctx: StoreContext,
  customerId: string,
  [kind, value]: readonly ['email' | 'phone', string],
) {
  const contactId = ctx.newId();
  const { cipher, keyVersion } = ctx.keys.encrypt(value, fieldAad('contact_points', 'value', contactId));
  await sql`
    insert into contact_points (contact_id, customer_id, kind, blind_index, value_cipher, key_version, status, created_at)
    values (${contactId}, ${customerId}, ${kind}, ${ctx.keys.blindIndex(kind, value)}, ${cipher}, ${keyVersion},
      'active', ${ctx.now()})`.execute(ctx.pg);
}

/** Stores people with encrypted contact points and consent to e-mail and SMS; returns their customer ids in order. */
export async function savePeople(ctx: StoreContext, people: readonly TestPerson[]): Promise<string[]> {
  const ids: string[] = [];
  for (const person of people) {
    const customerId = ctx.keys.customerId('external', person.externalId);
    const name = ctx.keys.encrypt(
      person.name ?? nameMark + person.externalId,
      fieldAad('customers', 'name', customerId),
    );
    await sql`
      insert into customers (customer_id, id_type, name_cipher, key_version, zone, created_at)
      values (${customerId}, 'external', ${name.cipher}, ${name.keyVersion}, ${person.zone ?? null}, ${ctx.now()})`.execute(
      ctx.pg,
    );
    if (person.email) await saveContact(ctx, customerId, ['email', person.email]);
    if (person.phone) await saveContact(ctx, customerId, ['phone', person.phone]);
    const consent = person.consent ?? 'granted';
    if (consent !== 'none') {
      await sql`
        insert into consents (customer_id, purpose, channel, action, method, at)
        select ${customerId}, 'marketing', channel, ${consent}, 'test', ${ctx.now()}
        from unnest(array['email','sms']) as channel`.execute(ctx.pg);
    }
    ids.push(customerId);
  }
  return ids;
}

/** A segment whose newest snapshot holds exactly these customers. */
export async function saveSnapshot(ctx: StoreContext, name: string, customerIds: readonly string[]) {
  const segmentId = ctx.newId();
  const snapshotId = ctx.newId();
  const now = ctx.now();
  await sql`
    insert into segments (segment_id, name, title, definition, created_at, updated_at)
    values (${segmentId}, ${name}, ${name}, '{}', ${now}, ${now})`.execute(ctx.pg);
  await sql`
    insert into segment_snapshots
      (snapshot_id, segment_id, definition, as_of, features_as_of, count, created_at, seconds)
    values (${snapshotId}, ${segmentId}, '{}', ${now}, ${now}, ${customerIds.length}, ${now}, 0)`.execute(
    ctx.pg,
  );
  await sql`
    insert into segment_snapshot_members (snapshot_id, customer_id)
    select ${snapshotId}, id from unnest(${customerIds}::uuid[]) as id`.execute(ctx.pg);
  return snapshotId;
}

/** What a test changes of the complete definition. */
export type CampaignChange = Partial<
  Omit<CampaignDefinition, 'message' | 'control' | 'budget' | 'schedule' | 'policy'>
> & {
  readonly policy?: CampaignDefinitionInput['policy'];
  readonly message?: Partial<CampaignDefinition['message']>;
  readonly control?: Partial<CampaignDefinition['control']>;
  readonly budget?: Partial<CampaignDefinition['budget']>;
  readonly schedule?: Partial<CampaignDefinition['schedule']>;
};

/** A complete definition on the sandbox channel that may be approved as it is. */
export function testCampaign({
  name,
  segment,
  startsAt,
  change = {},
}: {
  name: string;
  segment: string;
  startsAt: Date;
  change?: CampaignChange;
}): CampaignDefinition {
  return campaignDefinition.parse({
    name,
    title: name,
    goal: { metric: 'buyers', statement: 'more buyers', baseline: 0.05, target: 0.08, dueDate: '2099-01-01' },
    audience: { segment },
    planning: { baseRate: 0.05, valuePerBuyerMinor: 5_000 },
    ...change,
    control: { share: 0.2, ...change.control },
    message: {
      channel: 'sandbox',
      subject: '{{ customer.name }}，好久不见',
      senderName: '青禾生活',
      senderAddress: 'hello@shop.example',
      mjml: `<mjml><mj-body><mj-section><mj-column><mj-text>您好 {{ customer.name }}
        <a href="{{ unsubscribe_url }}">退订</a></mj-text></mj-column></mj-section></mj-body></mjml>`,
      ...change.message,
    },
    budget: { capMinor: 1_000_000, contactCostMinor: 5, ...change.budget },
    schedule: { startsAt: startsAt.toISOString(), spreadHours: 4, ...change.schedule },
  });
}
