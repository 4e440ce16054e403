/** Customers as a list shows them: the organisation's number in clear, names and contacts masked. */
import { sql } from 'kysely';
import { badInput } from '../../kernel/errors.ts';
import type { CustomerRow } from '../../records/customer.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { isContactIdentifier } from '../cells/customer-id.store.ts';
import { maskEmail, maskName, maskPhone } from '../cells/mask.ts';
import { isStanding } from './standing-contacts.store.ts';

export interface StoredCustomer {
  readonly customer_id: string;
  readonly id_type: string;
  readonly external_id_cipher: Buffer | null;
  readonly name_cipher: Buffer | null;
  readonly key_version: number;
  readonly created_at: Date;
}

interface StoredContact {
  readonly contact_id: string;
  readonly customer_id: string;
  readonly kind: 'email' | 'phone';
  readonly value_cipher: Buffer;
  readonly key_version: number;
  readonly status: string;
}

const findContacts = async ({ pg }: StoreContext, ids: readonly string[]): Promise<StoredContact[]> => {
  const { rows } = await sql<StoredContact>`
    select contact_id, customer_id, kind, value_cipher, key_version, status from contact_points p
    where customer_id = any(${ids}::uuid[]) and ${isStanding}
    order by status = 'active' desc, kind, created_at desc, contact_id`.execute(pg);
  return rows;
};

function maskedContact({ keys }: StoreContext, point: StoredContact): CustomerRow['contacts'][number] {
  const aad = fieldAad('contact_points', 'value', point.contact_id);
  const value = keys.decrypt(point.value_cipher, point.key_version, aad);
  const masked = point.kind === 'phone' ? maskPhone(value) : maskEmail(value);
  return { kind: point.kind, masked, status: point.status };
}

/** A customer with masked identity; a number that is itself a phone or address is shown as contact only. */
function shownRow(ctx: StoreContext, row: StoredCustomer, contacts: readonly StoredContact[]): CustomerRow {
  const { customer_id: customerId, key_version: version } = row;
  const clear = (cipher: Buffer | null, column: string) =>
    cipher ? ctx.keys.decrypt(cipher, version, fieldAad('customers', column, customerId)) : null;
  const name = clear(row.name_cipher, 'name');
  return {
    customerId,
    externalId: isContactIdentifier(row.id_type) ? null : clear(row.external_id_cipher, 'external_id'),
    name: name === null ? null : maskName(name),
    contacts: contacts
      .filter(point => point.customer_id === customerId)
      .map(point => maskedContact(ctx, point)),
    createdAt: row.created_at.toISOString(),
  };
}

/** The rows in the order given. */
export async function shownCustomers(
  ctx: StoreContext,
  rows: readonly StoredCustomer[],
): Promise<CustomerRow[]> {
  const contacts = await findContacts(
    ctx,
    rows.map(row => row.customer_id),
  );
  return rows.map(row => shownRow(ctx, row, contacts));
}

const cursorPurpose = 'cursor:customers';

function openCursor({ keys }: StoreContext, cursor: string | undefined): { at: Date; id: string } | null {
  if (cursor === undefined) return null;
  const [at, id] = (keys.open(cursorPurpose, cursor) ?? '').split(' ');
  if (!at || !id) throw badInput('cursor-invalid', { path: 'cursor' });
  return { at: new Date(at), id };
}

export interface CustomerPageRequest {
  /** Only these customers; null: everybody. */
  readonly ids: readonly string[] | null;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A page of customers, newest first. Throws `cursor-invalid`. */
export async function findCustomerPage(ctx: StoreContext, { ids, limit, cursor }: CustomerPageRequest) {
  const after = openCursor(ctx, cursor);
  const { rows } = await sql<StoredCustomer>`
    select customer_id, id_type, external_id_cipher, name_cipher, key_version, created_at from customers
    where ${ids === null ? sql`true` : sql`customer_id = any(${ids}::uuid[])`}
      and ${after === null ? sql`true` : sql`(created_at < ${after.at} or (created_at = ${after.at} and customer_id > ${after.id}))`}
    order by created_at desc, customer_id limit ${limit}`.execute(ctx.pg);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    customers: await shownCustomers(ctx, rows),
    nextCursor: last
      ? ctx.keys.seal(cursorPurpose, `${last.created_at.toISOString()} ${last.customer_id}`)
      : null,
  };
}
