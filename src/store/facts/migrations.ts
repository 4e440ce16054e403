/**
 * Facts migrations: numbered `.sql` files of idempotent steps, rendered for one node or a cluster. The engine has
 * no transactions, so what was applied is recorded by the caller in state, after the last step of a file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { conflict } from '../../kernel/errors.ts';
import type { Facts } from './facts.ts';
import { renderFactsDdl } from './render-ddl.ts';
import { sqlFromFile } from './sql.ts';

export interface FactsMigration {
  readonly name: string;
  readonly text: string;
}

const ownFolder = new URL('./migrations/', import.meta.url);

/** The migrations of this release in order, `0001_logs` first. */
export function factsMigrations(folder: URL = ownFolder): FactsMigration[] {
  return readdirSync(folder)
    .filter(name => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map(name => ({ name: name.replace(/\.sql$/, ''), text: readFileSync(new URL(name, folder), 'utf8') }));
}

export interface FactsMigrationLedger {
  /** Names already applied, from state. */
  readonly applied: readonly string[];
  /** Called once per newly applied file. */
  readonly record: (name: string) => Promise<void>;
}

/**
 * Brings the tables up to this release and returns what it applied. Safe to repeat after a crash at any point.
 * Throws `facts-newer-than-program` when the ledger knows a migration this release does not.
 */
export async function migrateFacts(
  facts: Facts,
  ledger: FactsMigrationLedger,
  migrations: readonly FactsMigration[] = factsMigrations(),
): Promise<string[]> {
  const known = new Set(migrations.map(each => each.name));
  const unknown = ledger.applied.find(name => !known.has(name));
  if (unknown) throw conflict('facts-newer-than-program', { params: { migration: unknown } });
  const pending = migrations.filter(each => !ledger.applied.includes(each.name));
  for (const { name, text } of pending) {
    for (const step of renderFactsDdl(text, facts.cluster)) {
      await facts.command(sqlFromFile(step), { tag: `migrate.${name.replaceAll('_', '-')}`, role: 'ingest' });
    }
    await ledger.record(name);
  }
  return pending.map(each => each.name);
}
