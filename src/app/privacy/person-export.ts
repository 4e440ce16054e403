/** Everything held about one person as one document, as JSON or as a CSV of one line a value. */
import { requireRevealsLeft } from '../../collect/profile/reveal.store.ts';
import { csvLine } from '../../records/csv.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import {
  customerTables,
  factsTables,
  idsOf,
  loadFactsRows,
  loadStateRows,
  recordsOf,
} from './person-rows.store.ts';
import { requireCustomer } from './require-customer.store.ts';

interface PersonExport {
  /** Who made it and when, visible in the file wherever it goes. */
  readonly watermark: string;
  readonly customerId: string;
  readonly state: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  readonly facts: Readonly<Record<string, readonly Record<string, unknown>[]>>;
}

/**
 * Reads every table that holds rows of customers; encrypted fields in the clear. Its audit entry is kept before anything
 * is opened. Throws `customer-unknown` and, for a person over the hour's limit of looks in clear, `reveal-limit`.
 */
export async function exportPerson(ctx: StoreContext, customerId: string): Promise<PersonExport> {
  await requireCustomer(ctx, customerId);
  await withTransaction(ctx.pg, async trx => {
    // Who may read the data folder may read all of it anyway.
    if (ctx.caller?.actorKind === 'user') await requireRevealsLeft(trx, ctx);
    await saveAudit(trx, ctx, { action: 'customer.export', target: `customer:${customerId}` });
  });
  const state: Record<string, Record<string, unknown>[]> = {};
  const records = await recordsOf(ctx, customerId);
  for (const [table, rule] of customerTables()) {
    const rows: Record<string, unknown>[] = [];
    for (const record of records)
      rows.push(...(await loadStateRows(ctx, ctx.pg, { table, rule, customerId: record })));
    if (rows.length > 0) state[table] = rows;
  }
  const facts: Record<string, Record<string, unknown>[]> = {};
  const ids = await idsOf(ctx, customerId);
  for (const table of await factsTables(ctx)) {
    const rows = await loadFactsRows(ctx, table, ids);
    if (rows.length > 0) facts[table] = rows;
  }
  const watermark = `${customerId} · ${ctx.caller?.actorId ?? 'system'} · ${ctx.now().toISOString()}`;
  return { watermark, customerId, state, facts };
}

/** `store,table,row,field,value,watermark`, with BOM; formula cells neutralised. */
export function personCsv({ watermark, state, facts }: PersonExport): string {
  const lines = Object.entries({ state, facts }).flatMap(([store, tables]) =>
    Object.entries(tables).flatMap(([table, rows]) =>
      rows.flatMap((row, index) =>
        Object.entries(row).flatMap(([field, value]) =>
          value === null ? [] : [csvLine([store, table, String(index + 1), field, textOf(value), watermark])],
        ),
      ),
    ),
  );
  return `\ufeff${csvLine(['store', 'table', 'row', 'field', 'value', 'watermark'])}${lines.join('')}`;
}

const textOf = (value: unknown): string =>
  value instanceof Date
    ? value.toISOString()
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
