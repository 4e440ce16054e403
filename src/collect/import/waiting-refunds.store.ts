/**
 * Refunds whose order was not known wait in quarantine. When orders have come, those of them that are of one are taken out of
 * there and stored, under an import of their own that can be undone.
 */
import type { RefundsMapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { findUpload, removeUpload, saveUpload } from '../../store/staging.ts';
import { identifierCell } from '../cells/cell.ts';
import { csvRow } from '../files/csv-row.ts';
import { importPaths } from './import-paths.ts';
import { openedRow } from './quarantine.store.ts';
import { runImport } from './run-import.ts';

/** Rows of one import looked through at once; more are looked through after the next orders. */
const mostWaiting = 50_000;

interface Waiting {
  readonly rowNumber: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly order: string;
}

async function findWaiting(ctx: StoreContext, importId: string, mapping: RefundsMapping): Promise<Waiting[]> {
  const rows = await ctx.pg
    .selectFrom('quarantine')
    .select(['row_number', 'payload_cipher', 'key_version'])
    .where('import_id', '=', importId)
    .where('code', '=', 'refund-order-unknown')
    .orderBy('row_number')
    .limit(mostWaiting)
    .execute();
  return rows.map(row => {
    const cells = openedRow(ctx, importId, row);
    const order = identifierCell(cells[mapping.columns.orderId ?? ''] ?? '');
    return { rowNumber: row.row_number, cells, order: order.ok ? order.value : '' };
  });
}

async function knownOrders(
  { ch }: StoreContext,
  source: string,
  orders: readonly string[],
): Promise<Set<string>> {
  const known = new Set<string>();
  for (let from = 0; from < orders.length; from += 5_000) {
    const rows = await ch.query<{ id: string }>(
      factsSql`select distinct order_id as id from order_lines where source = ${p.string(source)} and is_deleted = 0
        and order_id in ${p.strings(orders.slice(from, from + 5_000))}`,
      { tag: 'import.waiting-refunds', role: 'batch' },
    );
    for (const { id } of rows) known.add(id);
  }
  return known;
}

async function store(
  ctx: StoreContext,
  from: { importId: string; fileName: string; mapping: RefundsMapping },
  rows: readonly Waiting[],
) {
  const headers = Object.keys(rows[0]?.cells ?? {});
  const importId = ctx.newId();
  const content = (async function* () {
    yield Buffer.from(csvRow(headers));
    for (const { cells } of rows) yield Buffer.from(csvRow(headers.map(header => cells[header] ?? '')));
  })();
  await saveUpload(ctx.stagingFolder, { uploadId: importId, fileName: from.fileName, content });
  try {
    await runImport(ctx, importPaths, {
      importId,
      kind: 'refunds',
      mapping: { ...from.mapping, encoding: 'utf-8', delimiter: ',', part: null, headerRows: null },
      dryRun: false,
      createdBy: null,
      upload: await findUpload(ctx.stagingFolder, importId),
      alongside: async trx => {
        await trx
          .deleteFrom('quarantine')
          .where('import_id', '=', from.importId)
          .where(
            'row_number',
            'in',
            rows.map(row => row.rowNumber),
          )
          .execute();
      },
    });
  } finally {
    await removeUpload(ctx.stagingFolder, importId);
  }
}

/** Stores the refunds whose order is known now; returns how many. Nothing waits: one statement. */
export async function storeWaitingRefunds(ctx: StoreContext): Promise<number> {
  const imports = await ctx.pg
    .selectFrom('imports as i')
    .select(['i.import_id', 'i.file_name', 'i.mapping', 'i.source'])
    .where('i.kind', '=', 'refunds')
    .where('i.state', '=', 'committed')
    .where(eb =>
      eb.exists(
        eb
          .selectFrom('quarantine as q')
          .select('q.row_number')
          .whereRef('q.import_id', '=', 'i.import_id')
          .where('q.code', '=', 'refund-order-unknown'),
      ),
    )
    .orderBy('i.version')
    .execute();
  let stored = 0;
  for (const { import_id: importId, file_name: fileName, mapping: kept, source } of imports) {
    const mapping = kept as RefundsMapping;
    const waiting = await findWaiting(ctx, importId, mapping);
    const known = await knownOrders(ctx, source, [...new Set(waiting.map(({ order }) => order))]);
    const ready = waiting.filter(({ order }) => known.has(order));
    if (ready.length === 0) continue;
    await store(ctx, { importId, fileName, mapping }, ready);
    stored += ready.length;
  }
  return stored;
}
