/**
 * Facts on ClickHouse servers (`CLICKHOUSE_URL`, `CLICKHOUSE_CLUSTER`), through the HTTP client. Values go as
 * `query_params`; over HTTP every request carries its own settings, so nothing leaks between statements. Tested
 * against the embedded engine behind HTTP; not yet run on a cluster.
 */
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { unavailable } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import { engineCode, engineFailure, insertFailure } from './engine-error.ts';
import type { Facts, FactsOptions, QueryOptions } from './facts.ts';
import { killOnAbort } from './kill-on-abort.ts';
import { insertTarget, insertTargetIdent } from './public-tables.ts';
import type { FactsSql } from './sql.ts';
import { baselineSettings, dressed, statementMark } from './statement.ts';

/** `final` because a Distributed table cannot say FINAL itself; inserts are durable on the shards when acknowledged. */
const clusterSettings: Readonly<Record<string, string>> = {
  final: '1',
  distributed_foreground_insert: '1',
  parallel_distributed_insert_select: '2',
};

/** A statement may take as long as its role allows; the engine's own limit ends it, not the socket. */
const requestTimeoutMs = 4 * 3_600_000;

const valuesOf = (sql: FactsSql) =>
  Object.fromEntries(Object.entries(sql.params).map(([name, param]) => [name, param.value]));

/** Neither an engine's code nor one of ours: the connection itself failed. */
const serverFailure = (error: unknown, tag: string) => {
  const failure = engineFailure(error, tag);
  if (engineCode(error) !== null) return failure;
  return unavailable('facts-unreachable', { params: { tag }, cause: error });
};

function clientOf(options: FactsOptions, cluster: string | null): ClickHouseClient {
  return createClient({
    url: options.url,
    request_timeout: requestTimeoutMs,
    compression: { request: true, response: true },
    clickhouse_settings: { ...baselineSettings, ...(cluster ? clusterSettings : {}) },
  });
}

/** Connects; see `openFacts`. Throws `facts-unreachable` when no server answers. */
export async function openServerFacts(options: FactsOptions): Promise<Facts> {
  const cluster = options.cluster ?? null;
  const memoryMb = options.maxServerMemoryMb ?? 8192;
  invariant(options.stagingFolder, 'server mode needs a staging folder');
  const client = clientOf(options, cluster);
  const reached = await client.ping({ select: true });
  if (!reached.success) throw unavailable('facts-unreachable', { cause: reached.error });
  const kill = async (order: string) => void (await client.command({ query: order }));

  const marked = async <T>(opts: QueryOptions, send: (mark: string) => Promise<T>): Promise<T> => {
    const mark = statementMark(opts.tag);
    const stop = killOnAbort(kill, mark, opts.signal);
    try {
      return await send(mark);
    } catch (error) {
      throw serverFailure(error, opts.tag);
    } finally {
      stop();
    }
  };
  const request = (mark: string, sql: FactsSql, opts: QueryOptions) => ({
    query: dressed(mark, sql.sql, opts, memoryMb),
    query_params: valuesOf(sql),
  });

  return {
    mode: 'server',
    cluster,
    stagingFolder: options.stagingFolder,
    query: <T>(sql: FactsSql, opts: QueryOptions) =>
      marked(opts, async mark => {
        const answer = await client.query({ ...request(mark, sql, opts), format: 'JSONEachRow' });
        return await answer.json<T>();
      }),
    command: (sql, opts) => marked(opts, async mark => void (await client.command(request(mark, sql, opts)))),
    async *stream<T>(sql: FactsSql, opts: QueryOptions) {
      const batchOptions: QueryOptions = { role: 'batch', ...opts };
      const mark = statementMark(opts.tag);
      const stop = killOnAbort(kill, mark, opts.signal);
      try {
        const answer = await client.query({ ...request(mark, sql, batchOptions), format: 'JSONEachRow' });
        for await (const rows of answer.stream<T>()) yield rows.map(row => row.json<T>());
      } catch (error) {
        throw serverFailure(error, opts.tag);
      } finally {
        stop();
      }
    },
    async insert(table, rows, opts) {
      if (rows.length === 0) return;
      const token = opts.deduplicationToken;
      const settings = token ? { insert_deduplication_token: token } : {};
      try {
        const target = insertTarget(table, cluster);
        await client.insert({
          table: target,
          values: rows,
          format: 'JSONEachRow',
          clickhouse_settings: settings,
        });
      } catch (error) {
        throw engineCode(error) === null ? serverFailure(error, opts.tag) : insertFailure(error, opts.tag);
      }
    },
    target: table => insertTargetIdent(table, cluster),
    fileTable() {
      throw unavailable('facts-file-needs-embedded');
    },
    purgeMemory: async () => {},
    close: () => client.close(),
  };
}
