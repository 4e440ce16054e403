import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { Pii } from '../../kernel/pii.ts';
import { testStores } from '../../testing/stores.ts';
import { type AuditEntry, saveAudit } from './audit.store.ts';
import { withTransaction } from './state-db.ts';

const stores = await testStores();
const { ctx } = stores;
afterAll(() => stores.close());

const caller = { actorId: 'u-1', actorKind: 'user', address: '203.0.113.7' } as const;
const entry: AuditEntry = { action: 'settings.change', target: 'settings:organisation' };
const write = (more: Partial<AuditEntry> = {}) =>
  withTransaction(ctx.pg, trx => saveAudit(trx, { ...ctx, caller }, { ...entry, ...more }));
const rows = () => ctx.pg.selectFrom('audit_entries').selectAll().orderBy('audit_id').execute();
const newest = async () => (await rows()).at(-1);

describe('an audit entry', () => {
  test('says who, from where, when by both clocks, what, before, after and why', async () => {
    stores.clock.advance({ days: 3 });
    await write({ before: { zone: 'UTC' }, after: { zone: 'Asia/Shanghai' }, reason: 'moved' });
    expect(await newest()).toMatchObject({
      at: ctx.now(),
      recorded_at: ctx.machineNow(),
      actor_kind: 'user',
      actor_id: 'u-1',
      address: '203.0.113.7',
      action: 'settings.change',
      target: 'settings:organisation',
      before: { zone: 'UTC' },
      after: { zone: 'Asia/Shanghai' },
      reason: 'moved',
      seal_no: null,
    });
  });

  test('goes when its change goes', async () => {
    const before = (await rows()).length;
    const failing = withTransaction(ctx.pg, async trx => {
      await saveAudit(trx, ctx, entry);
      throw new RangeError('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await rows()).toHaveLength(before);
  });

  test('names another than the caller where it says so, and the system where nobody asks', async () => {
    await write({ caller: { actorId: 'u-2', actorKind: 'user' } });
    expect(await newest()).toMatchObject({ actor_id: 'u-2', address: null });
    await withTransaction(ctx.pg, trx => saveAudit(trx, ctx, entry));
    expect(await newest()).toMatchObject({ actor_kind: 'system', actor_id: 'system', address: null });
  });

  test.each([
    ['a Pii value', { email: new Pii('li.si@example.com') }],
    ['an address in a text', { note: 'write to li.si@example.com, soon' }],
    ['a mobile number', { note: '电话19987315678。' }],
    ['a number with its country', { deep: [{ note: 'call +86 138 1234 5678' }] }],
    ['a foreign number', { note: '+44 20 7946 0958' }],
  ])('keeps of %s a keyed hash only', async (_, after) => {
    await write({ after });
    const text = JSON.stringify((await newest())?.after);
    expect(text).toMatch(/hmac:[0-9a-f]{32}/);
    expect(text).not.toMatch(/li\.si|example|1381234|138 1234|7946/);
  });

  test('tells the same address as the same hash, and leaves ids and amounts alone', async () => {
    const id = '0190a5f0-0000-7000-8138-123456780001';
    await write({
      after: { a: new Pii('x@y.cn'), b: 'X@Y.CN', id, amountMinor: 13812345678, day: '2026-03-02' },
    });
    const after = (await newest())?.after as Record<string, unknown>;
    expect(after['a']).toBe(after['b']);
    expect(after).toMatchObject({ id, amountMinor: 13812345678, day: '2026-03-02' });
  });

  test('hides an address or number in the reason too', async () => {
    await write({ reason: '客户 19987315678 来电要求' });
    expect((await newest())?.reason).toMatch(/^客户 hmac:[0-9a-f]{32} 来电要求$/);
  });
});

describe('the log', () => {
  test.each([
    ['edited', sql`update audit_entries set actor_id = 'u-2'`],
    ['deleted', sql`delete from audit_entries`],
    ['emptied', sql`truncate audit_entries`],
  ])('cannot be %s by the program', async (_, statement) => {
    await write();
    await expect(statement.execute(ctx.pg)).rejects.toThrow();
    expect((await newest())?.actor_id).toBe('u-1');
  });
});
