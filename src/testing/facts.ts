/** A facts store of one's own per test file: migrated once per schema into a template folder, then copied. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '../kernel/errors.ts';
import { openEmbeddedFacts } from '../store/facts/embedded.ts';
import type { Facts, FactsOptions } from '../store/facts/facts.ts';
import { factsMigrations, migrateFacts } from '../store/facts/migrations.ts';
import { renderFactsDdl } from '../store/facts/render-ddl.ts';
import { compileOf } from '../store/open-stores.ts';
import { timed } from './leaks.ts';
import { searchFolders } from './search-folder.ts';
import { searchFacts } from './search-stores.ts';

const testRoot = join(tmpdir(), 'rekindle-tests');

/** The migrated template; its name is the hash of the rendered migrations, so a change builds another. */
async function templateFolder(): Promise<string> {
  const ddl = factsMigrations().flatMap(each => renderFactsDdl(each.text, null));
  const name = `facts-template-${createHash('sha256').update(ddl.join(';')).digest('hex').slice(0, 16)}`;
  const template = join(testRoot, name);
  if (existsSync(template)) return template;
  mkdirSync(testRoot, { recursive: true });
  const building = mkdtempSync(join(testRoot, 'facts-building-'));
  const facts = await openEmbeddedFacts({ folder: join(building, 'facts') });
  await migrateFacts(facts, { applied: [], record: async () => {} });
  await facts.close();
  try {
    renameSync(join(building, 'facts'), template);
  } catch (error) {
    // Another test file finished the same template first; its copy is as good as ours.
    if (!existsSync(template)) throw error;
  }
  rmSync(building, { recursive: true, force: true });
  return template;
}

export interface FreshFacts {
  readonly facts: Facts;
  /** The data folder: `facts/` and `staging/` lie in it. */
  readonly home: string;
  /** Searches the store and the folder for contact data, closes and removes the folder. */
  close(): Promise<void>;
}

/** Of a store its test has closed only the folder is left to search. */
function closedByTest(cause: unknown): void {
  if (!(cause instanceof CodedError && cause.code === 'facts-closed')) throw cause;
}

/** An empty, migrated facts store (0.2 s). One process holds one folder: close it before opening another. */
export async function freshFacts(options: Omit<FactsOptions, 'folder' | 'url'> = {}): Promise<FreshFacts> {
  const template = await templateFolder();
  const home = mkdtempSync(join(testRoot, 'facts-'));
  cpSync(template, join(home, 'facts'), { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(home, 'staging'));
  const facts = await openEmbeddedFacts({
    compile: compileOf(process.env),
    ...options,
    folder: join(home, 'facts'),
  });
  return {
    facts,
    home,
    async close() {
      await timed(() => searchFacts(facts)).catch(closedByTest);
      await facts.close();
      await searchFolders(home, home);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
