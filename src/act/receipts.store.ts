/** Receipts of the file channel: what the SMS or phone team reports back, matched by delivery id, repeated safely. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { badInput } from '../kernel/errors.ts';
import type { StoreContext } from '../store/context.ts';
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

function parseReceipts(csv: string): {
  receipts: Receipt[];
  bad: ReceiptSummary['unmatched'];
  rowsRead: number;
} {
  const rows: Record<string, string>[] = parse(csv, {
    columns: true,
    bom: true,
    trim: true,
    relax_column_count: true,
  });
  const found = Object.keys(rows[0] ?? {});
  if (!found.includes('delivery_id') || !found.includes('status')) {
    throw badInput('receipt-columns', { params: { received: found.join(', ') || '-' } });
  }
  const receipts: Receipt[] = [];
  const bad: ReceiptSummary['unmatched'] = [];
  rows.forEach(({ delivery_id: id = '', status = '' }, index) => {
    const known = statuses[status.toLowerCase()];
    if (!uuidPattern.test(id))
      bad.push({ row: index + 2, received: id.slice(0, 40), code: 'receipt-unmatched' });
    else if (!known) bad.push({ row: index + 2, received: status.slice(0, 40), code: 'receipt-status' });
    else receipts.push({ row: index + 2, id, status: known });
  });
  return { receipts, bad, rowsRead: rows.length };
}

/**
 * Stores the receipts of one file for a campaign. A delivery is settled by its first receipt; repeats change nothing;
 * a later receipt never downgrades `delivered`. Settles `unknown` intents too.
 */
export async function saveReceipts(ctx: StoreContext, name: string, csv: string): Promise<ReceiptSummary> {
  const { receipts, bad, rowsRead } = parseReceipts(csv);
  const now = ctx.now();
  const first = new Map(receipts.map(r => [r.id, r]).reverse() as [string, Receipt][]);
  return ctx.pg.transaction().execute(async trx => {
    const { rows: known } = await sql<{ intent_id: string }>`
      select i.intent_id from intents i join campaigns c on c.campaign_id = i.campaign_id
      where c.name = ${name} and i.intent_id = any(${[...first.keys()]}::uuid[])`.execute(trx);
    const ids = new Set(known.map(r => r.intent_id));
    const matched = [...first.values()].filter(r => ids.has(r.id));
    const { rows: changed } = await sql<{ delivery_id: string; kind: 'delivered' | 'failed' }>`
      update intents i set state = t.status
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
    const unmatched = receipts.filter(r => !ids.has(r.id));
    return {
      rowsRead,
      delivered: changed.filter(r => r.kind === 'delivered').length,
      failed: changed.filter(r => r.kind === 'failed').length,
      repeated: receipts.length - unmatched.length - changed.length,
      unmatched: [...bad, ...unmatched.map(r => ({ row: r.row, received: r.id, code: 'receipt-unmatched' }))],
    };
  });
}
