/**
 * Writes the committed schema dumps (`npm run schema:dump`). Run it after adding a migration; a test of each store
 * fails while a dump is stale.
 */
import { writeFileSync } from 'node:fs';
import { clusterFactsSchema, dumpFactsSchema } from '../src/store/facts/schema.ts';
import { freshFacts } from '../src/testing/facts.ts';

const write = (path: string, text: string) => {
  writeFileSync(new URL(`../src/store/${path}`, import.meta.url), text);
  process.stdout.write(`src/store/${path}\n`);
};

const fresh = await freshFacts();
write('facts/schema.sql', await dumpFactsSchema(fresh.facts));
write('facts/schema.cluster.sql', clusterFactsSchema());
await fresh.close();
