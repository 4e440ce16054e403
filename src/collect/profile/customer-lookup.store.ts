/** Finding customers by what a colleague knows of them in full: their number, phone, e-mail or id. No part of a value is searchable. */
import { sql } from 'kysely';
import { notAllowed } from '../../kernel/errors.ts';
import { rolesThatMay } from '../../records/permission.ts';
import type { StoreContext } from '../../store/context.ts';
import { canonicalIdentifier } from '../cells/customer-id.store.ts';
import { emailCell } from '../cells/email.ts';
import { phoneCell } from '../cells/phone.ts';
import { isStanding } from './standing-contacts.store.ts';

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** People who share one address; more than this is a call centre, not a household. */
const mostMatches = 1000;

/** The kinds of identifier the organisation's files use; a handful. */
export async function identifierTypes({ pg }: Pick<StoreContext, 'pg'>): Promise<string[]> {
  const { rows } = await sql<{ type: string }>`
    select distinct mapping ->> 'identifierType' as type from imports where mapping ->> 'identifierType' is not null`.execute(
    pg,
  );
  return [...new Set(['member-no', ...rows.map(row => row.type)])];
}

function contactIndexes({ keys }: Pick<StoreContext, 'keys'>, query: string): Buffer[] {
  const phone = phoneCell(query);
  const email = emailCell(query);
  return [
    ...(phone.ok ? keys.blindIndexes('phone', phone.value) : []),
    ...(email.ok ? keys.blindIndexes('email', email.value) : []),
  ].map(({ index }) => index);
}

/**
 * Ids of the customers a query names, each by the record that names the person; [] when nobody. A few index look-ups. Whoever may not search by contact finds
 * nobody by a phone number or address: `permission-missing`.
 */
export async function findCustomerIds(
  ctx: StoreContext,
  query: string,
  { byContact }: { readonly byContact: boolean },
): Promise<string[]> {
  const contacts = contactIndexes(ctx, query);
  if (contacts.length > 0 && !byContact) {
    const permission = 'customer.contact.find';
    const expected = rolesThatMay(permission).join(', ');
    throw notAllowed('permission-missing', { path: 'query', expected, params: { permission } });
  }
  const ids = (await identifierTypes(ctx)).flatMap(type => {
    const canonical = canonicalIdentifier(type, query);
    return canonical.ok && canonical.value !== '' ? [ctx.keys.customerId(type, canonical.value)] : [];
  });
  if (uuidShape.test(query)) ids.push(query.toLowerCase());
  const { rows } = await sql<{ id: string }>`
    select coalesce(l.customer_id, c.customer_id) as id from customers c left join identity_links l on l.raw_id = c.customer_id
    where c.customer_id = any(${ids}::uuid[])
    union
    select customer_id from contact_points p
    where blind_index = any(${contacts}::bytea[]) and ${isStanding}
    limit ${mostMatches}`.execute(ctx.pg);
  return rows.map(row => row.id);
}
