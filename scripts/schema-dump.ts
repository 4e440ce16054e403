/**
 * Writes the committed schema dumps of both stores (`npm run schema:dump`) from databases migrated from nothing; with
 * `--check` it writes nothing and fails when one is stale. Run it after adding a migration.
 */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../src/kernel/log.ts';
import { clusterFactsSchema, dumpFactsSchema } from '../src/store/facts/schema.ts';
import { dumpStateSchema } from '../src/store/state/dump-schema.ts';
import { openState } from '../src/store/state/open-state.ts';
import { freshFacts } from '../src/testing/facts.ts';

async function factsSchema(): Promise<string> {
  const { facts, close } = await freshFacts();
  try {
    return await dumpFactsSchema(facts);
  } finally {
    await close();
  }
}

async function stateSchema(): Promise<string> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'rekindle-schema-'));
  await chmod(dataFolder, 0o711);
  try {
    const { db, close } = await openState({ dataFolder, machineNow: () => new Date(0), log: silentLog });
    return await dumpStateSchema(db).finally(close);
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

const dumps = {
  'state/schema.sql': await stateSchema(),
  'facts/schema.sql': await factsSchema(),
  'facts/cluster-schema.sql': clusterFactsSchema(),
};

const check = process.argv.includes('--check');
for (const [name, text] of Object.entries(dumps)) {
  const path = join(import.meta.dirname, '..', 'src', 'store', name);
  const committed = await readFile(path, 'utf8').catch(() => '');
  if (committed === text) continue;
  process.stdout.write(`src/store/${name} ${check ? 'is stale: run `npm run schema:dump`' : 'written'}\n`);
  if (check) process.exitCode = 1;
  else await writeFile(path, text);
}
