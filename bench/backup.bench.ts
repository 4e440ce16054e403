/**
 * Backup and restore of N customers (two contact points, a consent and ten order lines each, generated inside the
 * engines) against a plain copy of the same stores' files, synced to disk.
 */
import { chmod, cp, mkdtemp, open, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { silentLog } from '../src/kernel/log.ts';
import { makeBackup } from '../src/store/backup/make-backup.ts';
import { restoreBackup } from '../src/store/backup/restore-backup.ts';
import type { StoreContext } from '../src/store/context.ts';
import { factsSql, p } from '../src/store/facts/sql.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 200_000;
const linesPerCustomer = 10;
const passphrase = 'correct horse battery staple';
const batch = { tag: 'bench.backup', role: 'batch', timeoutSeconds: 1200 } as const;

/** As many bytes as the ciphers of a name, a phone number and an address of e-mail take. */
async function fillState({ pg, machineNow }: StoreContext, size: number): Promise<void> {
  const at = machineNow();
  const bytes = (seed: string, n: number) =>
    sql`decode(substr(repeat(md5(i::text || ${seed}), 4), 1, ${2 * n}), 'hex')`;
  await sql`insert into customers (customer_id, id_type, external_id_cipher, external_id_index, name_cipher, created_at)
    select md5(i::text)::uuid, 'member', ${bytes('c', 38)}, ${bytes('d', 16)}, ${bytes('n', 40)}, ${at}::timestamptz
    from generate_series(1, ${size}::int) i`.execute(pg);
  for (const kind of ['email', 'phone'])
    await sql`insert into contact_points (contact_id, customer_id, kind, blind_index, value_cipher, key_version, status, created_at)
      select md5(i::text || ${kind})::uuid, md5(i::text)::uuid, ${kind}, ${bytes(kind, 16)}, ${bytes('v', 46)}, 1, 'active',
        ${at}::timestamptz from generate_series(1, ${size}::int) i`.execute(pg);
  await sql`insert into consents (customer_id, purpose, channel, action, method, at)
    select md5(i::text)::uuid, 'marketing', 'email', 'granted', 'import', ${at}::timestamptz
    from generate_series(1, ${size}::int) i`.execute(pg);
}

async function fillFacts({ ch, now }: StoreContext, size: number): Promise<void> {
  for (const table of ['order_lines_log', 'order_lines'])
    await ch.command(
      factsSql`insert into ${ch.target(table)} (source, order_id, line_no, customer_id, ordered_at, paid_at, sold_at, status,
  counts_as_sale, line_kind, duplicate_no, sku, product_name, category, quantity, list_amount, discount_amount, net_amount,
  cost_amount, currency, channel, store, region, coupon_code, import_id, ingested_at, known_at, version, is_deleted)
select 'bench', concat('O', toString(intDiv(number, 3))), toUInt32(number % 3),
  reinterpretAsUUID(MD5(toString(cityHash64(intDiv(number, 3)) % ${p.uint64(size)}))),
  ${p.dateTime(now())} - toIntervalSecond(cityHash64(intDiv(number, 3)) % 63072000) as sold, sold, sold, 'paid', 1, 'product', 0,
  concat('S', toString(cityHash64(number) % 3000)), 'Product', concat('C', toString(cityHash64(number) % 12)), 1, 100, 0, 100, 60,
  'CNY', 'web', '', '', '', generateUUIDv4(), ${p.dateTime(now())}, sold, 1, 0 from numbers(${p.uint64(size * linesPerCustomer)})`,
      batch,
    );
}

/** Copies the files of both stores and syncs each, as the backup does. */
async function plainCopy(from: string, to: string): Promise<void> {
  for (const part of ['facts', 'state/pgdata'])
    await cp(join(from, part), join(to, part), { recursive: true, verbatimSymlinks: true });
  for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const handle = await open(join(entry.parentPath, entry.name));
    await handle.sync();
    await handle.close();
  }
}

export async function* run(size: number) {
  const base = await mkdtemp(join(await realpath(tmpdir()), 'rk-bench-backup-'));
  await chmod(base, 0o711);
  const { ctx, close } = await benchStores();
  await fillState(ctx, size);
  await fillFacts(ctx, size);
  await sql`checkpoint`.execute(ctx.pg);
  const floorSeconds = await secondsOf(() => plainCopy(dirname(ctx.stagingFolder), join(base, 'plain')));
  const out = join(base, 'backup');
  const wrappedKeys = await ctx.keys.wrapped(passphrase);
  const order = {
    out,
    wrappedKeys,
    product: 'bench',
    whileNobodyImports: <T>(work: () => Promise<T>) => work(),
  };
  const backup = await secondsOf(() => makeBackup(ctx, order));
  await close();
  yield benchLine('backup', size, { seconds: backup, floorSeconds });
  const stores = { dataFolder: join(base, 'restored'), machineNow: ctx.machineNow, log: silentLog };
  const restore = await secondsOf(() =>
    restoreBackup({ from: out, passphrase, stores, onStep: () => {}, finish: async () => {} }),
  );
  yield benchLine('restore', size, { seconds: restore, floorSeconds });
  await rm(base, { recursive: true, force: true });
}
