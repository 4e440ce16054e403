/** Who was written to and who would have been, by the member number the simulated shop knows them by. */
import { sql } from 'kysely';
import type { CampaignDefinition } from '../../records/campaign.ts';
import type { DeliveredMessage, Engagement, Offer } from '../../simulator/message.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';

interface PersonRow {
  readonly customer_id: string;
  readonly external_id_cipher: Buffer;
  readonly key_version: number;
}

const memberNumber = (ctx: StoreContext, row: PersonRow): string =>
  ctx.keys.decrypt(
    row.external_id_cipher,
    row.key_version,
    fieldAad('customers', 'external_id', row.customer_id),
  );

export const offerOf = ({ message }: CampaignDefinition): Offer => ({
  kind: message.offer.kind,
  faceValueMinor: message.offer.faceValueMinor,
  thresholdMinor: message.offer.thresholdMinor,
  code: message.offer.code,
});

/** Every message a channel accepted so far, as the shop's customers received it. */
export async function loadDelivered(ctx: StoreContext): Promise<DeliveredMessage[]> {
  const { rows } = await sql<
    PersonRow & {
      intent_id: string;
      name: string;
      channel: string;
      sent_at: Date;
      definition: CampaignDefinition;
    }
  >`
    select i.intent_id, c.name, i.channel, i.sent_at, c.definition, p.customer_id, p.external_id_cipher, p.key_version
    from intents i join campaigns c using (campaign_id) join customers p on p.customer_id = i.customer_id
    where i.state in ('accepted', 'delivered')`.execute(ctx.pg);
  return rows.map(row => ({
    deliveryId: row.intent_id,
    campaignId: row.name,
    customerExternalId: memberNumber(ctx, row),
    channel: row.channel,
    offer: offerOf(row.definition),
    deliveredAt: row.sent_at,
  }));
}

/** Everybody a campaign wrote to or would have written to, each with the instant of their slot. */
export async function loadWouldSend(
  ctx: StoreContext,
  campaign: string,
): Promise<{ customerExternalId: string; at: Date }[]> {
  const { rows } = await sql<PersonRow & { slot_at: Date }>`
    select a.slot_at, p.customer_id, p.external_id_cipher, p.key_version
    from campaign_audience a join campaigns c using (campaign_id) join customers p on p.customer_id = a.customer_id
    where c.name = ${campaign} and a.would_send
    order by a.customer_id`.execute(ctx.pg);
  return rows.map(row => ({ customerExternalId: memberNumber(ctx, row), at: row.slot_at }));
}

/** The unsubscribe address each of these messages carried, read from the mailbox as its reader would. */
export async function loadMailboxRows(
  ctx: StoreContext,
  engagements: readonly Engagement[],
): Promise<{ intentId: string; raw: Buffer }[]> {
  const ids = engagements.map(({ deliveryId }) => deliveryId);
  const { rows } = await sql<{
    message_id: string;
    intent_id: string;
    raw_cipher: Buffer;
    key_version: number;
  }>`
    select distinct on (intent_id) message_id, intent_id, raw_cipher, key_version
    from sandbox_messages where intent_id = any(${ids}::uuid[])`.execute(ctx.pg);
  return rows.map(row => {
    const aad = fieldAad('sandbox_messages', 'raw', row.message_id);
    return {
      intentId: row.intent_id,
      raw: Buffer.from(ctx.keys.decrypt(row.raw_cipher, row.key_version, aad), 'base64'),
    };
  });
}
