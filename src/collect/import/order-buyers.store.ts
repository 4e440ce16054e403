/**
 * Customers a file of orders, events or dealings names who are not in the customers table yet: known by their number (or the phone or e-mail the
 * shop uses as one), encrypted, without consent to anything.
 */
import { sql } from 'kysely';
import { dealingKindNames } from '../../records/dealing-kinds.ts';
import type { Mapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { moveAddresses } from '../../store/rekey/rekey-addresses.ts';
import { type CopyValue, copyRows } from '../../store/state/copy.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';
import { canonicalIdentifierSql, customerIdSql, isContactIdentifier } from '../cells/customer-id.store.ts';
import { adoptBuyers } from '../identity/identity-keys.store.ts';

export interface BuyersOf {
  readonly importId: string;
  readonly mapping: Pick<Mapping, 'identifierType'>;
  /** The file, for identifiers that may not be staged; `column` is where they stand. */
  readonly table: FactsSql;
  readonly column: FactsSql | null;
  /** The ids of readable rows; left out: those of the staged orders, with their identifiers where they may be staged. */
  readonly staged?: FactsSql;
}

interface Buyer {
  readonly customerId: string;
  readonly identifier: string;
}

/** Buyers of the readable rows, each once. */
function buyersSql(ctx: StoreContext, { importId, mapping, table, column, staged: ids }: BuyersOf): FactsSql {
  const staged = factsSql`order_staging where import_id = toUUID(${p.string(importId)}) and code = ''`;
  if (ids === undefined && (!isContactIdentifier(mapping.identifierType) || column === null))
    return factsSql`select customer_id as customerId, identifier from ${staged} and identifier != '' limit 1 by customer_id`;
  const canonical = factsSql`ifNull(${canonicalIdentifierSql(mapping.identifierType, column ?? factsSql`''`)}, '')`;
  const id = customerIdSql(ctx.keys, mapping.identifierType, factsSql`canonical`);
  return factsSql`select customerId, canonical as identifier from (select ${canonical} as canonical, ${id} as customerId from ${table})
    where customerId in (${ids ?? factsSql`select customer_id from ${staged}`}) and canonical != '' limit 1 by customerId`;
}

async function* unknownBuyers(
  ctx: StoreContext,
  trx: StateTransaction,
  of: BuyersOf,
): AsyncGenerator<Buyer[]> {
  const batches = ctx.ch.stream<Buyer>(buyersSql(ctx, of), { tag: 'import.buyers', role: 'batch' });
  for await (const buyers of batches) {
    const ids = buyers.map(buyer => buyer.customerId);
    const known = await sql<{ customer_id: string }>`
      select customer_id from customers where customer_id = any(${ids}::uuid[])`.execute(trx);
    const knownIds = new Set(known.rows.map(row => row.customer_id));
    yield buyers.filter(buyer => !knownIds.has(buyer.customerId));
  }
}

function customerRow(ctx: StoreContext, of: BuyersOf, { customerId, identifier }: Buyer): CopyValue[] {
  const at = ctx.now();
  const { cipher, keyVersion } = ctx.keys.encrypt(
    identifier,
    fieldAad('customers', 'external_id', customerId),
  );
  return [
    customerId,
    of.mapping.identifierType,
    cipher,
    ctx.keys.blindIndex(of.mapping.identifierType, identifier),
    keyVersion,
    at,
    of.importId,
  ];
}

function contactRow(ctx: StoreContext, of: BuyersOf, { customerId, identifier }: Buyer): CopyValue[] {
  const contactId = ctx.newId();
  const kind = of.mapping.identifierType;
  const { cipher, keyVersion } = ctx.keys.encrypt(identifier, fieldAad('contact_points', 'value', contactId));
  return [
    contactId,
    customerId,
    kind,
    ctx.keys.blindIndex(kind, identifier),
    keyVersion,
    cipher,
    keyVersion,
    'active',
    ctx.now(),
    of.importId,
  ];
}

const customerColumns = [
  'customer_id',
  'id_type',
  'external_id_cipher',
  'external_id_index',
  'key_version',
  'created_at',
  'import_id',
] as const;
const contactColumns = [
  'contact_id',
  'customer_id',
  'kind',
  'blind_index',
  'index_version',
  'value_cipher',
  'key_version',
  'status',
  'created_at',
  'import_id',
] as const;

/** Adds them in the caller's transaction; about 10 µs a new buyer. */
export async function saveBuyers(ctx: StoreContext, trx: StateTransaction, of: BuyersOf): Promise<void> {
  for await (const buyers of unknownBuyers(ctx, trx, of)) {
    if (buyers.length === 0) continue;
    await copyRows(trx, { table: 'customers', columns: customerColumns }, [
      buyers.map(buyer => customerRow(ctx, of, buyer)),
    ]);
    const kind = of.mapping.identifierType;
    if (!isContactIdentifier(kind)) continue;
    await moveAddresses(
      trx,
      ctx.keys,
      buyers.map(buyer => ({ kind, value: buyer.identifier })),
    );
    await copyRows(trx, { table: 'contact_points', columns: contactColumns }, [
      buyers.map(buyer => contactRow(ctx, of, buyer)),
    ]);
  }
  await adoptBuyers(trx, { importId: of.importId, at: ctx.now() });
}

/**
 * After an undo: customers that this import or an earlier undone one brought and whom nothing names any more (no line, no
 * refund, no attributes, no other contact point, consent or campaign) are forgotten again.
 */
export async function removeLonelyBuyers(ctx: StoreContext, importId: string): Promise<void> {
  const kinds = ['orders', 'events', 'contacts', ...dealingKindNames];
  const gone = sql`(select import_id from imports where import_id = ${importId} or kind = any(${kinds}::text[]) and state = 'undone')`;
  const candidates = await ctx.pg
    .selectFrom('customers')
    .select('customer_id')
    .where(sql<boolean>`import_id in ${gone}`)
    .where(
      sql<boolean>`not exists (select 1 from contact_points p where p.customer_id = customers.customer_id and (p.import_id is null or p.import_id not in ${gone}))
        and not exists (select 1 from consents c where c.customer_id = customers.customer_id)
        and not exists (select 1 from customer_rows r where r.customer_id = customers.customer_id)
        and not exists (select 1 from campaign_audience a where a.customer_id = customers.customer_id)
        and not exists (select 1 from identity_links l where l.raw_id = customers.customer_id or l.customer_id = customers.customer_id)`,
    )
    .execute();
  for (let start = 0; start < candidates.length; start += 10_000) {
    const ids = candidates.slice(start, start + 10_000).map(row => row.customer_id);
    const named = await ctx.ch.query<{ id: string }>(
      factsSql`select distinct customer_id as id from (
  select customer_id from order_lines where customer_id in (${p.uuids(ids)})
  union all select customer_id from refunds where customer_id in (${p.uuids(ids)})
  union all select customer_id from customers where customer_id in (${p.uuids(ids)})
  union all select customer_id from events where customer_id in (${p.uuids(ids)})
  union all select customer_id from past_touches where customer_id in (${p.uuids(ids)})
  union all select customer_id from service_cases where customer_id in (${p.uuids(ids)})
  union all select customer_id from survey_answers where customer_id in (${p.uuids(ids)})
  union all select customer_id from feedback_texts where customer_id in (${p.uuids(ids)}))`,
      { tag: 'import.lonely', role: 'batch' },
    );
    const kept = new Set(named.map(row => row.id));
    const lonely = ids.filter(id => !kept.has(id));
    await sql`delete from customers where customer_id = any(${lonely}::uuid[])`.execute(ctx.pg);
  }
}
