/**
 * Facts in this process: chDB on a folder. Owns the order of opening (a raw session with the server's options
 * first and kept, then the pool), passes parameters by `SET` because the binding serialises parameterised calls
 * over the whole process, and stops the engine by `KILL QUERY … ASYNC` from the kept session.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Session } from 'chdb';
import { conflict, unavailable } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import { engineFailure, insertFailure } from './engine-error.ts';
import type { Facts, FactsOptions, FactsRole, QueryOptions } from './facts.ts';
import { fileTable } from './file-table.ts';
import { folderOwner } from './folder-owner.ts';
import { killOnAbort } from './kill-on-abort.ts';
import { setParameters } from './parameter-text.ts';
import { insertTarget, insertTargetIdent } from './public-tables.ts';
import { sessionPool } from './session-pool.ts';
import type { FactsSql } from './sql.ts';
import { baselineSettings, dressed, statementMark } from './statement.ts';

type Chdb = typeof import('chdb');
type Run<T> = (session: Session, text: string) => Promise<T>;

const baselineArgs = Object.entries(baselineSettings).map(([name, value]) => `--${name}=${value}`);

const serverArgs = (options: FactsOptions, memoryMb: number) => [
  `--max_server_memory_usage=${memoryMb * 1_000_000}`,
  `--mark_cache_size=${(options.markCacheMb ?? 128) * 1_000_000}`,
  '--uncompressed_cache_size=0',
];

/** The first session: takes the folder's lock and fixes the server's options for the life of the process. */
function openFirst(chdb: Chdb, folder: string, args: readonly string[]): Session {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    return new chdb.Session(folder, { connectionArgs: [...args, ...baselineArgs] });
  } catch (cause) {
    const owner = folderOwner(folder);
    if (owner === null) throw unavailable('facts-open-failed', { path: folder, params: { folder }, cause });
    throw conflict('facts-folder-in-use', { path: folder, params: { folder, pid: owner }, cause });
  }
}

function openNext(chdb: Chdb, folder: string): Session {
  const session = new chdb.Session(folder, { connectionArgs: baselineArgs });
  session.query('USE rekindle');
  return session;
}

const parsed = <T>(lines: string): T[] =>
  lines === ''
    ? []
    : lines
        .replace(/\n$/, '')
        .split('\n')
        .map(line => JSON.parse(line) as T);

/** Opens the folder; see `openFacts`. */
export async function openEmbeddedFacts(options: FactsOptions): Promise<Facts> {
  invariant(options.folder, 'embedded facts need a folder');
  const folder = resolve(options.folder);
  const memoryMb = options.maxServerMemoryMb ?? 2048;
  const stagingFolder = resolve(options.stagingFolder ?? join(dirname(folder), 'staging'));
  const chdb = await import('chdb');
  const control = openFirst(chdb, folder, serverArgs(options, memoryMb));
  control.query('CREATE DATABASE IF NOT EXISTS rekindle ENGINE = Atomic');
  control.query('USE rekindle');
  const pool = sessionPool(() => openNext(chdb, folder));
  const kill = async (order: string) => void (await control.queryAsync(order));

  /** Runs on a leased session; an abort is passed on to the engine until the statement has really ended. */
  async function leased<T>(sql: FactsSql, opts: QueryOptions, run: Run<T>): Promise<T> {
    const role = opts.role ?? 'interactive';
    const session = await pool.lease(role, opts.signal);
    const mark = statementMark(opts.tag);
    const stop = killOnAbort(kill, mark, opts.signal);
    try {
      const set = setParameters(sql.params);
      if (set) await session.queryAsync(set);
      if (opts.signal?.aborted) throw unavailable('facts-canceled', { params: { tag: opts.tag } });
      return await run(session, dressed(mark, sql.sql, opts, memoryMb));
    } finally {
      stop();
      pool.release(role, session);
    }
  }

  const failing = async <T>(tag: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw engineFailure(error, tag);
    }
  };

  return {
    mode: 'embedded',
    cluster: null,
    stagingFolder,
    query: (sql, opts) =>
      failing(
        opts.tag,
        leased(sql, opts, async (session, text) =>
          parsed((await session.queryAsync(text, { format: 'JSONEachRow' })).text()),
        ),
      ),
    command: (sql, opts) =>
      failing(
        opts.tag,
        leased(sql, opts, async (session, text) => void (await session.queryAsync(text))),
      ),
    async *stream<T>(sql: FactsSql, opts: QueryOptions) {
      const role: FactsRole = opts.role ?? 'batch';
      const session = await pool.lease(role, opts.signal);
      const mark = statementMark(opts.tag);
      const stop = killOnAbort(kill, mark, opts.signal);
      try {
        const set = setParameters(sql.params);
        if (set) await session.queryAsync(set);
        const text = dressed(mark, sql.sql, { ...opts, role }, memoryMb);
        for await (const chunk of session.queryStream(text, { format: 'JSONEachRow' })) yield chunk.rows<T>();
      } catch (error) {
        throw engineFailure(error, opts.tag);
      } finally {
        stop();
        pool.release(role, session);
      }
    },
    async insert(table, rows, opts) {
      if (rows.length === 0) return;
      const target = insertTarget(table, null);
      const session = await pool.lease('ingest');
      try {
        const values = Buffer.from(`${rows.map(row => JSON.stringify(row)).join('\n')}\n`);
        const token = opts.deduplicationToken;
        const settings = { log_comment: opts.tag, ...(token ? { insert_deduplication_token: token } : {}) };
        await session.insert({ table: target, values, format: 'JSONEachRow', settings });
      } catch (error) {
        throw insertFailure(error, opts.tag);
      } finally {
        pool.release('ingest', session);
      }
    },
    target: table => insertTargetIdent(table, null),
    fileTable: file => fileTable(file, stagingFolder),
    purgeMemory: async () => void (await control.queryAsync('SYSTEM JEMALLOC PURGE')),
    async close() {
      for (const session of await pool.drain()) session.close();
      control.close();
      await chdb.drainPending();
    },
  };
}
