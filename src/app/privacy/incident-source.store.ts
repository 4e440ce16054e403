/** From what somebody reports to what is kept: a watermark becomes an export, numbers become pseudonyms and are gone. */
import { sql } from 'kysely';
import { canonicalIdentifier } from '../../collect/cells/customer-id.store.ts';
import { identifierTypes } from '../../collect/profile/customer-lookup.store.ts';
import { badInput, notFound } from '../../kernel/errors.ts';
import type { IncidentSource, IncidentSourceRequest } from '../../records/incident.ts';
import type { StoreContext } from '../../store/context.ts';
import { endOf, momentOf } from './moments.ts';

export interface FoundSource {
  readonly source: IncidentSource;
  /** Of pasted numbers the customers they name; empty otherwise. */
  readonly customerIds: readonly string[];
}

const bare: IncidentSource = {
  kind: 'span',
  id: null,
  label: null,
  from: null,
  to: null,
  given: null,
  known: null,
};

/** The newest part of a watermark that names one export: its last twelve digits. */
const tailOf = (watermark: string): string | null => /·\s*([0-9a-f]{12})\s*·/.exec(watermark)?.[1] ?? null;

async function sourceOfFile(ctx: StoreContext, watermark: string): Promise<IncidentSource> {
  const { rows } = await sql<{ id: string; label: string }>`
    select export_id as id, watermark as label from file_exports
    where watermark = ${watermark} or right(export_id::text, 12) = ${tailOf(watermark)} limit 1`.execute(
    ctx.pg,
  );
  if (!rows[0])
    throw notFound('incident-watermark-unknown', {
      path: 'source.watermark',
      expected: 'autumn · 0123456789ab · 2026-03-01',
    });
  return { ...bare, kind: 'file', ...rows[0] };
}

async function sourceOfImport(ctx: StoreContext, importId: string): Promise<IncidentSource> {
  const { rows } = await sql<{
    kind: string;
  }>`select kind from imports where import_id = ${importId}`.execute(ctx.pg);
  if (!rows[0]) throw notFound('import-unknown', { path: 'source.importId', received: importId });
  return { ...bare, kind: 'import', id: importId, label: rows[0].kind };
}

/** Set-based: one look-up of all pseudonyms the numbers can stand for. 4 µs a number and kind of identifier. */
async function sourceOfNumbers(ctx: StoreContext, numbers: readonly string[]): Promise<FoundSource> {
  const wanted = [...new Set(numbers.map(number => number.trim()).filter(number => number !== ''))];
  if (wanted.length === 0) throw badInput('incident-numbers-none', { path: 'source.numbers' });
  const types = await identifierTypes(ctx);
  const ids = wanted.flatMap(number =>
    types.flatMap(type => {
      const canonical = canonicalIdentifier(type, number);
      return canonical.ok && canonical.value !== '' ? [ctx.keys.customerId(type, canonical.value)] : [];
    }),
  );
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers where customer_id = any(${ids}::uuid[])`.execute(ctx.pg);
  return {
    source: { ...bare, kind: 'customers', given: wanted.length, known: rows.length },
    customerIds: rows.map(row => row.id),
  };
}

/**
 * Throws `incident-watermark-unknown`, `key-unknown`, `account-unknown`, `import-unknown`, `incident-span` and
 * `incident-numbers-none`.
 */
export async function findSource(ctx: StoreContext, asked: IncidentSourceRequest): Promise<FoundSource> {
  if (asked.kind === 'customers') return sourceOfNumbers(ctx, asked.numbers);
  if (asked.kind === 'file') return { source: await sourceOfFile(ctx, asked.watermark), customerIds: [] };
  if (asked.kind === 'import') return { source: await sourceOfImport(ctx, asked.importId), customerIds: [] };
  // In UTC: PostgreSQL refuses offsets of 16 hours and more, which ISO 8601 does not.
  const from = asked.from === undefined ? null : momentOf(ctx.settings, asked.from).toISOString();
  const to = asked.to === undefined ? null : endOf(ctx.settings, asked.to).toISOString();
  if (from && to && Date.parse(from) > Date.parse(to))
    throw badInput('incident-span', { path: 'source.to', received: to, expected: `≥ ${from}` });
  const span = { ...bare, from, to, kind: asked.kind };
  if (asked.kind === 'span') return { source: span, customerIds: [] };
  const { rows } =
    asked.kind === 'key'
      ? await sql`select 1 from api_keys where name = ${asked.name} limit 1`.execute(ctx.pg)
      : await sql`select 1 from users where user_id = ${asked.userId}`.execute(ctx.pg);
  if (asked.kind === 'key') {
    if (rows.length === 0) throw notFound('key-unknown', { path: 'source.name', received: asked.name });
    return { source: { ...span, id: asked.name, label: asked.name }, customerIds: [] };
  }
  if (rows.length === 0) throw notFound('account-unknown', { path: 'source.userId', received: asked.userId });
  return { source: { ...span, id: asked.userId }, customerIds: [] };
}
