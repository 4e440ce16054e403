/** Imports on a state disk of some megabytes that fills up, by a command of its own and by a running server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { projectFolder } from '../../src/app/product-version.ts';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { growTinyDisk, mountTinyDisk } from '../../src/testing/tiny-disk.ts';

const program = join(projectFolder, 'bin', 'rekindle');
const rows = 100_000;
const env = { ...process.env, REKINDLE_LOCALE: 'en', REKINDLE_LOG: 'error' };

interface Ran {
  readonly status: number | null;
  readonly reply: {
    readonly error?: { readonly code: string; readonly path?: string; readonly remedy?: string };
    readonly imports?: readonly { readonly state: string; readonly rowsStored: number }[];
    readonly rowsStored?: number;
    readonly rowsDuplicate?: number;
  };
}

async function run(args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (part: Buffer) => {
    stdout += part;
  });
  const [status] = await once(child, 'close');
  return { status, reply: JSON.parse(stdout || '{}') };
}

const mapping = {
  kind: 'orders',
  name: 'full',
  title: 'full',
  source: 'full',
  columns: {
    orderId: 'order',
    customer: 'member',
    orderedAt: 'at',
    sku: 'sku',
    quantity: 'n',
    netAmount: 'net',
  },
  dateField: 'orderedAt',
};
const header = 'order,member,at,sku,n,net\n';
const line = (n: number) =>
  `B${n},m${n},${n % 100 === 7 ? 'never' : '2026-01-02 10:00:00'},s${n % 50},1,10\n`;
const refused = rows / 100;

async function prepared() {
  const folder = await scratchFolder();
  await chmod(folder, 0o711);
  const data = join(folder, 'data');
  const disk = join(data, 'state');
  await mkdir(data, { mode: 0o711 });
  if (!mountTinyDisk(disk, 96)) return null;
  const all = Array.from({ length: rows }, (_, n) => line(n)).join('');
  await writeFile(join(folder, 'mapping.json'), JSON.stringify(mapping));
  await writeFile(join(folder, 'small.csv'), `${header}${line(rows)}`);
  await writeFile(join(folder, 'big.csv.gz'), gzipSync(`${header}${all}`));
  const options = ['--as', 'orders', '--mapping', join(folder, 'mapping.json'), '--data', data];
  return {
    data,
    disk,
    take: (name: string) => run(['import', join(folder, name), ...options]),
    standing: async () =>
      (await run(['import', 'list', '--data', data])).reply.imports?.map(one => [one.state, one.rowsStored]),
  };
}

/** Refused rows on record and rows still waiting in the facts tables. */
async function left(data: string) {
  const child = startChild(join(projectFolder, 'src', 'testing', 'importer-process.ts'), [data, '0']);
  const { seen } = await child.line<{ seen: { kept: object[]; waiting: number } }>();
  await child.kill('SIGKILL');
  return { kept: seen.kept, waiting: seen.waiting };
}

const full = (path: string) => ({
  status: 3,
  // Whichever file of it had no room: a folder below, too.
  reply: {
    error: {
      code: 'disk-full',
      path: expect.stringContaining(path),
      remedy: expect.stringContaining('Free some space'),
    },
  },
});
const whole = { status: 0, reply: { rowsStored: rows - refused, rowsDuplicate: 0 } };

test('a command on a full state disk names it, exits 3 and leaves nothing; with room the file comes in', async ctx => {
  const at = await prepared();
  if (!at) return ctx.skip('this machine does not allow mounts');
  expect(await at.take('small.csv')).toMatchObject({ status: 0, reply: { rowsStored: 1 } });
  expect(await at.take('big.csv.gz')).toMatchObject(full(at.disk));
  // The disk is full still: opening it works or is refused in the same words.
  const again = await at.take('big.csv.gz');
  expect(again).toMatchObject(full(at.disk));
  growTinyDisk(at.disk, 600);
  expect(await at.standing()).toEqual([['committed', 1]]);
  expect(await left(at.data)).toEqual({ kept: [], waiting: 0 });
  const staged = await readdir(join(at.data, 'staging'));
  expect(staged.filter(name => name.startsWith('import-') || name.endsWith('.part'))).toEqual([]);
  expect(await at.take('big.csv.gz')).toMatchObject(whole);
  expect(await at.standing()).toEqual([
    ['committed', rows - refused],
    ['committed', 1],
  ]);
}, 300_000);

async function serve(data: string): Promise<ChildProcess> {
  const server = spawn(process.execPath, [program, 'serve', '--port', '0', '--data', data], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void server.kill('SIGKILL'));
  await once(server.stdout, 'data');
  return server;
}

test('a server on a full state disk answers 503, recovers by itself once there is room and takes the file', async ctx => {
  const at = await prepared();
  if (!at) return ctx.skip('this machine does not allow mounts');
  const server = await serve(at.data);
  expect(await at.take('small.csv')).toMatchObject({ status: 0, reply: { rowsStored: 1 } });
  expect(await at.take('big.csv.gz')).toMatchObject(full(at.disk));
  growTinyDisk(at.disk, 600);
  await expect.poll(at.standing, { timeout: 90_000, interval: 1_000 }).toEqual([['committed', 1]]);
  const outcome = await at.take('big.csv.gz');
  expect(outcome).toMatchObject(whole);
  expect(server.exitCode).toBe(null);
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
}, 300_000);

test('a database that ended on a full disk is brought back by the server that runs it', async ctx => {
  const at = await prepared();
  if (!at) return ctx.skip('this machine does not allow mounts');
  const server = await serve(at.data);
  expect(await at.take('small.csv')).toMatchObject({ status: 0, reply: { rowsStored: 1 } });
  const fill = join(at.disk, 'fill');
  await writeFile(fill, Buffer.alloc(200 << 20)).catch(() => {});
  const pidFile = await readFile(join(at.disk, 'pgdata', 'postmaster.pid'), 'utf8');
  process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL');
  await expect.poll(() => at.take('big.csv.gz'), { timeout: 30_000 }).toMatchObject(full(at.disk));
  expect(server.exitCode).toBe(null);
  await rm(fill);
  growTinyDisk(at.disk, 600);
  await expect.poll(at.standing, { timeout: 60_000, interval: 500 }).toEqual([['committed', 1]]);
  expect(await at.take('big.csv.gz')).toMatchObject(whole);
}, 300_000);
