/** What is pulled from which source, how far it has come, and how its last run ended. */
import { type RawBuilder, sql } from 'kysely';
import { badInput, conflict, notFound } from '../../kernel/errors.ts';
import { type Mapping, mapping as mappingSchema } from '../../records/mapping.ts';
import type { PullChange, PullRequest } from '../../records/pull.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { holdGeneration } from '../../store/rekey/key-generations.store.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateDb, type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { pullKind, reconcileKind } from './pull-kinds.ts';
import type { Position } from './pull-statement.ts';

export interface StoredPull {
  readonly id: string;
  readonly name: string;
  readonly sourceId: string;
  readonly sourceName: string;
  readonly table: string | null;
  readonly statement: string | null;
  readonly keyColumn: string;
  readonly updatedColumn: string | null;
  readonly overlapSeconds: number;
  readonly mapping: Mapping;
  readonly everyMinutes: number | null;
  readonly rowsPerSecond: number | null;
  readonly paused: boolean;
  readonly createdAt: Date;
  readonly revision: number;
  readonly caughtUp: boolean;
  readonly rowsRead: number;
  readonly rowsTaken: number;
  readonly rowsKnown: number;
  readonly lastRowAt: Date | null;
  readonly lastRunAt: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly lastCode: string | null;
  readonly lastCodeParams: Readonly<Record<string, string | number>> | null;
  readonly reconcileHours: number | null;
  readonly lastReconciledAt: Date | null;
  readonly rowsMissing: number;
  readonly jobId: string | null;
}

const columns = sql`p.pull_id as id, p.name, p.source_id as "sourceId", s.name as "sourceName", p.table_name as "table",
  p.statement, p.key_column as "keyColumn", p.updated_column as "updatedColumn", p.overlap_seconds as "overlapSeconds",
  p.mapping, p.every_minutes as "everyMinutes", p.rows_per_second as "rowsPerSecond",
  p.paused, p.created_at as "createdAt", p.revision, p.caught_up as "caughtUp", p.rows_read as "rowsRead", p.rows_taken as "rowsTaken",
  (select count(*) from pull_rows r where r.pull_id = p.pull_id) as "rowsKnown", p.last_row_at as "lastRowAt",
  p.last_run_at as "lastRunAt", p.last_success_at as "lastSuccessAt", p.last_code as "lastCode",
  p.last_code_params as "lastCodeParams", p.reconcile_hours as "reconcileHours",
  p.last_reconciled_at as "lastReconciledAt", p.rows_missing as "rowsMissing",
  (select job_id from jobs j where j.kind in (${pullKind}, ${reconcileKind}) and j.state in ('queued', 'running')
    and j.input->>'pullId' = p.pull_id::text limit 1) as "jobId"`;

async function findRows(db: StateDb | StateTransaction, where: RawBuilder<unknown>): Promise<StoredPull[]> {
  const { rows } = await sql<StoredPull>`select ${columns} from pulls p join pull_sources s using (source_id)
    where ${where} order by p.name`.execute(db);
  return rows.map(row => ({ ...row, mapping: mappingSchema.parse(row.mapping) }));
}

/** Every pull, by name. */
export const findPulls = (db: StateDb): Promise<StoredPull[]> => findRows(db, sql`true`);

/** Throws `pull-unknown`. */
export async function findPull(db: StateDb | StateTransaction, id: string): Promise<StoredPull> {
  const [found] = await findRows(db, sql`p.pull_id = ${id}`);
  if (!found) throw notFound('pull-unknown', { path: 'id' });
  return found;
}

/** When the server runs a pull by itself; null: never, or it waits or runs already. */
export function nextRunOf(
  {
    paused,
    everyMinutes,
    jobId,
    lastRunAt,
  }: Pick<StoredPull, 'paused' | 'everyMinutes' | 'jobId' | 'lastRunAt'>,
  now: Date,
): Date | null {
  if (paused || everyMinutes === null || jobId !== null) return null;
  const due = (lastRunAt?.getTime() ?? 0) + everyMinutes * 60_000;
  return new Date(Math.max(due, now.getTime()));
}

type Shape = Pick<
  StoredPull,
  | 'table'
  | 'statement'
  | 'keyColumn'
  | 'updatedColumn'
  | 'overlapSeconds'
  | 'mapping'
  | 'everyMinutes'
  | 'reconcileHours'
  | 'rowsPerSecond'
  | 'paused'
>;

/** Throws `pull-table-or-statement` unless exactly one of them is said. */
export function requireOneOf({ table, statement }: Pick<Shape, 'table' | 'statement'>): void {
  if ((table === null) === (statement === null)) throw badInput('pull-table-or-statement', { path: 'table' });
}

const audited = ({ mapping, ...shape }: Shape & { readonly name: string }) => ({
  name: shape.name,
  table: shape.table,
  statement: shape.statement,
  keyColumn: shape.keyColumn,
  updatedColumn: shape.updatedColumn,
  overlapSeconds: shape.overlapSeconds,
  everyMinutes: shape.everyMinutes,
  reconcileHours: shape.reconcileHours,
  rowsPerSecond: shape.rowsPerSecond,
  paused: shape.paused,
  kind: mapping.kind,
  source: mapping.source,
  columns: mapping.columns,
});

/** Keeps a pull that has been checked against its source. Throws `pull-name-taken`. */
export async function addPull(ctx: StoreContext, wish: PullRequest): Promise<StoredPull> {
  requireOneOf(wish);
  const [id, at] = [ctx.newId(), ctx.now()];
  return withTransaction(ctx.pg, async trx => {
    const { rows } = await sql`
      insert into pulls (pull_id, name, source_id, table_name, statement, key_column, updated_column, overlap_seconds,
        mapping, every_minutes, reconcile_hours, rows_per_second, paused, created_at, changed_at)
      values (${id}, ${wish.name}, ${wish.sourceId}, ${wish.table}, ${wish.statement}, ${wish.keyColumn}, ${wish.updatedColumn},
        ${wish.overlapSeconds}, ${JSON.stringify(wish.mapping)}::jsonb, ${wish.everyMinutes},
        ${wish.reconcileHours}, ${wish.rowsPerSecond}, ${wish.paused}, ${at}, ${at})
      on conflict (name) do nothing returning pull_id`.execute(trx);
    if (rows.length === 0) throw conflict('pull-name-taken', { path: 'name', received: wish.name });
    const made = await findPull(trx, id);
    await saveAudit(trx, ctx, { action: 'pull.add', target: `pull:${id}`, after: audited(made) });
    return made;
  });
}

const without = <T extends object>(change: T): Partial<T> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<T>;

/** What a pull would be after a change; naming a table takes the statement's place and the other way round. */
export function changedPull(before: StoredPull, change: PullChange): StoredPull {
  const instead = {
    ...(change.table ? { statement: null } : {}),
    ...(change.statement ? { table: null } : {}),
  };
  return { ...before, ...instead, ...(without(change) as Partial<StoredPull>) };
}

/** Whether what was read so far was read under other questions. */
export const readsOtherwise = (before: StoredPull, after: StoredPull): boolean =>
  (['table', 'statement', 'keyColumn', 'updatedColumn', 'mapping'] as const).some(
    name => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );

/** Changes a pull; one that reads otherwise begins anew. Throws `pull-unknown`. */
export async function changePull(ctx: StoreContext, id: string, change: PullChange): Promise<StoredPull> {
  return withTransaction(ctx.pg, async trx => {
    await lockPull(trx, id);
    const before = await findPull(trx, id);
    const after = changedPull(before, change);
    requireOneOf(after);
    await sql`update pulls set table_name = ${after.table}, statement = ${after.statement}, key_column = ${after.keyColumn},
      updated_column = ${after.updatedColumn}, overlap_seconds = ${after.overlapSeconds},
      mapping = ${JSON.stringify(after.mapping)}::jsonb, every_minutes = ${after.everyMinutes},
      reconcile_hours = ${after.reconcileHours},
      rows_per_second = ${after.rowsPerSecond}, paused = ${after.paused},
      changed_at = ${ctx.now()} where pull_id = ${id}`.execute(trx);
    if (readsOtherwise(before, after)) await beginAnew(trx, id, { forgetContent: true });
    await saveAudit(trx, ctx, {
      action: 'pull.change',
      target: `pull:${id}`,
      before: audited(before),
      after: audited(after),
    });
    return findPull(trx, id);
  });
}

/** Keeps a run and a change of one pull apart. */
const lockPull = (trx: StateTransaction, id: string) =>
  sql`select from pulls where pull_id = ${id} for update`.execute(trx);

/** With `forgetContent` rows count as changed whatever they say; which rows there were stays known. */
async function beginAnew(
  trx: StateTransaction,
  id: string,
  { forgetContent }: { readonly forgetContent: boolean },
) {
  await sql`update pulls set cursor_cipher = null, key_version = null, revision = revision + 1
    where pull_id = ${id}`.execute(trx);
  if (forgetContent) await sql`update pull_rows set row_hash = '' where pull_id = ${id}`.execute(trx);
}

/** Makes the next run read everything again; rows that are as they were are left alone. Throws `pull-unknown`. */
export async function rewindPull(ctx: StoreContext, id: string): Promise<StoredPull> {
  return withTransaction(ctx.pg, async trx => {
    await lockPull(trx, id);
    const pull = await findPull(trx, id);
    await beginAnew(trx, id, { forgetContent: false });
    await saveAudit(trx, ctx, { action: 'pull.rewind', target: `pull:${id}`, after: { name: pull.name } });
    return pull;
  });
}

/** Ends a pull; what it brought stays. Throws `pull-unknown`. */
export async function removePull(ctx: StoreContext, id: string): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    const before = await findPull(trx, id);
    await sql`delete from pulls where pull_id = ${id}`.execute(trx);
    await saveAudit(trx, ctx, { action: 'pull.remove', target: `pull:${id}`, before: audited(before) });
  });
}

const cursorAad = (id: string) => fieldAad('pulls', 'cursor', id);

/** How far a pull has come; null before its first row. */
export async function loadCursor({ pg, keys }: StoreContext, id: string): Promise<Position | null> {
  const { rows } = await sql<{ cipher: Buffer | null; version: number }>`
    select cursor_cipher as cipher, key_version as version from pulls where pull_id = ${id}`.execute(pg);
  const [row] = rows;
  return row?.cipher ? (JSON.parse(keys.decrypt(row.cipher, row.version, cursorAad(id))) as Position) : null;
}

export interface Advance {
  readonly pullId: string;
  readonly revision: number;
  readonly cursor: Position;
  readonly rowsRead: number;
  readonly rowsTaken: number;
  readonly lastRowAt: Date | null;
}

/**
 * Moves the cursor in the transaction of what was read up to it. Throws `pull-changed` when the pull was removed meanwhile,
 * or is to read everything again.
 */
export async function saveAdvance(
  { keys }: Pick<StoreContext, 'keys'>,
  trx: StateTransaction,
  { pullId, revision, cursor, rowsRead, rowsTaken, lastRowAt }: Advance,
): Promise<void> {
  await holdGeneration(trx, keys);
  const { cipher, keyVersion } = keys.encrypt(JSON.stringify(cursor), cursorAad(pullId));
  const { rows } = await sql`update pulls set cursor_cipher = ${cipher}, key_version = ${keyVersion},
    rows_read = rows_read + ${rowsRead}, rows_taken = rows_taken + ${rowsTaken},
    last_row_at = coalesce(${lastRowAt}, last_row_at) where pull_id = ${pullId} and revision = ${revision}
    returning pull_id`.execute(trx);
  if (rows.length === 0) throw conflict('pull-changed', { path: 'id' });
}

/** Moves the cursor where nothing was taken. Throws `pull-changed`. */
export const saveAdvanceAlone = (ctx: StoreContext, advance: Advance): Promise<void> =>
  withTransaction(ctx.pg, trx => saveAdvance(ctx, trx, advance));

/** Notes that a run has begun. */
export async function saveRunBegun(ctx: StoreContext, id: string): Promise<void> {
  await sql`update pulls set last_run_at = ${ctx.machineNow()} where pull_id = ${id}`.execute(ctx.pg);
}

/** Notes that a run has read to the end. */
export async function saveRunDone(ctx: StoreContext, id: string): Promise<void> {
  await sql`update pulls set last_success_at = ${ctx.machineNow()}, caught_up = true, last_code = null,
    last_code_params = null where pull_id = ${id}`.execute(ctx.pg);
}

/** Notes why a run ended before. */
export async function saveRunFailed(
  ctx: StoreContext,
  id: string,
  { code, params }: { readonly code: string; readonly params: Readonly<Record<string, string | number>> },
): Promise<void> {
  await sql`update pulls set last_code = ${code}, last_code_params = ${JSON.stringify(params)}::jsonb
    where pull_id = ${id}`.execute(ctx.pg);
}

/** Notes that a look for gone rows has ended, and how many of them it left in place. */
export async function saveReconciled(
  ctx: StoreContext,
  { pullId, missing }: { readonly pullId: string; readonly missing: number },
): Promise<void> {
  await sql`update pulls set last_reconciled_at = ${ctx.machineNow()}, rows_missing = ${missing}
    where pull_id = ${pullId}`.execute(ctx.pg);
}
