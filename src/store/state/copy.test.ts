import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { testState } from '../../testing/state-database.ts';
import { copiedField, copyField, copyRows, readRows } from './copy.ts';
import { withTransaction } from './state-db.ts';

const state = await testState();
const { db } = state;
afterAll(() => state.close());
// The log only grows; here it is a table like any other.
await sql`alter table audit_entries disable trigger user`.execute(db);
beforeEach(() => db.deleteFrom('audit_entries').execute());

const target = {
  table: 'audit_entries',
  columns: ['at', 'recorded_at', 'actor_kind', 'actor_id', 'action', 'after'],
} as const;
const at = new Date('2026-03-02T02:00:00.123Z');

test('every text comes back as it went in, tabs, line ends, backslashes and nulls included', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(awkward)), async texts => {
      await db.deleteFrom('audit_entries').execute();
      const stored = await copyRows(db, target, [texts.map(text => [at, at, 'user', text, 'a', { text }])]);
      expect(stored).toBe(texts.length);
      const rows = await db.selectFrom('audit_entries').selectAll().orderBy('audit_id').execute();
      expect(rows.map(row => row.actor_id)).toEqual(texts);
      expect(rows.map(row => row.after)).toEqual(texts.map(text => ({ text })));
      expect(rows.every(row => row.at.getTime() === at.getTime())).toBe(true);
    }),
    { numRuns: 60 },
  );
});

const awkward = fc
  .array(
    fc.constantFrom('\t', '\n', '\r', '\\', '\\N', '\\.', '张', '"', "'", 'a', '\u{1F600}', '\v', '\b'),
    {
      maxLength: 6,
    },
  )
  .map(parts => parts.join(''));

describe('reading by COPY', () => {
  test('gives what was stored in batches, null apart from the text \\N', async () => {
    const texts = ['a\tb\n\\', '\\N', null, '', '张三'];
    await copyRows(db, target, [texts.map(text => [at, at, 'user', text, 'a', null])]);
    const read: (string | null)[] = [];
    await readRows(db, { table: 'audit_entries', columns: ['actor_id'] }, rows => {
      read.push(...rows.map(row => row[0] ?? null));
    });
    expect(read).toEqual(texts);
  });

  test('reverses writing for every field', () => {
    fc.assert(fc.property(fc.option(awkward), text => copiedField(copyField(text)) === text));
  });
});

describe('a failing COPY', () => {
  test('stores nothing and leaves the connection usable', async () => {
    async function* failing() {
      yield [[at, at, 'user', 'x', 'a', null]];
      throw new RangeError('the source broke');
    }
    await expect(copyRows(db, target, failing())).rejects.toThrow('the source broke');
    await expect(copyRows(db, target, [[['not a time', at, 'user', 'x', 'a', null]]])).rejects.toThrow(
      'timestamp',
    );
    expect(await db.selectFrom('audit_entries').selectAll().execute()).toEqual([]);
  });

  test('belongs to the transaction it is given', async () => {
    const work = withTransaction(db, async trx => {
      await copyRows(trx, target, [[[at, at, 'user', 'x', 'a', null]]]);
      const seen = await trx.selectFrom('audit_entries').selectAll().execute();
      expect(seen).toHaveLength(1);
      throw new RangeError('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await db.selectFrom('audit_entries').selectAll().execute()).toEqual([]);
  });
});

test('bytes, numbers and booleans reach their columns', async () => {
  const id = '0190a5f0-0000-7000-8000-000000000001';
  await copyRows(
    db,
    {
      table: 'users',
      columns: [
        'user_id',
        'email_cipher',
        'key_version',
        'email_index',
        'password_hash',
        'role',
        'locale',
        'created_at',
      ],
    },
    [[[id, Buffer.from([0, 92, 10, 255]), 3, Buffer.from('0f', 'hex'), 'h', 'owner', 'en', at]]],
  );
  const user = await db.selectFrom('users').selectAll().executeTakeFirstOrThrow();
  expect(user.email_cipher).toEqual(Buffer.from([0, 92, 10, 255]));
  expect(user.key_version).toBe(3);
});
