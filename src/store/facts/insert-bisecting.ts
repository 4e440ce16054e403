/**
 * Inserting rows of which some may be unreadable: the engine refuses a whole batch for one bad row, so a refused
 * batch is halved until the bad rows stand alone. They come back to the caller, the rest is stored.
 */
import { CodedError } from '../../kernel/errors.ts';
import type { Facts, InsertOptions } from './facts.ts';

export interface BadRow {
  /** Position in the rows given. */
  readonly index: number;
  readonly row: object;
}

const isBadRows = (error: unknown) => error instanceof CodedError && error.code === 'facts-bad-rows';

export interface Batch extends InsertOptions {
  readonly table: string;
  readonly rows: readonly object[];
}

/**
 * Stores every readable row and returns the others, in order. One insert when all are readable; about
 * 2·log2(n) more per bad row. Each part derives its own deduplication token, so a repeat stores nothing twice.
 */
export async function insertBisecting(facts: Facts, batch: Batch): Promise<BadRow[]> {
  const { table, rows, tag, deduplicationToken: token } = batch;
  const insertPart = async (from: number, to: number): Promise<BadRow[]> => {
    const part = token ? { deduplicationToken: `${token}:${from}-${to}` } : {};
    try {
      await facts.insert(table, rows.slice(from, to), { tag, ...part });
      return [];
    } catch (error) {
      if (!isBadRows(error)) throw error;
      if (to - from === 1) return [{ index: from, row: rows[from] ?? {} }];
      const middle = Math.floor((from + to) / 2);
      return [...(await insertPart(from, middle)), ...(await insertPart(middle, to))];
    }
  };
  return rows.length ? insertPart(0, rows.length) : [];
}
