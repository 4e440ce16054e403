/**
 * The facts store: one asynchronous boundary in front of ClickHouse, embedded (chDB in a folder) or on servers
 * (`CLICKHOUSE_URL`). Everything surprising about the engine is hidden behind this interface.
 */

import type { FileTable } from './file-table.ts';
import type { FactsIdent, FactsSql } from './sql.ts';

/** Who is waiting: a person (`interactive`), a job (`batch`) or a writer (`ingest`). Each has its own sessions. */
export type FactsRole = 'interactive' | 'batch' | 'ingest';

export interface QueryOptions {
  /** Names the query in the engine's process list, in logs and for cancelling: `[a-z0-9.:-]`, no values. */
  readonly tag: string;
  readonly role?: FactsRole;
  /** Refused with `facts-memory-exceeded` beyond this; default by role. */
  readonly maxMemoryMb?: number;
  /** Refused with `facts-timeout` beyond this; default by role. */
  readonly timeoutSeconds?: number;
  /** Conditions the engine adds to tables wherever they are read, in its own text; only `narrowedFacts` writes them. */
  readonly rowFilters?: string;
  /** Stops the engine, not only the wait; the call then fails with `facts-canceled`. */
  readonly signal?: AbortSignal;
}

export interface InsertOptions {
  readonly tag: string;
  /** A second insert with the same token into the same table stores nothing. */
  readonly deduplicationToken?: string;
}

export interface Facts {
  readonly mode: 'embedded' | 'server';
  /** Name of the cluster tables are rendered for, null on a single node. */
  readonly cluster: string | null;
  /** All rows. 64-bit integers and Decimals come as strings, DateTime64 as `YYYY-MM-DD hh:mm:ss.mmm` in UTC. */
  query<T>(sql: FactsSql, options: QueryOptions): Promise<T[]>;
  /** The rows in batches of the engine's blocks, with memory bounded by one batch. */
  stream<T>(sql: FactsSql, options: QueryOptions): AsyncIterable<T[]>;
  /** A statement without a result: `INSERT … SELECT`, `ALTER`, `CREATE`, `OPTIMIZE`. */
  command(sql: FactsSql, options: QueryOptions): Promise<void>;
  /**
   * Rows into a table of the facts model, by its public name. Dates may be `Date` or either ISO form. All or
   * nothing: one unreadable row refuses the batch with `facts-bad-rows` (see `insertBisecting`).
   */
  insert(table: string, rows: readonly object[], options: InsertOptions): Promise<void>;
  /** Where `INSERT INTO … SELECT` writes rows of a public table: `x_local`, or the Distributed `x` in a cluster. */
  target(table: string): FactsIdent;
  /** The only way to read a file: below the staging folder, all columns as String. */
  fileTable(file: FileTable): FactsSql;
  /** Where files for `fileTable` must lie. */
  readonly stagingFolder: string;
  /**
   * Writes all tables as one tar file at an absolute path that does not exist yet, while others go on reading and
   * writing (5M rows of two columns 0.3 s). Each table is as of one moment; the caller holds still what must fit
   * together. Embedded only: `facts-backup-needs-embedded`.
   */
  backup(file: string): Promise<void>;
  /** Brings back what `backup` wrote, into a store without tables. Throws `facts-restore-failed`. */
  restore(file: string): Promise<void>;
  /** Gives freed memory back to the system; call after big jobs (STACK: 1,035 to 292 MB). */
  purgeMemory(): Promise<void>;
  /** Waits for running statements, then releases the folder or the connections. */
  close(): Promise<void>;
}

export interface FactsOptions {
  /** Embedded: the folder that holds the tables; created when absent. */
  readonly folder?: string;
  /** Server: `http(s)://user:password@host:8123/database`. Wins over `folder`. */
  readonly url?: string;
  readonly cluster?: string;
  /** Files to import lie here; default `<folder>/../staging`. */
  readonly stagingFolder?: string;
  /** Embedded: cap of the whole engine, default 2048. */
  readonly maxServerMemoryMb?: number;
  /** Embedded: cache of index marks, default 128 (the engine's own default is 5 GB). */
  readonly markCacheMb?: number;
  /** Embedded: whether the engine compiles expressions it meets again to machine code; default true. */
  readonly compile?: boolean;
}
