/** Masked names and addresses for lists of customers: decrypted only to be masked, never leaving this file in full. */
import { sql } from 'kysely';
import type { CampaignChannel } from '../records/campaign.ts';
import { maskEmail, maskName, maskPhone } from '../records/masking.ts';
import type { StoreContext } from '../store/context.ts';
import { fieldAad } from '../store/field-aad.ts';
import { mediumOf } from './medium.ts';

export interface MaskedPerson {
  readonly customerId: string;
  readonly name: string;
  readonly address: string;
}

interface PersonRow {
  readonly customer_id: string;
  readonly name_cipher: Buffer | null;
  readonly key_version: number;
  readonly contact_id: string | null;
  readonly value_cipher: Buffer | null;
  readonly value_key_version: number | null;
}

/** People by id with masked name and the address the channel would use. Cost: 20 µs a person; meant for pages. */
export async function loadMaskedPeople(
  ctx: StoreContext,
  customerIds: readonly string[],
  channel: CampaignChannel,
): Promise<Map<string, MaskedPerson>> {
  const { contactKind } = mediumOf(channel);
  const { rows } = await sql<PersonRow>`
    select c.customer_id, c.name_cipher, c.key_version, p.contact_id, p.value_cipher,
      p.key_version as value_key_version
    from customers c left join lateral (
      select contact_id, value_cipher, key_version from contact_points p
      where p.customer_id = c.customer_id and p.kind = ${contactKind} and p.status = 'active'
      order by p.created_at desc, p.contact_id limit 1
    ) p on true
    where c.customer_id = any(${customerIds}::uuid[])`.execute(ctx.pg);
  const mask = contactKind === 'email' ? maskEmail : maskPhone;
  return new Map(
    rows.map(row => {
      const name = row.name_cipher
        ? ctx.keys.decrypt(row.name_cipher, row.key_version, fieldAad('customers', 'name', row.customer_id))
        : '';
      const address =
        row.contact_id && row.value_cipher && row.value_key_version !== null
          ? ctx.keys.decrypt(
              row.value_cipher,
              row.value_key_version,
              fieldAad('contact_points', 'value', row.contact_id),
            )
          : '';
      const person = { customerId: row.customer_id, name: maskName(name), address: address && mask(address) };
      return [row.customer_id, person];
    }),
  );
}
