import { randomUUID } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import { createContext } from '../../src/app/context.ts';
import { makeBackup } from '../../src/store/backup/make-backup.ts';
import { restoreBackup } from '../../src/store/backup/restore-backup.ts';
import { openStores } from '../../src/store/open-stores.ts';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { searchedLog } from '../../src/testing/searched-log.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'key-rotation-process.ts');
const kills = Number(process.env.REKINDLE_KEY_KILLS ?? 8);
const passphrase = 'correct horse battery staple';

interface Seen {
  readonly seen: string;
  readonly values: number;
  readonly encrypted: Readonly<Record<string, number>>;
  readonly indexed: Readonly<Record<string, number>>;
}

const optionsOf = (dataFolder: string) => ({ dataFolder, machineNow: () => new Date(), log: searchedLog });
const open = (dataFolder: string) => openStores(optionsOf(dataFolder));

/** What a process of its own reads, without rotating anything. */
async function look(dataFolder: string): Promise<Seen> {
  const child = startChild(script, [dataFolder]);
  const seen = await child.line<Seen>();
  await child.ended();
  return seen;
}

async function backUp(dataFolder: string, out: string): Promise<void> {
  const { stores, close } = await open(dataFolder);
  const ctx = createContext(stores, searchedLog);
  const wrappedKeys = await ctx.keys.wrapped(passphrase);
  await makeBackup(ctx, { out, wrappedKeys, product: 'test', whileNobodyImports: work => work() });
  await close();
}

/** Starts the rotation, kills it after a moment, again and again; how often it had been in the middle. */
async function killOften(dataFolder: string, rotationId: string, undisturbed: Seen): Promise<number> {
  const rng = xoroshiro128plus(20261127);
  let between = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const child = startChild(script, [dataFolder, rotationId]);
    const { seen, values, encrypted } = await child.line<Seen>();
    expect({ seen, values }).toEqual({ seen: undisturbed.seen, values: undisturbed.values });
    if ((encrypted[1] ?? 0) > 0 && (encrypted[2] ?? 0) > 0) between += 1;
    await wait(uniformInt(rng, 5, 400));
    await child.kill('SIGKILL');
  }
  return between;
}

async function expectRefusals(dataFolder: string, olderKeys: string): Promise<void> {
  const path = join(dataFolder, 'keys.json');
  const own = await readFile(path, 'utf8');
  await copyFile(olderKeys, path);
  await expect(open(dataFolder)).rejects.toMatchObject({
    code: 'keys-generation-missing',
    detail: { params: { generation: 2 } },
  });
  const file = JSON.parse(own);
  file.generations[2].tokenKey = 'ab'.repeat(32);
  await writeFile(path, JSON.stringify(file));
  await expect(open(dataFolder)).rejects.toMatchObject({ code: 'keys-generation-missing' });
  file.idKey = 'ab'.repeat(32);
  await writeFile(path, JSON.stringify(file));
  await expect(open(dataFolder)).rejects.toMatchObject({ code: 'keys-wrong' });
  await writeFile(path, own);
}

test(`kill -9 at ${kills} random moments of a rotation leaves every value readable, found and the same`, async () => {
  const folder = await scratchFolder();
  const [dataFolder, older] = [join(folder, 'data'), join(folder, 'older-keys.json')];
  const undisturbed = await look(dataFolder);
  await copyFile(join(dataFolder, 'keys.json'), older);
  await backUp(dataFolder, join(folder, 'before'));

  const rotationId = randomUUID();
  const between = await killOften(dataFolder, rotationId, undisturbed);
  const last = startChild(script, [dataFolder, rotationId]);
  await last.line<Seen>();
  expect(await last.line()).toMatchObject({ report: { generation: 2, left: 0 } });
  const after = await last.line<Seen>();
  await last.ended();
  expect(after.seen).toBe(undisturbed.seen);
  expect(Object.keys(after.encrypted)).toEqual(['2']);
  expect(Object.keys(after.indexed)).toEqual(['2']);
  // Otherwise the moments were badly chosen and nothing was proved.
  expect(between).toBeGreaterThan(0);

  await expectRefusals(dataFolder, older);
  // A backup from before opens with the keys it was made with, whatever became of them since.
  const restored = join(folder, 'restored');
  const order = { from: join(folder, 'before'), passphrase, onStep: () => {}, finish: async () => {} };
  await restoreBackup({ ...order, stores: optionsOf(restored) });
  expect(await look(restored)).toEqual(undisturbed);
}, 600_000);
