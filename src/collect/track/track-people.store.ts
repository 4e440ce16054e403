/**
 * What tracking says of people, written to state in one transaction a group: customers who were not known, contact
 * points encrypted, visitors linked to the customer they turned out to be. Repeating it changes nothing.
 */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { holdGeneration } from '../../store/rekey/key-generations.store.ts';
import { moveAddresses } from '../../store/rekey/rekey-addresses.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';
import { saveSaidKeys } from '../identity/identity-keys.store.ts';
import { trust } from '../identity/key-kinds.ts';
import { personKeys } from '../identity/person-keys.ts';
import type { Link, PersonSaid } from './prepare-events.ts';
import type { Owner } from './tracked-orders.store.ts';

export interface SaidBySource {
  readonly source: string;
  readonly at: Date;
  readonly people: readonly PersonSaid[];
  readonly links: readonly Link[];
}

export interface KnownPeople {
  /** No customer yet; visitors among them. */
  readonly unknown: ReadonlySet<string>;
  /** Nothing about them may be stored again. */
  readonly erased: ReadonlySet<string>;
}

/**
 * Which of these ids are no customers, and which belong to somebody who was erased, as customer or as visitor. Only these
 * come back: a busy shop's events are of customers it knows.
 */
export async function findKnown(
  { pg }: Pick<StoreContext, 'pg'>,
  ids: readonly string[],
): Promise<KnownPeople> {
  const asked = `{${ids.join(',')}}`;
  const { rows } = await sql<{ id: string; erased: boolean }>`
    with found as materialized (
      select customer_id, erased_at from customers where customer_id = any(${asked}::uuid[]))
    select id, false as erased from unnest(${asked}::uuid[]) as id
    where not exists (select from found where found.customer_id = id)
    union all
    select customer_id, true from found where erased_at is not null
    union all
    select l.raw_id, true from customer_links l join customers c on c.customer_id = l.customer_id
    where l.raw_id = any(${asked}::uuid[]) and c.erased_at is not null`.execute(pg);
  return {
    unknown: new Set(rows.filter(({ erased }) => !erased).map(({ id }) => id)),
    erased: new Set(rows.filter(({ erased }) => erased).map(({ id }) => id)),
  };
}

const saidSomething = ({ name, email, phone, address }: PersonSaid): boolean =>
  name !== null || email !== null || phone !== null || address !== null;

/** The people of a group whom state does not know yet, or about whom something is said. */
export const worthSaving = (people: readonly PersonSaid[], { unknown }: KnownPeople): PersonSaid[] =>
  people.filter(person => unknown.has(person.customerId) || saidSomething(person));

const bytes = (rows: readonly (Buffer | null)[]) => sql`${rows}::bytea[]`;

async function saveCustomers(ctx: StoreContext, trx: StateTransaction, { people, at }: SaidBySource) {
  const sealed = (value: string, field: 'external_id' | 'name', id: string) =>
    ctx.keys.encrypt(value, fieldAad('customers', field, id));
  const ids = people.map(person => sealed(person.identifier.value, 'external_id', person.customerId));
  const names = people.map(({ name, customerId }) =>
    name === null ? null : sealed(name, 'name', customerId).cipher,
  );
  // Both ciphers of a row and its index belong to one key version, so they change together.
  await sql`
    insert into customers as known (customer_id, id_type, external_id_cipher, external_id_index, name_cipher, key_version,
      created_at)
    select id, id_type, external_id, external_index, name, ${ids[0]?.keyVersion ?? 1}, ${at}
    from unnest(${people.map(each => each.customerId)}::uuid[], ${people.map(each => each.identifier.idType)}::text[],
      ${bytes(ids.map(each => each.cipher))},
      ${bytes(people.map(({ identifier }) => ctx.keys.blindIndex(identifier.idType, identifier.value)))},
      ${bytes(names)}) as said (id, id_type, external_id, external_index, name)
    order by id
    on conflict (customer_id) do update set name_cipher = excluded.name_cipher,
      external_id_cipher = excluded.external_id_cipher, external_id_index = excluded.external_id_index,
      key_version = excluded.key_version
    where excluded.name_cipher is not null and known.erased_at is null`.execute(trx);
}

interface Contact {
  readonly contactId: string;
  readonly customerId: string;
  readonly kind: 'email' | 'phone';
  readonly value: string;
}

const contactsOf = (ctx: StoreContext, people: readonly PersonSaid[]): Contact[] =>
  people.flatMap(({ customerId, ...said }) =>
    (['email', 'phone'] as const).flatMap(kind => {
      const value = said[kind];
      return value === null ? [] : [{ contactId: ctx.newId(), customerId, kind, value }];
    }),
  );

/** A new address takes the place of the one the same source gave before. */
async function saveContacts(ctx: StoreContext, trx: StateTransaction, { source, at, people }: SaidBySource) {
  const contacts = contactsOf(ctx, people);
  if (contacts.length === 0) return;
  await moveAddresses(trx, ctx.keys, contacts);
  const sealed = contacts.map(({ value, contactId }) =>
    ctx.keys.encrypt(value, fieldAad('contact_points', 'value', contactId)),
  );
  const version = ctx.keys.generation;
  const said = sql`
    unnest(${contacts.map(each => each.contactId)}::uuid[], ${contacts.map(each => each.customerId)}::uuid[],
      ${contacts.map(each => each.kind)}::text[],
      ${bytes(contacts.map(({ kind, value }) => ctx.keys.blindIndex(kind, value)))},
      ${bytes(sealed.map(each => each.cipher))}) as said (contact_id, customer_id, kind, blind_index, cipher)`;
  await sql`
    update contact_points c set status = 'retired', retired_at = ${at}
    from ${said} where coalesce(c.said_id, c.customer_id) = said.customer_id and c.kind = said.kind and c.source = ${source}
      and c.status = 'active' and c.blind_index <> said.blind_index`.execute(trx);
  await sql`
    insert into contact_points (contact_id, customer_id, kind, blind_index, index_version, value_cipher, key_version,
      status, created_at, source, said_id)
    select said.contact_id, coalesce(l.customer_id, said.customer_id), said.kind, said.blind_index, ${version}, said.cipher,
      ${version}, 'active', ${at}, ${source}, case when l.customer_id is not null then said.customer_id end
    from ${said} left join identity_links l on l.raw_id = said.customer_id
    where not exists (
      select from contact_points c
      where coalesce(c.said_id, c.customer_id) = said.customer_id and c.kind = said.kind
        and c.blind_index = said.blind_index and c.status <> 'retired')
    on conflict do nothing`.execute(trx);
}

/** The first customer a visitor was identified as stays theirs: a shared device does not join two people. */
async function saveLinks(trx: StateTransaction, { source, at, links }: SaidBySource): Promise<Owner[]> {
  if (links.length === 0) return [];
  const { rows } = await sql<Owner>`
    with added as (
    insert into customer_links (raw_id, customer_id, source, linked_at)
    select raw_id, customer_id, ${source}, ${at}
    from unnest(${links.map(each => each.rawId)}::uuid[], ${links.map(each => each.customerId)}::uuid[])
      as said (raw_id, customer_id)
    where not exists (select from customers known where known.customer_id = said.raw_id)
    order by raw_id
    on conflict (raw_id) do nothing
    returning raw_id, customer_id)
    select a.raw_id as "saidId", a.customer_id as "nowSaidId", coalesce(l.customer_id, a.customer_id) as "customerId"
    from added a left join identity_links l on l.raw_id = a.customer_id`.execute(trx);
  return rows;
}

/**
 * The keys of people named, and of customers an alias calls the same. A visitor's id is no key: two people may share a
 * device.
 */
async function saveKeys(ctx: StoreContext, trx: StateTransaction, said: SaidBySource): Promise<void> {
  const { source, at, people, links } = said;
  const own = people.flatMap(({ customerId, identifier, ...person }) =>
    personKeys(ctx.keys, { customerId, idType: identifier.idType, ...person }).map(key => ({
      ...key,
      customerId,
    })),
  );
  const { rows: aliases } =
    links.length === 0
      ? { rows: [] }
      : await sql<{ id: string }>`
          select customer_id as id from customers where customer_id = any(${links.map(each => each.rawId)}::uuid[])`.execute(
          trx,
        );
  const known = new Set(aliases.map(({ id }) => id));
  const called = links
    .filter(({ rawId }) => known.has(rawId))
    .flatMap(({ rawId, customerId }) =>
      [rawId, customerId].map(id => ({ customerId: id, kind: 'alias', key: rawId, trust: trust.verified })),
    );
  await saveSaidKeys(trx, { source, at, keys: [...own, ...called] });
}

/** Saves what one source said and returns the links that are new; `people` are those of `worthSaving` who were not erased. */
export async function savePeopleSaid(
  ctx: StoreContext,
  trx: StateTransaction,
  said: SaidBySource,
): Promise<Owner[]> {
  if (said.people.length > 0) {
    await holdGeneration(trx, ctx.keys);
    await saveCustomers(ctx, trx, said);
    await saveContacts(ctx, trx, said);
  }
  await saveKeys(ctx, trx, said);
  return saveLinks(trx, said);
}
