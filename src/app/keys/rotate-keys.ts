/**
 * A rotation: a new generation of keys first, which new rows are written under at once, then every older row in
 * batches. Each batch is one transaction, so it may be killed or canceled between any two and goes on where it was:
 * what is left is what still stands under an older version.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { withImportLock } from '../../collect/import/import-lock.store.ts';
import type { KeyRotationReport } from '../../records/key-ring.ts';
import type { StoreContext } from '../../store/context.ts';
import { cipherTables } from '../../store/rekey/cipher-places.ts';
import {
  countReferences,
  findGenerations,
  saveGeneration,
  takeGenerations,
} from '../../store/rekey/key-generations.store.ts';
import { rekeyContactPoints } from '../../store/rekey/rekey-addresses.ts';
import { type Batch, type Rekeyed, rekeyAccounts, rekeyRows } from '../../store/rekey/rekey-rows.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';

/** Longer than another process takes to follow; see `watchKeys`. */
const settleMs = 3_000;
const batchRows = 1000;
/** Shorter than PostgreSQL's deadlock check, so that it is always this work that gives way. */
const lockWaitMs = 400;
const giveWay = new Set(['55P03', '40P01']);
const mostPasses = 30;
const betweenPassesMs = 500;

export interface Rotation {
  /** Tells a repeated run from a new rotation. */
  readonly rotationId: string;
  /** Who asked; null for the server itself. */
  readonly createdBy: string | null;
  readonly settleMs?: number;
}

/** Runs or continues a rotation. Throws what the stores throw, `import-busy`, and what `ctx.progress` throws. */
export async function rotateKeys(ctx: StoreContext, rotation: Rotation): Promise<KeyRotationReport> {
  const began = ctx.machineNow().getTime();
  if (await begin(ctx, rotation)) await sleep(rotation.settleMs ?? settleMs);
  const rows = await rekeyAll(ctx);
  const left = await olderRows(ctx);
  await finish(ctx, rotation, { rows, left });
  const seconds = (ctx.machineNow().getTime() - began) / 1000;
  return { generation: ctx.keys.generation, rows, seconds, left };
}

/** Makes the generation unless this rotation did before; true when it is new. */
function begin(ctx: StoreContext, { rotationId, createdBy }: Rotation): Promise<boolean> {
  return withImportLock(ctx, async () => {
    const found = await findGenerations(ctx.pg);
    if (found.some(each => each.rotationId === rotationId)) return false;
    const from = ctx.keys.generation;
    // Into the file first: a key that only the database knew of could be lost.
    const generation = (found.at(-1)?.generation ?? 0) + 1;
    await ctx.keys.add(generation);
    try {
      await withTransaction(ctx.pg, async trx => {
        await takeGenerations(trx);
        await saveGeneration(trx, { keys: ctx.keys, generation, madeAt: ctx.machineNow(), rotationId });
        const after = { generation, createdBy };
        await saveAudit(trx, ctx, {
          action: 'keys.rotate',
          target: `rotation:${rotationId}`,
          before: { generation: from },
          after,
        });
        await ctx.keys.use(generation);
        await rekeyAccounts(trx, ctx.keys);
      });
    } catch (cause) {
      await ctx.keys.use(from);
      throw cause;
    }
    return true;
  });
}

type Step = (trx: StateTransaction, batch: Batch) => Promise<Rekeyed>;

/** Addresses first: while their indexes are mixed a lookup makes two hashes. */
const steps: readonly Step[] = [
  rekeyContactPoints,
  ...cipherTables.map(
    (spec): Step =>
      (trx, batch) =>
        rekeyRows(trx, spec, batch),
  ),
];

/** Rows under an older data key. */
export async function olderRows(ctx: StoreContext): Promise<number> {
  const { encrypted } = await countReferences(ctx.pg);
  return [...encrypted].reduce((sum, [version, rows]) => sum + (version < ctx.keys.generation ? rows : 0), 0);
}

/**
 * Rows another process wrote under the keys before while it had not heard of the new ones. Only once a rotation is
 * through: what a person canceled waits for a person.
 */
export async function rekeyLate(ctx: StoreContext): Promise<void> {
  const newest = (await findGenerations(ctx.pg)).at(-1);
  if (newest?.finishedAt && newest.generation > 1 && (await olderRows(ctx)) > 0) await rekeyAll(ctx);
}

/** All older rows under the newest keys; returns how many were written. */
async function rekeyAll(ctx: StoreContext): Promise<number> {
  const total = await olderRows(ctx);
  let done = 0;
  const report = () => ctx.progress({ done, total: Math.max(total, done), label: 'rekeying' });
  await report();
  for (let pass = 0; pass < mostPasses; pass += 1) {
    for (const step of steps) {
      let after: Batch['after'] = null;
      do {
        const batch = await inTurn(ctx, step, after);
        done += batch.rows;
        after = batch.after;
        await report();
      } while (after);
    }
    if ((await olderRows(ctx)) === 0) break;
    await sleep(betweenPassesMs);
  }
  return done;
}

/** One batch in one transaction; where other work holds what it needs, it gives way and the next pass comes back. */
async function inTurn(ctx: StoreContext, step: Step, after: Batch['after']): Promise<Rekeyed> {
  try {
    return await withTransaction(ctx.pg, async trx => {
      await sql`select set_config('lock_timeout', ${`${lockWaitMs}ms`}, true)`.execute(trx);
      return step(trx, { keys: ctx.keys, after, limit: batchRows });
    });
  } catch (cause) {
    if (giveWay.has(String((cause as { code?: unknown }).code))) return { rows: 0, after: null };
    throw cause;
  }
}

async function finish(
  ctx: StoreContext,
  { rotationId }: Rotation,
  { rows, left }: { rows: number; left: number },
): Promise<void> {
  if (left > 0) return;
  await withTransaction(ctx.pg, async trx => {
    const finished = await trx
      .updateTable('key_generations')
      .set({ finished_at: ctx.machineNow() })
      .where('rotation_id', '=', rotationId)
      .where('finished_at', 'is', null)
      .returning('generation')
      .executeTakeFirst();
    if (!finished) return;
    const after = { generation: finished.generation, rows };
    await saveAudit(trx, ctx, { action: 'keys.rotated', target: `rotation:${rotationId}`, after });
  });
}
