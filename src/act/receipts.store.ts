/** Receipts of the file channel: what the SMS or phone team reports back, matched by delivery id, repeated safely. */
import { CsvError, parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { badInput } from '../kernel/errors.ts';
import type { StoreContext } from '../store/context.ts';
import { saveAudit } from '../store/state/audit.store.ts';
import { enqueueTouches } from './touches.store.ts';

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const statuses: Readonly<Record<string, 'delivered' | 'failed'>> = {
  delivered: 'delivered',
  failed: 'failed',
  成功: 'delivered',
  失败: 'failed',
};

export interface ReceiptSummary {
  readonly rowsRead: number;
  readonly delivered: number;
  readonly failed: number;
  readonly repeated: number;
  readonly unmatched: { row: number; received: string; code: string }[];
}

interface Receipt {
  readonly row: number;
  readonly id: string;
  readonly status: 'delivered' | 'failed';
}

/** Cells of the wrong column may be names and phone numbers: enough to find the cell, not to read it. */
const hinted = (cell: string) => (cell.length > 2 ? `${[...cell][0]}…(${cell.length})` : cell);

/** Rows by column name. The parser's own words are dropped: they quote the file. */
function parseRows(csv: string): Record<string, string>[] {
  const checked = (header: string[]) => {
    if (header.includes('delivery_id') && header.includes('status')) return header;
    throw badInput('receipt-columns', { params: { columns: header.length } });
  };
  try {
    return parse(csv, { columns: checked, bom: true, trim: true, relax_column_count: true });
  } catch (error) {
    throw error instanceof CsvError
      ? badInput('receipt-not-csv', { params: { line: Number(error['lines'] ?? 1) } })
      : error;
  }
}

function parseReceipts(csv: string): {
  receipts: Receipt[];
  bad: ReceiptSummary['unmatched'];
  rowsRead: number;
} {
  const rows = parseRows(csv);
  const receipts: Receipt[] = [];
  const bad: ReceiptSummary['unmatched'] = [];
  rows.forEach(({ delivery_id: id = '', status = '' }, index) => {
    const known = statuses[status.toLowerCase()];
    if (!uuidPattern.test(id)) bad.push({ row: index + 2, received: hinted(id), code: 'receipt-unmatched' });
    else if (!known) bad.push({ row: index + 2, received: hinted(status), code: 'receipt-status' });
    else receipts.push({ row: index + 2, id, status: known });
  });
  return { receipts, bad, rowsRead: rows.length };
}

/**
 * Stores the receipts of one file for a campaign. A delivery is settled by its first receipt; repeats change nothing;
 * a later receipt never downgrades `delivered`. Settles `unknown` intents too: only now is it known that they were
 * sent, so their cost is told to facts with the receipt. Throws `receipt-columns` and `receipt-not-csv`.
 */
export async function saveReceipts(ctx: StoreContext, name: string, csv: string): Promise<ReceiptSummary> {
  const { receipts, bad, rowsRead } = parseReceipts(csv);
  const now = ctx.now();
  const first = new Map(receipts.map(r => [r.id, r]).reverse() as [string, Receipt][]);
  return ctx.pg.transaction().execute(async trx => {
    const { rows: known } = await sql<{ intent_id: string; state: string }>`
      select i.intent_id, i.state from intents i join campaigns c on c.campaign_id = i.campaign_id
      where c.name = ${name} and i.intent_id = any(${[...first.keys()]}::uuid[])
      order by i.intent_id for update of i`.execute(trx);
    const ids = new Set(known.map(r => r.intent_id));
    const unsettled = new Set(known.filter(r => r.state !== 'accepted').map(r => r.intent_id));
    const matched = [...first.values()].filter(r => ids.has(r.id));
    const { rows: changed } = await sql<{ delivery_id: string; kind: 'delivered' | 'failed' }>`
      update intents i set state = t.status, answered_at = ${now}
      from unnest(${matched.map(r => r.id)}::uuid[], ${matched.map(r => r.status)}::text[]) as t(id, status)
      where i.intent_id = t.id and i.state in ('accepted','unknown','calling')
      returning i.intent_id as delivery_id, i.state as kind`.execute(trx);
    await sql`
      insert into delivery_events (intent_id, kind, at, source)
      select * from unnest(${changed.map(r => r.delivery_id)}::uuid[], ${changed.map(r => r.kind)}::text[],
        ${changed.map(() => now)}::timestamptz[], ${changed.map(() => 'receipt')}::text[])
      on conflict do nothing`.execute(trx);
    for (const kind of ['delivered', 'failed'] as const) {
      const intentIds = changed.filter(r => r.kind === kind).map(r => r.delivery_id);
      if (intentIds.length > 0) await enqueueTouches(trx, { intentIds, kind, at: now, ctx });
    }
    const learned = changed.filter(r => r.kind === 'delivered' && unsettled.has(r.delivery_id));
    await enqueueTouches(trx, { intentIds: learned.map(r => r.delivery_id), kind: 'sent', at: now, ctx });
    const unmatched = receipts.filter(r => !ids.has(r.id));
    const summary = {
      rowsRead,
      delivered: changed.filter(r => r.kind === 'delivered').length,
      failed: changed.filter(r => r.kind === 'failed').length,
      repeated: receipts.length - unmatched.length - changed.length,
      unmatched: [...bad, ...unmatched.map(r => ({ row: r.row, received: r.id, code: 'receipt-unmatched' }))],
    };
    const { delivered, failed, repeated } = summary;
    const after = { rowsRead, delivered, failed, repeated, unmatched: summary.unmatched.length };
    await saveAudit(trx, ctx, { action: 'campaign.receipts', target: `campaign:${name}`, after });
    return summary;
  });
}
