/**
 * A consistent copy of a running deployment. The cut: imports and the outbox's shipper hold still while the snapshot
 * of state is opened and the facts are copied, a few seconds; state is then written out of that snapshot while
 * everything goes on. The copy has its name only when it is complete and on disk.
 */
import { chmod, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { conflict } from '../../kernel/errors.ts';
import type { StoreContext } from '../context.ts';
import { factsSql, ident, joinSql, p } from '../facts/sql.ts';
import { fileFailure } from '../file-failure.ts';
import { findGenerations } from '../rekey/key-generations.store.ts';
import { outboxWatermark, whileNothingShips } from '../state/outbox.ts';
import { type StateTransaction, withTransaction } from '../state/state-db.ts';
import { syncFile } from '../sync-file.ts';
import type { WrappedKeys } from '../wrapped-keys.ts';
import { dumpAuditNotes } from './audit-notes.ts';
import {
  backupFormat,
  factsName,
  fileDigest,
  keysName,
  type Manifest,
  manifestName,
  sealName,
  sealOf,
} from './manifest.ts';
import { sequencePlaces, stateTables } from './state-catalogue.ts';
import { dumpTable } from './state-dump.ts';

export interface BackupOrder {
  /** The folder to make; its parent is made where it is missing. */
  readonly out: string;
  readonly wrappedKeys: WrappedKeys;
  /** Version of the program. */
  readonly product: string;
  /** Runs work while no import runs. */
  readonly whileNobodyImports: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface BackupMade {
  readonly manifest: Manifest;
  readonly bytes: number;
}

/**
 * Makes the backup. Throws `backup-target-exists`, coded file errors, what the stores throw and what
 * `ctx.progress` throws; nothing with the final name is left then. Costs about a plain copy of the data folder.
 */
export async function makeBackup(ctx: StoreContext, order: BackupOrder): Promise<BackupMade> {
  const { out } = order;
  await requireFree(out);
  // One job at a time makes one place's backup: what lies there was left by one that was killed.
  const draft = `${out}.part`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(join(draft, 'state'), { recursive: true, mode: 0o700 });
    const manifest = await writeStores(ctx, order, draft);
    const bytes = await writeFrame(ctx, { draft, manifest, wrappedKeys: order.wrappedKeys });
    await requireFree(out);
    await rename(draft, out);
    await syncFile(dirname(out));
    return { manifest, bytes };
  } catch (cause) {
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    throw (cause as NodeJS.ErrnoException).syscall ? fileFailure(cause, out) : cause;
  }
}

async function requireFree(out: string): Promise<void> {
  const found = await stat(out).catch(() => null);
  if (found) throw conflict('backup-target-exists', { path: out, params: { path: out } });
}

type Cut = Omit<Manifest, 'format' | 'product' | 'state' | 'sequences' | 'facts' | 'audit'> & {
  readonly factsRows: Record<string, number>;
};

function writeStores(ctx: StoreContext, order: BackupOrder, draft: string): Promise<Manifest> {
  return withTransaction(
    ctx.pg,
    async snapshot => {
      const { factsRows, ...cut } = await order.whileNobodyImports(() =>
        whileNothingShips(ctx.pg, () => takeCut(ctx, snapshot, { draft, wrappedKeys: order.wrappedKeys })),
      );
      const facts = join(draft, factsName);
      await syncFile(facts);
      const { size } = await stat(facts);
      return {
        format: backupFormat,
        product: order.product,
        ...cut,
        facts: { file: factsName, bytes: size, sha256: await fileDigest(facts), rows: factsRows },
        audit: await dumpAuditNotes(snapshot, { auditFolder: ctx.auditFolder, draft }),
        ...(await writeState(ctx, snapshot, draft)),
      };
    },
    'repeatable read',
  );
}

/** The first statement opens the snapshot: from here to the end of the facts' copy both stores agree. */
async function takeCut(
  ctx: StoreContext,
  snapshot: StateTransaction,
  { draft, wrappedKeys }: { draft: string; wrappedKeys: WrappedKeys },
): Promise<Cut> {
  const { shippedUpTo, waiting } = await outboxWatermark({ pg: snapshot });
  await requireAllKeys(snapshot, wrappedKeys);
  const madeAt = ctx.machineNow().toISOString();
  await ctx.progress({ done: 0, total: null, label: 'backup-facts' });
  await ctx.ch.backup(join(draft, factsName));
  await chmod(join(draft, factsName), 0o600);
  const factsRows = await countFacts(ctx);
  const names = async (table: 'facts_migrations' | 'state_migrations') => {
    const list = sql<{ name: string }>`select name from ${sql.table(table)} order by name`;
    return (await list.execute(snapshot)).rows.map(row => row.name);
  };
  return {
    madeAt,
    domainTime: ctx.now().toISOString(),
    keyFingerprint: ctx.keys.fingerprint,
    outbox: { shippedUpTo, waiting },
    stateMigrations: await names('state_migrations'),
    factsMigrations: await names('facts_migrations'),
    factsRows,
  };
}

/** Keys wrapped before a rotation do not open what was written since. Throws `backup-keys-older`. */
async function requireAllKeys(snapshot: StateTransaction, { generation }: WrappedKeys): Promise<void> {
  const newest = (await findGenerations(snapshot)).at(-1)?.generation ?? 1;
  if (newest > generation) throw conflict('backup-keys-older');
}

/** Written only by imports and the shipper, which both hold still. */
export const heldTables = [
  'order_lines_log',
  'order_lines',
  'refunds_log',
  'refunds',
  'customers_log',
  'customers',
  'assignments',
  'touches',
  'past_touches_log',
  'past_touches',
  'service_cases_log',
  'service_cases',
  'survey_answers_log',
  'survey_answers',
  'feedback_texts_log',
  'feedback_texts',
  'import_undos',
] as const;

/** Rows of the tables that hold still, by public name; what readers see, so merges in the background change nothing. */
export async function countFacts({ ch }: Pick<StoreContext, 'ch'>): Promise<Record<string, number>> {
  const counts = heldTables.map(table => {
    const name = ident(table, heldTables);
    return factsSql`SELECT ${p.string(table)} AS name, toString(count()) AS rows FROM ${name}`;
  });
  const rows = await ch.query<{ name: string; rows: string }>(joinSql(counts, ' union all '), {
    tag: 'backup.count',
    role: 'batch',
  });
  return Object.fromEntries(rows.map(row => [row.name, Number(row.rows)]).sort());
}

async function writeState(ctx: StoreContext, snapshot: StateTransaction, draft: string) {
  const tables = await stateTables(snapshot);
  const state: Manifest['state'] = [];
  for (const [done, table] of tables.entries()) {
    await ctx.progress({ done, total: tables.length, label: 'backup-state' });
    state.push(await dumpTable(snapshot, draft, table));
  }
  return { state, sequences: await sequencePlaces(snapshot) };
}

interface Frame {
  readonly draft: string;
  readonly manifest: Manifest;
  readonly wrappedKeys: WrappedKeys;
}

/** Keys, manifest and seal; then all folders are synced. Returns the bytes of the whole. */
async function writeFrame(ctx: StoreContext, { draft, manifest, wrappedKeys }: Frame): Promise<number> {
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  const files = {
    [keysName]: `${JSON.stringify(wrappedKeys, null, 1)}\n`,
    [manifestName]: text,
    [sealName]: `${sealOf(ctx.keys, text)}\n`,
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(draft, name), content, { mode: 0o600 });
    await syncFile(join(draft, name));
  }
  await syncFile(join(draft, 'state'));
  await syncFile(draft);
  const own = Object.values(files).reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  return own + [manifest.facts, manifest.audit, ...manifest.state].reduce((sum, file) => sum + file.bytes, 0);
}
