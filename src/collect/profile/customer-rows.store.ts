/** Customers as a list shows them: the organisation's number in clear, names and contacts masked. */
import { sql } from 'kysely';
import { badInput } from '../../kernel/errors.ts';
import type { CustomerRow, RevealedCustomer } from '../../records/customer.ts';
import { maskContact, maskName } from '../../records/masking.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { isContactIdentifier } from '../cells/customer-id.store.ts';
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

/** `person`: everything said of any record of theirs. `record`: what was said of this record, wherever it stands now. */
export type Whose = 'person' | 'record';

const ownerOf = (whose: Whose) =>
  whose === 'person' ? sql`customer_id` : sql`coalesce(said_id, customer_id)`;

const findContacts = async (
  { pg }: StoreContext,
  ids: readonly string[],
  whose: Whose,
): Promise<StoredContact[]> => {
  const { rows } = await sql<StoredContact>`
    select contact_id, ${ownerOf(whose)} as customer_id, kind, value_cipher, key_version, status from contact_points p
    where ${ownerOf(whose)} = any(${ids}::uuid[]) and ${isStanding}
    order by status = 'active' desc, kind, created_at desc, contact_id`.execute(pg);
  return rows;
};

function clearContact({ keys }: StoreContext, point: StoredContact): string {
  const aad = fieldAad('contact_points', 'value', point.contact_id);
  return keys.decrypt(point.value_cipher, point.key_version, aad);
}

/** The customer's contact points in clear; one that several records of the person state alike stands once. */
function clearPoints(ctx: StoreContext, row: StoredCustomer, contacts: readonly StoredContact[]) {
  const points = contacts
    .filter(point => point.customer_id === row.customer_id)
    .map(point => ({ kind: point.kind, value: clearContact(ctx, point), status: point.status }));
  return [...new Map(points.map(point => [Object.values(point).join('\u0000'), point])).values()];
}

/** What a cipher of the row says, or null where there is none. */
function clearCell(ctx: StoreContext, row: StoredCustomer, column: 'name' | 'external_id'): string | null {
  const cipher = column === 'name' ? row.name_cipher : row.external_id_cipher;
  return cipher
    ? ctx.keys.decrypt(cipher, row.key_version, fieldAad('customers', column, row.customer_id))
    : null;
}

/** A customer with masked identity; a number that is itself a phone or address is shown as contact only. */
function shownRow(ctx: StoreContext, row: StoredCustomer, contacts: readonly StoredContact[]): CustomerRow {
  const name = clearCell(ctx, row, 'name');
  return {
    customerId: row.customer_id,
    externalId: isContactIdentifier(row.id_type) ? null : clearCell(ctx, row, 'external_id'),
    name: name === null ? null : maskName(name),
    contacts: clearPoints(ctx, row, contacts).map(({ kind, value, status }) => ({
      kind,
      masked: maskContact(value),
      status,
    })),
    createdAt: row.created_at.toISOString(),
  };
}

/** The rows in the order given. */
export async function shownCustomers(
  ctx: StoreContext,
  rows: readonly StoredCustomer[],
  whose: Whose = 'person',
): Promise<CustomerRow[]> {
  const contacts = await findContacts(
    ctx,
    rows.map(row => row.customer_id),
    whose,
  );
  return rows.map(row => shownRow(ctx, row, contacts));
}

/** Customers unmasked; only for `reveal.store.ts`, which asks for a reason first. */
export async function clearCustomers(
  ctx: StoreContext,
  ids: readonly string[],
): Promise<readonly RevealedCustomer[]> {
  const { rows } = await sql<StoredCustomer>`
    select customer_id, id_type, external_id_cipher, name_cipher, key_version, created_at from customers
    where customer_id = any(${ids}::uuid[])`.execute(ctx.pg);
  const contacts = await findContacts(ctx, ids, 'person');
  return rows.map(row => ({
    customerId: row.customer_id,
    name: clearCell(ctx, row, 'name'),
    externalId: clearCell(ctx, row, 'external_id'),
    contacts: clearPoints(ctx, row, contacts),
  }));
}

const cursorPurpose = 'cursor:customers';

/** Where a page begins: beyond this customer, read forwards or backwards, with so many rows before the page. */
interface Place {
  readonly isBack: boolean;
  readonly at: Date;
  readonly id: string;
  readonly offset: number;
}

const sealed = ({ keys }: StoreContext, { isBack, at, id, offset }: Place) =>
  keys.seal(cursorPurpose, `${isBack ? 'back' : 'on'} ${at.toISOString()} ${id} ${offset}`);

const placeOf = (row: StoredCustomer, isBack: boolean, offset: number): Place => ({
  isBack,
  at: row.created_at,
  id: row.customer_id,
  offset,
});

function openCursor({ keys }: StoreContext, cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const [way, at, id, offset] = (keys.open(cursorPurpose, cursor) ?? '').split(' ');
  if (!at || !id) throw badInput('cursor-invalid', { path: 'cursor' });
  return { isBack: way === 'back', at: new Date(at), id, offset: Number(offset) };
}

export interface CustomerPageRequest {
  /** Only these customers; null: everybody. */
  readonly ids: readonly string[] | null;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Oldest first instead of newest first. */
  readonly isOldestFirst?: boolean;
}

/** Everybody: each person once, by the record that names them. */
const listed = (ids: readonly string[] | null) =>
  ids === null
    ? sql`not exists (select from identity_links l where l.raw_id = customers.customer_id)`
    : sql`customer_id = any(${ids}::uuid[])`;

/** One more row than the page holds tells whether another page follows. */
async function findPageRows(
  ctx: StoreContext,
  { ids, limit, place, isUp }: CustomerPageRequest & { place: Place | null; isUp: boolean },
): Promise<StoredCustomer[]> {
  // The id breaks ties the other way round than time, as the index has it.
  const beyond = place
    ? isUp
      ? sql`(created_at > ${place.at} or (created_at = ${place.at} and customer_id < ${place.id}))`
      : sql`(created_at < ${place.at} or (created_at = ${place.at} and customer_id > ${place.id}))`
    : sql`true`;
  const { rows } = await sql<StoredCustomer>`
    select customer_id, id_type, external_id_cipher, name_cipher, key_version, created_at from customers
    where ${listed(ids)} and ${beyond}
    order by ${isUp ? sql`created_at, customer_id desc` : sql`created_at desc, customer_id`}
    limit ${limit + 1}`.execute(ctx.pg);
  return rows;
}

/** A page of customers by the time they became known, with its place in the list. Throws `cursor-invalid`. */
export async function findCustomerPage(ctx: StoreContext, page: CustomerPageRequest) {
  const { ids, limit, isOldestFirst = false } = page;
  const place = openCursor(ctx, page.cursor);
  const isBack = place?.isBack ?? false;
  const found = await findPageRows(ctx, { ...page, place, isUp: isOldestFirst !== isBack });
  const hasMore = found.length > limit;
  const rows = isBack ? found.slice(0, limit).reverse() : found.slice(0, limit);
  const offset = isBack ? Math.max(0, (place?.offset ?? 0) - rows.length) : (place?.offset ?? 0);
  const [first, last] = [rows[0], rows.at(-1)];
  const hasNext = isBack || hasMore;
  const hasPrevious = isBack ? hasMore : place !== null;
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from customers
    where ${listed(ids)}`.execute(ctx.pg);
  return {
    customers: await shownCustomers(ctx, rows),
    nextCursor: last && hasNext ? sealed(ctx, placeOf(last, false, offset + rows.length)) : null,
    previousCursor: first && hasPrevious ? sealed(ctx, placeOf(first, true, offset)) : null,
    offset,
    total: counted[0]?.n ?? 0,
  };
}
