/**
 * A database of its own on a real server to pull from: PostgreSQL of `REKINDLE_TEST_DATABASE_URL`, MariaDB of
 * `REKINDLE_TEST_MYSQL_URL`. Gone after the test.
 */
import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import type { PullSourceKind, PullSourceRequest } from '../records/pull.ts';

export const pulledServers: Readonly<Record<PullSourceKind, string | undefined>> = {
  postgresql: process.env['REKINDLE_TEST_DATABASE_URL'],
  mysql: process.env['REKINDLE_TEST_MYSQL_URL'],
};

/** What a test's context allows to be called. */
export const loopback = ['127.0.0.0/8'];

export interface PulledDatabase {
  readonly request: PullSourceRequest;
  run(statement: string): Promise<void>;
  /** Rows of a SELECT, each value as its driver gives it. */
  rows<T>(statement: string): Promise<T[]>;
  close(): Promise<void>;
}

type Admin = { run: (statement: string) => Promise<unknown[]>; end: () => Promise<unknown> };

async function adminOf(kind: PullSourceKind, url: string): Promise<Admin> {
  if (kind === 'mysql') {
    const connection = await createConnection({ uri: url, multipleStatements: true, timezone: 'Z' });
    return {
      run: async statement => (await connection.query(statement))[0] as unknown[],
      end: () => connection.end(),
    };
  }
  const client = new pg.Client(url);
  await client.connect();
  return { run: async statement => (await client.query(statement)).rows, end: () => client.end() };
}

/** Makes an empty database. Only where the server's variable is set. */
export async function pulledDatabase(kind: PullSourceKind): Promise<PulledDatabase> {
  const server = new URL(pulledServers[kind] ?? '');
  const database = `pulled_${randomBytes(5).toString('hex')}`;
  const whole = await adminOf(kind, server.href);
  await whole.run(`create database ${database}${kind === 'mysql' ? ' character set utf8mb4' : ''}`);
  const own = new URL(server);
  own.pathname = `/${database}`;
  const admin = await adminOf(kind, own.href);
  return {
    request: {
      name: database,
      kind,
      host: server.hostname,
      port: Number(server.port),
      database,
      user: decodeURIComponent(server.username),
      password: decodeURIComponent(server.password),
      tls: 'off',
      authority: null,
    },
    run: async statement => void (await admin.run(statement)),
    rows: async <T>(statement: string) => (await admin.run(statement)) as T[],
    async close() {
      await admin.end();
      await whole.run(`drop database ${database}${kind === 'mysql' ? '' : ' with (force)'}`);
      await whole.end();
    },
  };
}
