import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PullSourceRequest, pullSourceKinds } from '../../records/pull.ts';
import {
  loopback,
  type PulledDatabase,
  pulledDatabase,
  pulledServers,
} from '../../testing/pulled-database.ts';
import { addressOf } from './called-host.store.ts';
import { openMysql } from './mysql-session.store.ts';
import { openPostgres } from './postgres-session.store.ts';
import { requireSelect, sampleAsk } from './pull-statement.ts';
import type { SourceSession } from './source-session.ts';

async function open(request: PullSourceRequest, change: Partial<PullSourceRequest> = {}) {
  const source = { ...request, ...change, port: change.port ?? request.port ?? 0 };
  const address = await addressOf(source.host, loopback);
  return (source.kind === 'mysql' ? openMysql : openPostgres)(source, address);
}

describe.each(pullSourceKinds)('a session at %s', kind => {
  describe.skipIf(!pulledServers[kind])('of a real server', () => {
    let database: PulledDatabase;
    let session: SourceSession;
    beforeAll(async () => {
      database = await pulledDatabase(kind);
      await database.run(
        kind === 'mysql'
          ? `create table goods (id bigint unsigned primary key, price decimal(30,10), at timestamp(6) null, local datetime,
               yes tinyint(1), said text, extra json)`
          : `create table goods (id numeric(20), price numeric(30,10), at timestamptz, local timestamp, yes boolean, said text,
               extra jsonb)`,
      );
      await database.run(`insert into goods values (18446744073709551615, 12345678901234567890.0123456789,
        '2026-03-01 10:00:00.123456', '2026-03-01 10:00:00', true, '客，"户" \n x', '{"a": 1}')`);
      session = await open(database.request);
    });
    afterAll(async () => {
      await session?.close();
      await database?.close();
    });
    const read = (statement: string) => {
      const ask = sampleAsk(kind, { table: null, statement }, 10);
      return session.read(ask.text, ask.values);
    };

    test('gives every value as the text it is', async () => {
      const { rows } = await read('select id, price, at, local, yes, said from goods');
      expect(rows).toEqual([
        [
          '18446744073709551615',
          '12345678901234567890.0123456789',
          '2026-03-01 10:00:00.123456Z',
          '2026-03-01 10:00:00',
          kind === 'mysql' ? '1' : 'true',
          '客，"户" \n x',
        ],
      ]);
      expect(session.version).toMatch(kind === 'mysql' ? /^(MariaDB|MySQL) / : /^PostgreSQL /);
    });

    test('changes nothing, even where the account could', async () => {
      const writes =
        kind === 'mysql'
          ? 'insert into goods (id) values (1)'
          : 'with made as (insert into goods (id) values (1) returning id) select id from made';
      await expect(session.read(writes)).rejects.toMatchObject({ code: 'pull-statement-writes' });
      await expect(session.read('select 1; select 2', kind === 'mysql' ? [] : ['x'])).rejects.toMatchObject({
        code: 'pull-statement-wrong',
      });
      expect((await read('select id from goods')).rows).toHaveLength(1);
    });

    test('says what is wrong by a code and quotes nothing', async () => {
      await expect(read('select id from no_such_table')).rejects.toMatchObject({
        code: 'pull-table-unknown',
      });
      await expect(read('select no_such_column from goods')).rejects.toMatchObject({
        code: 'pull-column-wrong',
      });
      await expect(read('select id from from goods')).rejects.toMatchObject({ code: 'pull-statement-wrong' });
      await expect(open(database.request, { port: 1 })).rejects.toMatchObject({
        code: 'pull-source-unreachable',
      });
      await expect(open(database.request, { database: 'no_such_database' })).rejects.toMatchObject({
        code: expect.stringMatching(/^pull-(database-unknown|login-refused)$/),
      });
      await expect(open(database.request, { tls: 'verify' })).rejects.toMatchObject({
        code: 'pull-tls-failed',
      });
      const refused = await open(database.request, { user: 'nobody-here', password: 'a-wrong-word' }).catch(
        (cause: unknown) => cause,
      );
      expect(refused).toMatchObject({ code: 'pull-login-refused' });
      expect(JSON.stringify(refused)).not.toContain('a-wrong-word');
    });
  });
});

describe('an own SELECT', () => {
  test.each([
    'select 1; drop table x',
    'select 1) as pulled; select (2',
    'select 1) as a, (select 2',
    'select 1 -- ',
    'select /* ',
    "select 'a\\' , '",
    'delete from x',
    'select $$ ) $$',
    "select '",
  ])('%s is refused', statement => {
    expect(() => requireSelect('postgresql', statement)).toThrow('pull-statement-refused');
  });

  test('stands as it is otherwise', () => {
    const statement = "with a as (select ')' as x, \"(\" from t) select * from a where y #> '{b}' is null";
    expect(requireSelect('postgresql', `${statement};`)).toBe(statement);
    expect(() => requireSelect('mysql', statement)).toThrow('pull-statement-refused');
  });
});
