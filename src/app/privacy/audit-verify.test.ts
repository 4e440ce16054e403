/** Tampers with a sealed log as somebody with the database's password would, and looks for the entry by name. */
import { verify } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkpointFile } from '../../store/audit-checkpoints.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type ChainRow, chainStart, entryHash } from '../../store/state/audit-chain.ts';
import { loadChain, sealAll, sealEntries } from '../../store/state/audit-seal.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { testStores } from '../../testing/stores.ts';
import { writeCheckpoint } from './audit-checkpoint.ts';
import { verifyAudit } from './audit-verify.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const path = join(ctx.auditFolder, checkpointFile);
const write = async (count: number) => {
  for (let n = 0; n < count; n += 1)
    await withTransaction(ctx.pg, trx =>
      saveAudit(trx, ctx, { action: 'settings.change', target: `settings:${n}`, after: { n, share: 0.1 } }),
    );
};
/** What only somebody past the program can do. */
const tamper = (...statements: RawBuilder<unknown>[]) =>
  ctx.pg.connection().execute(async db => {
    await sql`set session_replication_role = replica`.execute(db);
    for (const statement of statements) await statement.execute(db);
    await sql`set session_replication_role = origin`.execute(db);
  });
const found = async () =>
  (await verifyAudit(ctx)).findings.map(({ kind, sealNo, lastSealNo, was }) =>
    was === null ? [kind, sealNo, lastSealNo] : [kind, sealNo, lastSealNo, was],
  );
/** The log rewritten from a place on with every hash right. */
const rechain = async (from: number) => {
  let previous: Buffer = chainStart;
  for (const row of await loadChain(ctx.pg, 0, 1000)) {
    previous = row.sealNo < from ? row.hash : entryHash(previous, row as ChainRow);
    await tamper(sql`update audit_entries set hash = ${previous} where seal_no = ${row.sealNo}`);
  }
};

beforeEach(async () => {
  await tamper(
    sql`truncate audit_entries restart identity`,
    sql`delete from settings where key = 'auditCheckpoint'`,
  );
  await write(12);
  await sealAll(ctx);
});
afterEach(() => rm(path, { force: true }));

describe('the sealer', () => {
  test('puts entries in one chain without gaps, however many seal at once', async () => {
    await write(20);
    const sealed = await Promise.all(Array.from({ length: 6 }, () => sealEntries(ctx)));
    await sealAll(ctx);
    expect(sealed.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(20);
    expect((await loadChain(ctx.pg, 0, 100)).map(row => row.sealNo)).toEqual(
      Array.from({ length: 32 }, (_, n) => n + 1),
    );
    expect(await verifyAudit(ctx)).toMatchObject({ intact: true, sealed: 32, unsealed: 0 });
  });

  test('leaves what waits to the next second and says how much', async () => {
    await write(3);
    expect(await verifyAudit(ctx)).toMatchObject({ intact: true, sealed: 12, unsealed: 3 });
  });

  test('cannot be undone by the program', async () => {
    await expect(sql`update audit_entries set seal_no = null, hash = null`.execute(ctx.pg)).rejects.toThrow();
    await expect(sql`update audit_entries set seal_no = seal_no + 100`.execute(ctx.pg)).rejects.toThrow();
  });
});

describe('tampering inside the database', () => {
  test.each([
    ['actor', sql`update audit_entries set actor_id = 'somebody else' where seal_no = 5`],
    ['action', sql`update audit_entries set action = 'session.open' where seal_no = 5`],
    ['value', sql`update audit_entries set after = '{"n": 4, "share": 0.10}' where seal_no = 5`],
    [
      'time by a microsecond',
      sql`update audit_entries set at = at + interval '1 microsecond' where seal_no = 5`,
    ],
    ['address', sql`update audit_entries set address = '10.0.0.1' where seal_no = 5`],
    ['id', sql`update audit_entries set audit_id = 500 where seal_no = 5`],
    ['hash', sql`update audit_entries set hash = sha256('x') where seal_no = 5`],
  ])('an edited %s is named, and nobody else', async (_, statement) => {
    await tamper(statement);
    const { findings, intact } = await verifyAudit(ctx);
    expect(intact).toBe(false);
    expect(findings.map(({ kind, sealNo, target }) => [kind, sealNo, target])).toEqual([
      ['edited', 5, 'settings:4'],
    ]);
  });

  test('an edited last entry is named', async () => {
    await tamper(sql`update audit_entries set reason = 'x' where seal_no = 12`);
    expect(await found()).toEqual([['edited', 12, 12]]);
  });

  test('a deleted entry is named by its place, several in a row as one', async () => {
    await tamper(sql`delete from audit_entries where seal_no in (1, 5, 6, 9)`);
    expect(await found()).toEqual([
      ['missing', 1, 1],
      ['missing', 5, 6],
      ['missing', 9, 9],
    ]);
  });

  test('two entries that changed places are both named with where they came from', async () => {
    await tamper(
      sql`update audit_entries set seal_no = -1 where seal_no = 4`,
      sql`update audit_entries set seal_no = 4 where seal_no = 9`,
      sql`update audit_entries set seal_no = 9 where seal_no = -1`,
    );
    expect(await found()).toEqual([
      ['moved', 4, 4, 9],
      ['moved', 9, 9, 4],
    ]);
  });

  test('neighbours that changed places are both named', async () => {
    await tamper(
      sql`update audit_entries set seal_no = -1 where seal_no = 4`,
      sql`update audit_entries set seal_no = 4 where seal_no = 5`,
      sql`update audit_entries set seal_no = 5 where seal_no = -1`,
    );
    expect(await found()).toEqual([
      ['moved', 4, 4, 5],
      ['moved', 5, 5, 4],
    ]);
  });

  test('an entry slipped in with a hash of its own is named', async () => {
    await tamper(
      sql`insert into audit_entries (at, recorded_at, actor_kind, action, seal_no, hash)
        select at, recorded_at, 'user', 'session.open', 13, sha256('x') from audit_entries where seal_no = 1`,
    );
    expect(await found()).toEqual([['edited', 13, 13]]);
  });
});

describe('checkpoints outside the database', () => {
  beforeEach(async () => {
    await writeCheckpoint(ctx);
    await write(4);
    await sealAll(ctx);
  });

  test('come once an hour, when there is something new', async () => {
    expect(await writeCheckpoint(ctx)).toBe(false);
    clock.advanceMachine({ hours: 1 });
    expect(await Promise.all([writeCheckpoint(ctx), writeCheckpoint(ctx)])).toContain(true);
    clock.advanceMachine({ hours: 1 });
    expect(await writeCheckpoint(ctx)).toBe(false);
    expect(await verifyAudit(ctx)).toMatchObject({
      intact: true,
      checkpoints: 2,
      lastCheckpoint: { sealNo: 16 },
    });
  });

  test('can be checked with other tools and the public key beside them', async () => {
    const [line = ''] = (await readFile(path, 'utf8')).split('\n');
    const { signature, sealNo, hash, at } = JSON.parse(line);
    const message = Buffer.from(JSON.stringify(['rekindle audit checkpoint', sealNo, hash, at]));
    const publicKey = await readFile(join(ctx.auditFolder, 'checkpoint-key.pem'), 'utf8');
    const given = Buffer.from(signature, 'base64url');
    expect(verify(null, message, publicKey, given)).toBe(true);
    expect(verify(null, Buffer.from(message.toString().replace('12', '13')), publicKey, given)).toBe(false);
  });

  test('name the range of a chain rewritten with every hash right', async () => {
    await tamper(sql`update audit_entries set actor_id = 'nobody' where seal_no = 7`);
    await rechain(7);
    expect(await found()).toEqual([['rewritten', 1, 12]]);
  });

  test('name what was cut off the end', async () => {
    await tamper(sql`delete from audit_entries where seal_no > 10`);
    expect(await found()).toEqual([['cut-off', 11, 12]]);
  });

  test('name a log that is altogether gone', async () => {
    await tamper(sql`truncate audit_entries`);
    expect(await found()).toEqual([['cut-off', 1, 12]]);
  });

  test('that were altered or removed are named', async () => {
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"sealNo":12', '"sealNo":11'));
    expect(await found()).toEqual([
      ['checkpoint-altered', 1, 1],
      ['checkpoints-gone', 1, 12],
    ]);
    await rm(path);
    expect(await found()).toEqual([['checkpoints-gone', 1, 12]]);
  });

  test('half a line of a crash is no fault', async () => {
    await writeFile(path, `${await readFile(path, 'utf8')}{"sealNo":1`);
    expect(await found()).toEqual([]);
  });
});
