/**
 * Records and the keys that name them as columns of numbers, so that a million records fit into a few dozen megabytes.
 * Numbers follow the order of the ids they stand for, and so break ties the same way in every run.
 */
import { type KindRules, kindAt, kindIndex } from './key-kinds.ts';

/** One row says: this record was named by this key. */
export interface KeyRows {
  readonly record: Uint32Array;
  readonly key: Uint32Array;
  /** See `trust`. */
  readonly trust: Uint8Array;
  /** When it was first said, milliseconds. */
  readonly seenAt: Float64Array;
}

/** A person's word about two records: `same` holds against every rule, `apart` against every key. */
export interface Ruling {
  readonly kind: 'same' | 'apart';
  readonly left: number;
  readonly right: number;
}

export interface KeyTable {
  /** Number of records; they are 0 to records − 1. */
  readonly records: number;
  /** Priority of the identifier each record goes by. */
  readonly priority: Uint8Array;
  /** When each record was first seen, milliseconds. */
  readonly since: Float64Array;
  /** What each kind may do. */
  readonly kinds: KindRules;
  /** Kind of each key, an index of `kinds`. */
  readonly kindOfKey: Uint8Array;
  readonly rows: KeyRows;
  /** Keys that somebody lets join in spite of how many people share them. */
  readonly enabled: ReadonlySet<number>;
  /** Newest first: of two that contradict each other the newer holds. */
  readonly rulings: readonly Ruling[];
}

/** The rows of each key, as one array and where each key's part begins. */
export interface Grouped {
  readonly order: Uint32Array;
  readonly start: Uint32Array;
}

/** Rows by key, by counting: linear. Within a key the order of the rows is kept. */
export function rowsByKey({ kindOfKey, rows }: KeyTable): Grouped {
  const start = new Uint32Array(kindOfKey.length + 1);
  for (const key of rows.key) start[key + 1] = (start[key + 1] as number) + 1;
  for (let key = 0; key < kindOfKey.length; key += 1)
    start[key + 1] = (start[key + 1] as number) + (start[key] as number);
  const next = start.slice();
  const order = new Uint32Array(rows.key.length);
  for (const [row, key] of rows.key.entries()) {
    const place = next[key] as number;
    order[place] = row;
    next[key] = place + 1;
  }
  return { order, start };
}

const absent = 0xffffffff;

/**
 * For each record its newest key of the kinds that match (ties: the smaller key), or 2^32 − 1: the name it goes by, the
 * exclusive number it has.
 */
export function newestKey(
  { records, kindOfKey, rows }: KeyTable,
  matches: (kind: number) => boolean,
): Uint32Array {
  const newest = new Uint32Array(records).fill(absent);
  const at = new Float64Array(records);
  for (const [row, key] of rows.key.entries()) {
    if (!matches(kindOfKey[key] as number)) continue;
    const record = rows.record[row] as number;
    const seen = rows.seenAt[row] as number;
    const best = newest[record] as number;
    const isNewer = best === absent || seen > (at[record] as number);
    if (isNewer || (seen === at[record] && key < best)) {
      newest[record] = key;
      at[record] = seen;
    }
  }
  return newest;
}

/** Whether a number of `newestKey` stands for nothing. */
export const isAbsent = (key: number): boolean => key === absent;

const guard = kindIndex('name');
export const isGuard = (kind: number): boolean => kind === guard;
export const isExclusive = ({ kinds }: KeyTable, kind: number): boolean => kindAt(kinds, kind).exclusive;
