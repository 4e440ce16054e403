import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import pg from 'pg';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createContext } from '../../src/app/context.ts';
import { settleHouseholds } from '../../src/collect/households/settle-households.store.ts';
import { builtInMapping } from '../../src/collect/import/built-in-mappings.ts';
import { openShop } from '../../src/simulator/shop.ts';
import { manifestSchema } from '../../src/store/backup/manifest.ts';
import { sequencePlaces, stateTables } from '../../src/store/backup/state-catalogue.ts';
import { factsSql, sqlFromFile } from '../../src/store/facts/sql.ts';
import { openStores } from '../../src/store/open-stores.ts';
import { dumpStateSchema } from '../../src/store/state/dump-schema.ts';
import { openState } from '../../src/store/state/open-state.ts';
import { shipOutbox } from '../../src/store/state/outbox.ts';
import { startChild } from '../../src/testing/child-process.ts';
import { runCli, serveCli, startCli } from '../../src/testing/cli-process.ts';
import { removeSearched, scratchFolder } from '../../src/testing/scratch-folder.ts';
import { searchedLog } from '../../src/testing/searched-log.ts';
import { killsOf, medianOf, momentsWithin } from './kills.ts';

const passphrase = 'correct horse battery staple';
const secret = { REKINDLE_BACKUP_PASSPHRASE: passphrase };
const asOf = '2025-03-01T00:00:00Z';
const machineNow = () => new Date();
let home: string;
let data: string;
let backup: string;

type Reply = Record<string, unknown> & { error?: { code: string; remedy?: string } };
const cli = (args: readonly string[], env: Readonly<Record<string, string>> = secret) =>
  runCli<Reply>(args, env);
const restoreTo = (folder: string, from = backup, env: Readonly<Record<string, string>> = secret) =>
  cli(['restore', from, '--data', folder], env);
const reviewOf = async (folder: string, env: Readonly<Record<string, string>> = secret) => {
  const { status, reply } = await cli(['review', '--as-of', asOf, '--data', folder], env);
  expect(status).toBe(0);
  const { createdAt: _, ...document } = reply;
  // Every review and card made has a new id, and its parts the time they were computed at.
  const text = JSON.stringify(document).replace(/"(computedAt|createdAt)":"[^"]*"/g, '"$1":""');
  return JSON.parse(text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id'));
};

/** A digest of every table of state and every row a reader of facts sees, by name. */
async function contents(dataFolder: string, databaseUrl?: string): Promise<Record<string, string>> {
  const { stores, close } = await openStores({ dataFolder, databaseUrl, machineNow, log: searchedLog });
  try {
    const found: Record<string, string> = {};
    for (const { table } of await stateTables(stores.pg)) {
      const { rows } = await sql<{ digest: string }>`
        select count(*) || ':' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') as digest
        from ${sql.table(table)} t where to_jsonb(t) ->> 'key' is distinct from 'auditCheckpoint'`.execute(
        stores.pg,
      );
      found[table] = rows[0]?.digest ?? '';
    }
    found['schema'] = await dumpStateSchema(stores.pg);
    const places = await sequencePlaces(stores.pg);
    found['sequences'] = JSON.stringify(places.filter(({ name }) => !name.startsWith('audit_entries')));
    const names = await stores.ch.query<{ name: string }>(
      factsSql`select name from system.tables where database = 'rekindle' and not name like '%\\_local' and not name like '.%'`,
      { tag: 'test.names' },
    );
    for (const { name } of names) {
      const [row] = await stores.ch.query<{ digest: string }>(
        sqlFromFile(
          `select concat(toString(count()), ':', toString(groupBitXor(cityHash64(*)))) as digest from ${name}`,
        ),
        { tag: 'test.digest' },
      );
      found[`facts ${name}`] = row?.digest ?? '';
    }
    return found;
  } finally {
    await close();
  }
}

// Written by the running server while the backup was made and after, and by the restore.
const ownTables = ['jobs', 'backups', 'idempotency', 'audit_entries', 'schedules', 'channel_senders'];
const withoutOwn = (found: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(found).filter(([name]) => !ownTables.includes(name)));

/** Households settled and rows shipped: a server does both when it likes, before or after its backup. */
async function settled(dataFolder: string): Promise<void> {
  const { stores, close } = await openStores({ dataFolder, machineNow, log: searchedLog });
  try {
    const ctx = createContext(stores, searchedLog);
    await settleHouseholds(ctx);
    while ((await shipOutbox(ctx)) > 0);
  } finally {
    await close();
  }
}

/** What the folder held when its backup was made; later tests go on with it. */
let original: Record<string, string>;

/** A shop of 500 simulated customers, imported and reviewed, and its backup made by its running server. */
beforeAll(async () => {
  home = await mkdtemp(join(await realpath(tmpdir()), 'rk-backup-'));
  await chmod(home, 0o711);
  [data, backup] = [join(home, 'data'), join(home, 'backup')];
  const files = join(home, 'files');
  await mkdir(files);
  const shop = openShop({
    seed: 11,
    customers: 500,
    startsAt: new Date('2023-01-01T00:00:00+08:00'),
    asOf: new Date(asOf),
  });
  await shop.writeHistory(files, { encoding: 'utf-8', dirt: true });
  for (const kind of ['customers', 'orders'] as const) {
    await writeFile(join(files, `${kind}.json`), JSON.stringify(builtInMapping('simulated-shop', kind)));
    const file = join(files, `${kind}.csv`);
    const args = ['import', file, '--as', kind, '--mapping', join(files, `${kind}.json`), '--data', data];
    expect((await cli(args)).status).toBe(0);
  }
  await cli(['user', 'add', 'owner@example.com', '--role', 'owner', '--data', data]);
  await reviewOf(data);
  await settled(data);
  const server = await serveCli(['--data', data]);
  const made = await cli(['backup', '--out', backup, '--data', data]);
  server.child.kill('SIGTERM');
  await server.done;
  expect(made).toMatchObject({ status: 0, reply: { path: backup } });
  original = await contents(data);
  return () => removeSearched(home);
}, 300_000);

describe('a backup of a running server', () => {
  test('gives back the same review, the same rows in every table and the same keys', async () => {
    const folder = join(await scratchFolder(), 'restored');
    const { status, reply } = await restoreTo(folder);
    expect(status).toBe(0);
    expect(withoutOwn(await contents(folder))).toEqual(withoutOwn(original));
    expect(await readFile(join(folder, 'keys.json'), 'utf8')).toBe(
      await readFile(join(data, 'keys.json'), 'utf8'),
    );
    expect(reply['factsRows']).toBeGreaterThan(5_000);
    const audit = await cli(['audit', 'verify', '--data', folder]);
    expect(audit).toMatchObject({ status: 0, reply: { intact: true } });
    expect(await reviewOf(folder)).toEqual(await reviewOf(data));
  });

  test('holds no key in the clear, and no contact datum outside its ciphers', async () => {
    const keys = JSON.parse(await readFile(join(data, 'keys.json'), 'utf8')) as Record<string, unknown>;
    const hex = [
      keys['idKey'],
      keys['matchKey'],
      ...Object.values(keys['generations'] as Record<string, object>).flatMap(each => Object.values(each)),
    ];
    for (const name of (await readdir(backup, { recursive: true })) as string[]) {
      const path = join(backup, name);
      if ((await stat(path)).isDirectory()) continue;
      const bytes = await readFile(path);
      for (const key of hex) expect(bytes.includes(String(key)), name).toBe(false);
      expect(bytes.includes('owner@example.com'), name).toBe(false);
    }
  });

  test('made by the server itself at its minute is verified and gives back the same', async () => {
    const server = await serveCli(['--data', data]);
    // A server left running would do the backups of the tests below in place of the commands they kill.
    onTestFinished(async () => {
      server.child.kill('SIGTERM');
      await server.done;
    });
    // The next minute that begins in 40 s or later, since the order itself takes a while; at most 30 s later the server looks.
    const at = DateTime.now().setZone('Asia/Shanghai').plus({ minutes: 1, seconds: 40 }).toFormat('HH:mm');
    const set = await cli(['backups', 'schedule', '--at', at, '--keep', '1', '--data', data]);
    expect(set).toMatchObject({ status: 0, reply: { schedule: { at, lastVerifiedAt: null } } });
    const listed = () => cli(['backups', 'list', '--data', data]);
    await expect
      .poll(
        async () => ((await listed()).reply['schedule'] as { lastVerifiedAt: string | null }).lastVerifiedAt,
        { timeout: 300_000, interval: 2_000 },
      )
      .not.toBeNull();
    const { backups } = (await listed()).reply as { backups?: { path: string; madeAt: string }[] };
    const made = (backups ?? []).toSorted((a, b) => a.madeAt.localeCompare(b.madeAt)).at(-1)?.path ?? '';
    expect(made).toContain('auto-');
    expect(await cli(['backups', 'stop', '--data', data])).toMatchObject({
      status: 0,
      reply: { schedule: null },
    });
    server.child.kill('SIGTERM');
    await server.done;
    const folder = join(await scratchFolder(), 'restored');
    expect((await restoreTo(folder, made)).status).toBe(0);
    expect(await reviewOf(folder)).toEqual(await reviewOf(data));
  }, 480_000);

  test('overwrites nothing', async () => {
    const again = await cli(['backup', '--out', backup, '--data', data]);
    expect(again).toMatchObject({ status: 2, reply: { error: { code: 'backup-target-exists' } } });
    expect(
      manifestSchema.parse(JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8'))).format,
    ).toBe(1);
  });
});

describe('a restore refuses, and leaves the target as it was,', () => {
  const copy = async () => {
    const folder = join(await scratchFolder(), 'copy');
    await cp(backup, folder, { recursive: true });
    return folder;
  };
  const refuses = async (from: string, code: string, env: Readonly<Record<string, string>> = secret) => {
    const target = join(await scratchFolder(), 'never-made');
    const { status, reply } = await restoreTo(target, from, env);
    expect([status, reply.error?.code]).toEqual([2, code]);
    expect(reply.error?.remedy).toBeTruthy();
    await expect(stat(target)).rejects.toMatchObject({ code: 'ENOENT' });
  };

  test('another passphrase', () =>
    refuses(backup, 'passphrase-wrong', { REKINDLE_BACKUP_PASSPHRASE: 'incorrect horse battery' }));
  test('no passphrase', () => refuses(backup, 'passphrase-missing', { REKINDLE_BACKUP_PASSPHRASE: '' }));
  test('a folder that is no backup', async () => refuses(await scratchFolder(), 'backup-not-found'));

  test.each(['facts.tar', 'state/customers.copy.zst'])('a flipped byte in %s', async name => {
    const folder = await copy();
    const bytes = await readFile(join(folder, name));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(join(folder, name), bytes);
    await refuses(folder, 'backup-damaged');
  });

  test('a file cut short, a file taken away, a manifest that was edited', async () => {
    const short = await copy();
    await truncate(join(short, 'facts.tar'), 1000);
    await refuses(short, 'backup-damaged');
    const lost = await copy();
    await rm(join(lost, 'state', 'imports.copy.zst'));
    await refuses(lost, 'backup-damaged');
    const edited = await copy();
    const text = await readFile(join(edited, 'manifest.json'), 'utf8');
    await writeFile(join(edited, 'manifest.json'), text.replace(/"madeAt": "2/, '"madeAt": "3'));
    await refuses(edited, 'backup-damaged');
  });

  test('a backup of a newer program', async () => {
    const newer = await copy();
    const manifest = JSON.parse(await readFile(join(newer, 'manifest.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    await writeFile(
      join(newer, 'manifest.json'),
      JSON.stringify({ ...manifest, format: 2, product: '9.0.0' }),
    );
    await refuses(newer, 'backup-newer');
    const later = [...(manifest['stateMigrations'] as string[]), '9001_from_the_future'];
    await writeFile(join(newer, 'manifest.json'), JSON.stringify({ ...manifest, stateMigrations: later }));
    await refuses(newer, 'folder-newer');
  });

  test('a folder that holds something', async () => {
    const target = await scratchFolder();
    await copyFile(join(backup, 'manifest.json'), join(target, 'mine.txt'));
    const { status, reply } = await restoreTo(target);
    expect([status, reply.error?.code]).toEqual([2, 'restore-target-not-empty']);
    expect(await readdir(target)).toEqual(['mine.txt']);
  });
});

/** A database of its own on the server of `REKINDLE_TEST_DATABASE_URL`, gone after the test. */
async function databaseOnServer(setUp = ''): Promise<string> {
  const server = process.env['REKINDLE_TEST_DATABASE_URL'] ?? '';
  const name = `t_restore_${randomBytes(4).toString('hex')}`;
  const on = async (url: string, statement: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await on(server, `create database ${name}`);
  onTestFinished(() => on(server, `drop database ${name} with (force)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  if (setUp) await on(url.href, setUp);
  return url.href;
}

async function freshSchema(databaseUrl: string): Promise<string> {
  const dataFolder = join(await scratchFolder(), 'fresh');
  const { db, close } = await openState({ dataFolder, databaseUrl, machineNow, log: searchedLog });
  return dumpStateSchema(db).finally(close);
}

describe.skipIf(!process.env['REKINDLE_TEST_DATABASE_URL'])('a restore into a PostgreSQL server', () => {
  const envOf = (databaseUrl: string) => ({ ...secret, DATABASE_URL: databaseUrl });

  test('gives an empty database the same rows and review; full, it is refused and stays as it was', async () => {
    const databaseUrl = await databaseOnServer();
    const env = envOf(databaseUrl);
    const folder = join(await scratchFolder(), 'restored');
    const { status, reply } = await restoreTo(folder, backup, env);
    expect([status, reply.error]).toEqual([0, undefined]);
    expect(await readdir(folder)).not.toContain('state');
    const restored = await contents(folder, databaseUrl);
    // Servers of different versions print the same view differently: the schema is held against a fresh database's there.
    const schema = await freshSchema(await databaseOnServer());
    expect(withoutOwn(restored)).toEqual({ ...withoutOwn(original), schema });
    const audit = await cli(['audit', 'verify', '--data', folder], env);
    expect(audit).toMatchObject({ status: 0, reply: { intact: true } });

    const other = join(await scratchFolder(), 'never-made');
    const refused = await restoreTo(other, backup, env);
    expect([refused.status, refused.reply.error?.code]).toEqual([2, 'restore-target-not-empty']);
    expect(refused.reply.error?.remedy).toBeTruthy();
    await expect(stat(other)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(withoutOwn(await contents(folder, databaseUrl))).toEqual(withoutOwn(restored));
    expect(await reviewOf(folder, env)).toEqual(await reviewOf(data));
  });

  test("refuses a database that holds somebody else's tables", async () => {
    const databaseUrl = await databaseOnServer('create table ledger_of_the_till (n int)');
    const folder = join(await scratchFolder(), 'never-made');
    const { status, reply } = await restoreTo(folder, backup, envOf(databaseUrl));
    expect([status, reply.error?.code]).toEqual([2, 'restore-target-not-empty']);
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

/** When a command has begun its work: with the first it says. */
const begun = (child: ChildProcess) => new Promise(resolve => child.stderr?.once('data', resolve));

/** Milliseconds the work of a command takes from its beginning: the middle one of three, none of them killed. */
async function undisturbed(args: (n: number) => readonly string[]): Promise<number> {
  const durations: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const { child, done } = startCli(args(n), secret);
    await begun(child);
    const at = performance.now();
    expect((await done).status).toBe(0);
    durations.push(Math.round(performance.now() - at));
  }
  return medianOf(durations);
}

/** Kills a command so long after it began, or when `made` is there; returns how long that took, null before it was. */
async function killedAfter(args: readonly string[], ms: number, made = ''): Promise<number | null> {
  const { child, done } = startCli(args, secret);
  await begun(child);
  const at = performance.now();
  const elapsed = () => performance.now() - at;
  const isMade = () => made !== '' && existsSync(made);
  while (elapsed() < ms && !isMade()) await pause(Math.min(5, ms - elapsed()));
  const took = isMade() ? Math.round(elapsed()) : null;
  child.kill('SIGKILL');
  await done;
  return took;
}

describe('kill -9', () => {
  const restores = killsOf('restore');
  const backups = killsOf('backup');

  test(
    `at ${restores} random moments of a restore leaves a folder that is refused and restores again`,
    async () => {
      const base = await scratchFolder();
      const restoreInto = (name: string) => ['restore', backup, '--data', join(base, name)];
      const workMs = await undisturbed(n => restoreInto(`calm-${n}`));
      let folder = join(base, 'restored-0');
      let whole = 0;
      let cut = 0;
      for (const [kill, moment] of momentsWithin(xoroshiro128plus(5), restores, workMs).entries()) {
        await killedAfter(['restore', backup, '--data', folder], moment);
        const marked = await stat(join(folder, 'restore-unfinished.json')).catch(() => null);
        if (marked) {
          cut += 1;
          const opened = await cli(['review', '--data', folder]);
          expect([opened.status, opened.reply.error?.code]).toEqual([3, 'restore-unfinished']);
        } else if (await stat(join(folder, 'keys.json')).catch(() => null)) {
          // Finished before it was killed; the next goes to a new place.
          whole += 1;
          folder = join(base, `restored-${kill + 1}`);
        }
      }
      console.log(
        `restores killed ${restores} over ${workMs} ms: ${cut} cut off in the middle, ${whole} whole`,
      );
      expect(cut).toBeGreaterThan(0);
      expect((await restoreTo(folder)).status).toBe(0);
      expect(await reviewOf(folder)).toEqual(await reviewOf(data));
    },
    600_000 + restores * 20_000,
  );

  test(
    `at ${backups} random moments of a backup leaves a whole one or none, and the next is made`,
    async () => {
      const base = await scratchFolder();
      const backupTo = (path: string) => ['backup', '--out', path, '--data', data];
      const calm = await scratchFolder();
      let workMs = await undisturbed(n => backupTo(join(calm, `${n}`)));
      const whole: string[] = [];
      let cut = 0;
      let out = join(base, 'out-0');
      for (const [kill, share] of momentsWithin(xoroshiro128plus(7), backups, 1000).entries()) {
        // Closing the stores is no part of it, and a busy machine grows quiet: the newest whole one says how long it takes.
        workMs = (await killedAfter(backupTo(out), (share / 1000) * workMs, out)) ?? workMs;
        if (await stat(`${out}.part`).catch(() => null)) cut += 1;
        if (await stat(out).catch(() => null)) {
          whole.push(out);
          out = join(base, `out-${kill + 1}`);
          continue;
        }
        // What a killed one leaves is no backup to anybody.
        for (const name of await readdir(base)) {
          const left = join(base, name);
          if (whole.includes(left)) continue;
          const { status, reply } = await restoreTo(join(base, 'never'), left);
          expect([status, reply.error?.code]).toEqual([2, 'backup-not-found']);
        }
      }
      console.log(
        `backups killed ${backups} over ${workMs} ms: ${cut} cut off in the middle, ${whole.length} whole`,
      );
      expect(cut).toBeGreaterThan(0);
      expect((await cli(['backup', '--out', out, '--data', data])).status).toBe(0);
      expect((await readdir(base)).filter(name => name.endsWith('.part'))).toEqual([]);
      for (const [n, made] of [...whole.slice(-2), out].entries())
        expect((await restoreTo(join(base, `restored-${n}`), made)).status).toBe(0);
      expect(await reviewOf(join(base, 'restored-0'))).toEqual(await reviewOf(data));
    },
    600_000 + backups * 20_000,
  );
});

test('backups made while files are imported and rows are shipped hold every import whole and every row once', async () => {
  const base = await scratchFolder();
  const out = join(base, 'out');
  const busy = startChild(join(import.meta.dirname, '..', '..', 'src', 'testing', 'busy-process.ts'), [
    join(base, 'data'),
    out,
    '3',
  ]);
  const paths: string[] = [];
  for (let line: { backup?: string; over?: true } = {}; !line.over; line = await busy.line<typeof line>())
    if (line.backup) paths.push(line.backup);
  expect(paths).toHaveLength(3);
  let imported = 0;
  for (const [n, path] of paths.entries()) {
    const folder = join(base, `restored-${n}`);
    expect((await restoreTo(folder, path)).status).toBe(0);
    const importer = startChild(
      join(import.meta.dirname, '..', '..', 'src', 'testing', 'importer-process.ts'),
      [folder, '0'],
    );
    const { seen } = await importer.line<{
      seen: { visible: { id: string; lines: string }[]; ledger: unknown[] };
    }>();
    await importer.kill('SIGKILL');
    expect(seen.visible).toHaveLength(seen.ledger.length);
    for (const { lines } of seen.visible) expect(lines).toBe('2670');
    imported += seen.ledger.length;
    await expectEveryTouchOnce(folder);
  }
  expect(imported).toBeGreaterThan(0);
});

/** Shipped or still waiting, each numbered row is there, and none is in both places. */
async function expectEveryTouchOnce(dataFolder: string): Promise<void> {
  const { stores, close } = await openStores({ dataFolder, machineNow, log: searchedLog });
  onTestFinished(close);
  const { rows } = await sql<{ step: string; shipped: boolean }>`
    select r ->> 'step' as step, shipped_at is not null as shipped
    from facts_outbox, jsonb_array_elements(rows) r order by batch_no`.execute(stores.pg);
  const there = await stores.ch.query<{ step: string }>(factsSql`select step from touches_local`, {
    tag: 'test.touches',
  });
  const shipped = rows.filter(row => row.shipped).map(row => row.step);
  expect(there.map(row => row.step).sort()).toEqual(shipped.sort());
  expect(rows.map(row => row.step)).toEqual(rows.map((_, n) => `n${n}`));
  expect(shipped.length).toBeGreaterThan(0);
  await close();
}
