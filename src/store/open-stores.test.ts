import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startChild } from '../testing/child-process.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { searchedLog } from '../testing/searched-log.ts';
import { onServer, testServer } from '../testing/test-server.ts';
import { factsSql } from './facts/sql.ts';
import { readRunFile } from './folder.ts';
import { createKeyFile } from './key-file.ts';
import { openStores, type StoresOptions, storesEnvironment } from './open-stores.ts';

const script = join(import.meta.dirname, '..', 'testing', 'stores-process.ts');
const machineNow = () => new Date('2026-03-02T02:00:00Z');

async function open(options: Partial<StoresOptions> & { dataFolder: string }) {
  const opened = await openStores({ machineNow, log: searchedLog, ...options });
  onTestFinished(opened.close);
  return opened;
}

describe('a data folder', () => {
  test('opens new with both stores ready, closes without a trace of the process, and opens again as it was', async () => {
    const dataFolder = join(await scratchFolder(), 'data');
    const first = await open({ dataFolder, seed: { zone: 'Europe/London', currency: 'GBP', locale: 'en' } });
    expect(first.stores.settings).toMatchObject({ zone: 'Europe/London', currency: 'GBP', locale: 'en' });
    const tables = await first.stores.ch.query<{ n: string }>(
      factsSql`select count() as n from system.tables where database = 'rekindle' and name = 'order_lines'`,
      { tag: 'test-tables' },
    );
    expect(tables).toEqual([{ n: '1' }]);
    await first.stores.announce({ url: 'http://127.0.0.1:1', token: 'secret' });
    expect(await readRunFile(dataFolder)).toMatchObject({ url: 'http://127.0.0.1:1', token: 'secret' });
    await first.close();
    await first.close();
    expect((await readdir(dataFolder)).sort()).not.toContain('run.json');

    const second = await open({ dataFolder, seed: { zone: 'Asia/Tokyo' } });
    expect(second.stores.settings).toEqual(first.stores.settings);
    expect(second.stores.keys.fingerprint).toBe(first.stores.keys.fingerprint);
    const applied = await second.stores.pg.selectFrom('facts_migrations').selectAll().execute();
    expect(applied.length).toBeGreaterThan(0);
  });

  test('without its key file, or with another’s, is refused rather than given new keys', async () => {
    const base = await scratchFolder();
    const dataFolder = join(base, 'data');
    await (await open({ dataFolder })).close();
    const path = join(dataFolder, 'keys.json');
    await rename(path, join(base, 'away'));
    await expect(openStores({ dataFolder, machineNow, log: searchedLog })).rejects.toMatchObject({
      code: 'keys-missing',
    });
    await createKeyFile(path);
    await expect(openStores({ dataFolder, machineNow, log: searchedLog })).rejects.toMatchObject({
      code: 'keys-wrong',
    });
    await rm(path);
    await (await open({ dataFolder, secretFile: join(base, 'away') })).close();
    expect(await readdir(dataFolder)).not.toContain('keys.json');
  });

  test('held by another process is refused; after kill -9 of that process it opens', async () => {
    const dataFolder = join(await scratchFolder(), 'data');
    const holder = startChild(script, [dataFolder]);
    onTestFinished(() => holder.kill('SIGKILL'));
    const { pid, fingerprint } = await holder.line<{ pid: number; fingerprint: string }>();
    await expect(openStores({ dataFolder, machineNow, log: searchedLog })).rejects.toMatchObject({
      code: 'folder-in-use',
      detail: { params: { pid } },
    });
    await holder.kill('SIGKILL');
    const { stores } = await open({ dataFolder });
    expect(stores.keys.fingerprint).toBe(fingerprint);
  });

  test('whose opening fails half-way is released again', async () => {
    const dataFolder = join(await scratchFolder(), 'data');
    const failing = openStores({ dataFolder, machineNow, log: searchedLog, seed: { currency: 'nonsense' } });
    await expect(failing).rejects.toMatchObject({ code: 'setting-invalid' });
    expect(await readRunFile(dataFolder)).toBeNull();
    await (await open({ dataFolder })).close();
  });
});

const serverUrls = [
  ['a PostgreSQL behind DATABASE_URL', embeddedAsServer],
  ['the PostgreSQL of REKINDLE_TEST_DATABASE_URL', async () => process.env.REKINDLE_TEST_DATABASE_URL ?? ''],
] as const;

describe.each(serverUrls)('%s', (name, urlOf) => {
  test.skipIf(name.includes('TEST') && !process.env.REKINDLE_TEST_DATABASE_URL)(
    'takes the place of the embedded one and is owned by one process',
    async () => {
      const databaseUrl = await urlOf();
      const [dataFolder, other] = [join(await scratchFolder(), 'data'), join(await scratchFolder(), 'other')];
      const { stores } = await open({ dataFolder, databaseUrl });
      expect(await readdir(dataFolder)).not.toContain('state');
      const { rows } = await sql<{ zone: string }>`select current_setting('timezone') as zone`.execute(
        stores.pg,
      );
      expect(rows).toEqual([{ zone: 'UTC' }]);
      const second = startChild(script, [other], { env: { DATABASE_URL: databaseUrl } });
      expect(await second.line()).toEqual({ code: 'folder-in-use' });
    },
  );
});

/** A database of the run's own server, addressed as one would a server's. */
async function embeddedAsServer(): Promise<string> {
  const { socketFolder } = await testServer();
  const database = `t_open_stores_${process.pid}`;
  await onServer(socketFolder, `create database ${database}`);
  return `postgres://rekindle@localhost/${database}?host=${encodeURIComponent(socketFolder)}`;
}

test('a server that does not answer is unavailable, and its password is not shown', async () => {
  const dataFolder = join(await scratchFolder(), 'data');
  const failure = await openStores({
    dataFolder,
    databaseUrl: 'postgres://user:geheim@127.0.0.1:9/none',
    machineNow,
    log: searchedLog,
  }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'state-unreachable',
    errorClass: 'unavailable',
    detail: { params: { reason: 'ECONNREFUSED' } },
  });
  expect(await readRunFile(dataFolder)).toBeNull();
});

test('an empty variable of the environment counts as unset', () => {
  expect(storesEnvironment({ DATABASE_URL: '', REKINDLE_ZONE: ' ', REKINDLE_CURRENCY: 'GBP' })).toMatchObject(
    {
      dataFolder: './data',
      databaseUrl: undefined,
      seed: { zone: undefined, currency: 'GBP' },
    },
  );
});
