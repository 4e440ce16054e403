import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { testState } from '../../testing/state-database.ts';
import { dumpStateSchema } from './dump-schema.ts';

const state = await testState();
const { db } = state;
afterAll(() => state.close());

test('the committed schema.sql is what the migrations make', async () => {
  const committed = await readFile(join(import.meta.dirname, 'schema.sql'), 'utf8');
  expect(await dumpStateSchema(db), 'run `npm run schema:dump` and commit').toBe(committed);
});

test('every kind of change shows in the dump, and undoing it restores the text', async () => {
  const before = await dumpStateSchema(db);
  const changes: [string, string][] = [
    [
      'alter table settings add column note text not null default $$x$$',
      'alter table settings drop column note',
    ],
    ['create index settings_note on settings ((value ->> $$a$$))', 'drop index settings_note'],
    [
      'alter table settings add constraint odd check (key <> $$$$)',
      'alter table settings drop constraint odd',
    ],
    ['create view odd_view as select key from settings', 'drop view odd_view'],
    [
      'create function odd() returns trigger language plpgsql as $f$ begin return new; end $f$',
      'drop function odd()',
    ],
  ];
  for (const [change, undo] of changes) {
    await sql.raw(change).execute(db);
    expect(await dumpStateSchema(db)).not.toBe(before);
    await sql.raw(undo).execute(db);
    expect(await dumpStateSchema(db)).toBe(before);
  }
});
