/**
 * Facts on ClickHouse servers (`CLICKHOUSE_URL`, `CLICKHOUSE_CLUSTER`), through the HTTP client. Values go as
 * `query_params`, settings in each statement's own clause as embedded. Tested against the embedded engine behind
 * HTTP; not yet run on a cluster.
 */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { unavailable } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import { engineCode, engineFailure, insertFailure } from './engine-error.ts';
import type { Facts, FactsOptions, InsertOptions, QueryOptions } from './facts.ts';
import { killOnAbort } from './kill-on-abort.ts';
import { insertTarget, insertTargetIdent } from './public-tables.ts';
import type { FactsIdent, FactsSql } from './sql.ts';
import { baselineSettings, dressed, settingsClause, statementMark } from './statement.ts';

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

const clientOf = (url: string): ClickHouseClient =>
  createClient({
    url,
    request_timeout: requestTimeoutMs,
    compression: { request: true, response: true },
    // The client's own log repeats the engine's messages, which quote data.
    log: { level: ClickHouseLogLevel.OFF },
  });

async function* linesOf(rows: readonly object[]) {
  for (const row of rows)
    yield `${JSON.stringify(row)}
`;
}

class ServerFacts implements Facts {
  readonly mode = 'server';
  readonly cluster: string | null;
  readonly stagingFolder: string;
  readonly #client: ClickHouseClient;
  readonly #memoryMb: number;
  readonly #settings: Readonly<Record<string, string>>;

  constructor(parts: {
    client: ClickHouseClient;
    cluster: string | null;
    stagingFolder: string;
    memoryMb: number;
  }) {
    this.#client = parts.client;
    this.#memoryMb = parts.memoryMb;
    this.cluster = parts.cluster;
    this.stagingFolder = parts.stagingFolder;
    this.#settings = { ...baselineSettings, ...(parts.cluster ? clusterSettings : {}) };
  }

  #begin(sql: FactsSql, options: QueryOptions) {
    const mark = statementMark(options.tag);
    const kill = async (order: string) => void (await this.#client.command({ query: order }));
    return {
      request: {
        query: dressed({
          mark,
          sql: sql.sql,
          options,
          serverMemoryMb: this.#memoryMb,
          settings: this.#settings,
        }),
        query_params: valuesOf(sql),
      },
      stop: killOnAbort(kill, mark, options.signal),
    };
  }

  async query<T>(sql: FactsSql, options: QueryOptions): Promise<T[]> {
    const { request, stop } = this.#begin(sql, options);
    try {
      const answer = await this.#client.query({ ...request, format: 'JSONEachRow' });
      return await answer.json<T>();
    } catch (error) {
      throw serverFailure(error, options.tag);
    } finally {
      stop();
    }
  }

  async command(sql: FactsSql, options: QueryOptions): Promise<void> {
    const { request, stop } = this.#begin(sql, options);
    try {
      await this.#client.command(request);
    } catch (error) {
      throw serverFailure(error, options.tag);
    } finally {
      stop();
    }
  }

  async *stream<T>(sql: FactsSql, options: QueryOptions): AsyncIterable<T[]> {
    const { request, stop } = this.#begin(sql, { role: 'batch', ...options });
    try {
      const answer = await this.#client.query({ ...request, format: 'JSONEachRow' });
      for await (const rows of answer.stream<T>()) yield rows.map(row => row.json<T>());
    } catch (error) {
      throw serverFailure(error, options.tag);
    } finally {
      stop();
    }
  }

  async insert(table: string, rows: readonly object[], options: InsertOptions): Promise<void> {
    if (rows.length === 0) return;
    const token = options.deduplicationToken;
    const settings = settingsClause({
      ...this.#settings,
      log_comment: options.tag,
      ...(token ? { insert_deduplication_token: token } : {}),
    });
    try {
      const { stream } = await this.#client.exec({
        query: `INSERT INTO ${insertTarget(table, this.cluster)}${settings} FORMAT JSONEachRow`,
        values: Readable.from(linesOf(rows), { objectMode: false }),
      });
      stream.resume();
      await finished(stream);
    } catch (error) {
      throw engineCode(error) === null
        ? serverFailure(error, options.tag)
        : insertFailure(error, options.tag);
    }
  }

  target(table: string): FactsIdent {
    return insertTargetIdent(table, this.cluster);
  }

  fileTable(): FactsSql {
    throw unavailable('facts-file-needs-embedded');
  }

  async backup(): Promise<void> {
    throw unavailable('facts-backup-needs-embedded');
  }

  async restore(): Promise<void> {
    throw unavailable('facts-backup-needs-embedded');
  }

  async purgeMemory(): Promise<void> {}

  close(): Promise<void> {
    return this.#client.close();
  }
}

/** Connects; see `openFacts`. Throws `facts-unreachable` when no server answers. */
export async function openServerFacts(options: FactsOptions): Promise<Facts> {
  const { cluster = null, stagingFolder, maxServerMemoryMb: memoryMb = 8192 } = options;
  invariant(options.url && stagingFolder, 'server mode needs an address and a staging folder');
  const client = clientOf(options.url);
  const reached = await client.ping({ select: true });
  if (!reached.success) {
    await client.close();
    throw unavailable('facts-unreachable', { cause: reached.error });
  }
  return new ServerFacts({ client, cluster, stagingFolder, memoryMb });
}
