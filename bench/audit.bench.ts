/**
 * What an audit entry costs: the same change in one transaction with its entry against the change alone, on a real
 * PostgreSQL that waits for the disk; then sealing and verifying that many entries, against one plain scan of them.
 */
import { sql } from 'kysely';
import { verifyAudit } from '../src/app/privacy/audit-verify.ts';
import type { StoreContext } from '../src/store/context.ts';
import { saveAudit } from '../src/store/state/audit.store.ts';
import { sealAll } from '../src/store/state/audit-seal.store.ts';
import { saveSetting } from '../src/store/state/settings.store.ts';
import { type StateTransaction, withTransaction } from '../src/store/state/state-db.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 20_000;
const rounds = 10;

const change = (trx: StateTransaction, n: number) => saveSetting(trx, 'bench', { n, zone: 'Asia/Shanghai' });

async function audited(ctx: StoreContext, trx: StateTransaction, n: number): Promise<void> {
  await change(trx, n);
  const before = { n: n - 1, zone: 'Asia/Shanghai' };
  await saveAudit(trx, ctx, {
    action: 'settings.change',
    target: 'settings:bench',
    before,
    after: { ...before, n },
  });
}

async function repeat(
  ctx: StoreContext,
  count: number,
  work: (trx: StateTransaction, n: number) => Promise<void>,
) {
  for (let n = 0; n < count; n += 1) await withTransaction(ctx.pg, trx => work(trx, n));
}

/** Three lines: writing with the entry, sealing, verifying. The first two kinds of write take turns of a tenth each. */
export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  try {
    let seconds = 0;
    let floorSeconds = 0;
    for (let round = 0; round < rounds; round += 1) {
      floorSeconds += await secondsOf(() => repeat(ctx, size / rounds, change));
      seconds += await secondsOf(() => repeat(ctx, size / rounds, (trx, n) => audited(ctx, trx, n)));
    }
    yield benchLine('audit-write', size, { seconds, floorSeconds });
    const sealing = await secondsOf(() => sealAll(ctx));
    const scan = await secondsOf(() => sql`select * from audit_entries order by seal_no`.execute(ctx.pg));
    yield benchLine('audit-seal', size, { seconds: sealing, floorSeconds: scan });
    const verifying = await secondsOf(async () => {
      if (!(await verifyAudit(ctx)).intact) process.exitCode = 1;
    });
    yield benchLine('audit-verify', size, { seconds: verifying, floorSeconds: scan });
  } finally {
    await close();
  }
}
