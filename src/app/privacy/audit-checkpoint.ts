/**
 * Writes a signed checkpoint of the audit chain each hour, when it has grown: by one process, whichever is first, and
 * only after the file is on the disk does the database remember it.
 */
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { TickDef } from '../../records/job-definition.ts';
import { appendCheckpoint } from '../../store/audit-checkpoints.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadHead, sealEntries } from '../../store/state/audit-seal.store.ts';
import { saveSetting } from '../../store/state/settings.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import type { StateTables } from '../../store/state/tables.ts';

const hourMs = 3_600_000;
const settingKey = 'auditCheckpoint';
/** "RKAC" in ASCII. */
const checkpointLock = 0x524b4143;
const noted = z.object({ sealNo: z.number().int(), at: z.iso.datetime() });

async function loadNoted(db: Kysely<StateTables>) {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', settingKey)
    .executeTakeFirst();
  return row ? noted.parse(row.value) : { sealNo: 0, at: new Date(0).toISOString() };
}

/** The place in the chain up to which the newest checkpoint goes; 0 before the first. */
export const loadLastCheckpoint = async (db: Kysely<StateTables>): Promise<number> =>
  (await loadNoted(db)).sealNo;

/** Appends a checkpoint when the last is an hour old (or `atOnce`) and the chain has grown; tells whether it did. */
export function writeCheckpoint(ctx: StoreContext, atOnce = false): Promise<boolean> {
  return withTransaction(ctx.pg, async trx => {
    const { rows } = await sql<{ got: boolean }>`
      select pg_try_advisory_xact_lock(${checkpointLock}) as got`.execute(trx);
    if (!rows[0]?.got) return false;
    const last = await loadNoted(trx);
    const now = ctx.machineNow();
    const due = atOnce || now.getTime() - Date.parse(last.at) >= hourMs;
    const head = due ? await loadHead(trx) : null;
    if (!head || head.sealNo <= last.sealNo) return false;
    await appendCheckpoint(ctx.auditFolder, ctx.keys, { ...head, at: now });
    await saveSetting(trx, settingKey, { sealNo: head.sealNo, at: now.toISOString() });
    return true;
  });
}

/** Each second: entries that wait get their place in the chain. */
export const sealTick: TickDef<StoreContext> = { name: 'audit-seal', everySeconds: 1, run: sealEntries };

export const checkpointTick: TickDef<StoreContext> = {
  name: 'audit-checkpoint',
  everySeconds: 60,
  async run(ctx) {
    await writeCheckpoint(ctx);
    return 0;
  },
};
