import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { projectFolder } from '../../src/app/product-version.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { growTinyDisk, mountTinyDisk } from '../../src/testing/tiny-disk.ts';

const program = join(projectFolder, 'bin', 'rekindle');
const rows = 150_000;

interface Ran {
  readonly status: number | null;
  readonly reply: {
    readonly error?: { readonly code: string; readonly path?: string; readonly remedy?: string };
    readonly imports?: readonly { readonly state: string; readonly rowsStored: number }[];
    readonly rowsStored?: number;
    readonly rowsDuplicate?: number;
  };
}

function run(args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args, '--json'], {
    env: { ...process.env, REKINDLE_LOCALE: 'en', REKINDLE_LOG: 'error' },
  });
  let stdout = '';
  child.stdout.on('data', (part: Buffer) => {
    stdout += part;
  });
  return new Promise(resolve =>
    child.on('close', status => resolve({ status, reply: JSON.parse(stdout || '{}') })),
  );
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
const line = (n: number) =>
  `B${n},m${(n * 7_919_333) % 1_000_000_007},2026-01-02 10:00:00,s${(n * 104_729) % 999_983},1,10\n`;
const header = 'order,member,at,sku,n,net\n';

test('a disk that fills up under staging or facts refuses the import as a whole, and the file comes in once there is room', async ctx => {
  const folder = await scratchFolder();
  await chmod(folder, 0o711);
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o711 });
  const disks = { facts: 8, staging: 6 };
  for (const [name, megabytes] of Object.entries(disks))
    if (!mountTinyDisk(join(data, name), megabytes)) return ctx.skip('this machine does not allow mounts');
  await writeFile(join(folder, 'mapping.json'), JSON.stringify(mapping));
  await writeFile(join(folder, 'small.csv'), `${header}${line(rows)}`);
  const all = Array.from({ length: rows }, (_, n) => line(n)).join('');
  await writeFile(join(folder, 'big.csv.gz'), gzipSync(`${header}${all}`));
  const take = (name: string) =>
    run([
      'import',
      join(folder, name),
      '--as',
      'orders',
      '--mapping',
      join(folder, 'mapping.json'),
      '--data',
      data,
    ]);
  const standing = async () =>
    (await run(['import', 'list', '--data', data])).reply.imports?.map(one => [one.state, one.rowsStored]);

  expect(await take('small.csv')).toMatchObject({ status: 0, reply: { rowsStored: 1 } });
  expect(await take('big.csv.gz')).toMatchObject({
    status: 3,
    reply: { error: { code: 'disk-full', path: join(data, 'staging') } },
  });
  const staged = await readdir(join(data, 'staging'));
  expect(staged.filter(name => name.startsWith('import-') || name.endsWith('.part'))).toEqual([]);

  growTinyDisk(join(data, 'staging'), 100);
  const facts = await take('big.csv.gz');
  expect(facts).toMatchObject({ status: 3, reply: { error: { code: 'facts-disk-full' } } });
  expect(facts.reply.error?.remedy).toBeTruthy();
  expect(await standing()).toEqual([['committed', 1]]);

  growTinyDisk(join(data, 'facts'), 400);
  expect(await take('big.csv.gz')).toMatchObject({
    status: 0,
    reply: { rowsStored: rows, rowsDuplicate: 0 },
  });
  expect(await standing()).toEqual([
    ['committed', rows],
    ['committed', 1],
  ]);
  expect(await take('big.csv.gz')).toMatchObject({
    status: 0,
    reply: { rowsStored: 0, rowsDuplicate: rows },
  });
}, 600_000);
