/**
 * Makes a small backup of a simulated shop with the schema of this program, for `tests/fixtures/upgrade`: a later
 * program must still restore and upgrade it. Run once a release, never to mend a test.
 *
 *     node scripts/upgrade-fixture.ts OUT
 */
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInMapping } from '../src/collect/import/built-in-mappings.ts';
import { openShop } from '../src/simulator/shop.ts';
import { runCli } from '../src/testing/cli-process.ts';

const [out = ''] = process.argv.slice(2);
const home = await mkdtemp(join(await realpath(tmpdir()), 'rk-fixture-'));
await chmod(home, 0o711);
const [data, files] = [join(home, 'data'), join(home, 'files')];
await mkdir(files);
const period = {
  startsAt: new Date('2024-09-01T00:00:00+08:00'),
  asOf: new Date('2025-03-01T00:00:00+08:00'),
};
await openShop({ seed: 11, customers: 60, ...period }).writeHistory(files, { encoding: 'utf-8', dirt: true });
for (const kind of ['customers', 'orders']) {
  const mapping = join(files, `${kind}.json`);
  await writeFile(mapping, JSON.stringify(builtInMapping('simulated-shop', kind as 'customers')));
  await runCli(['import', join(files, `${kind}.csv`), '--as', kind, '--mapping', mapping, '--data', data]);
}
await runCli(['user', 'add', 'owner@example.com', '--role', 'owner', '--data', data]);
await runCli(['review', '--as-of', '2025-03-01T00:00:00Z', '--data', data]);
const passphrase = { REKINDLE_BACKUP_PASSPHRASE: 'correct horse battery staple' };
const { reply } = await runCli(['backup', '--out', out, '--data', data], passphrase);
process.stdout.write(`${JSON.stringify(reply)}\n`);
await rm(home, { recursive: true });
