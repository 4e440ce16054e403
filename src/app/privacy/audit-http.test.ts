import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditList, auditReport } from '../../records/audit.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { sealAll } from '../../store/state/audit-seal.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';

let stores: TestStores;
let server: TestServer;
let userId: string;

const ask = async (path: string, init: RequestInit = {}) => {
  const headers = { authorization: `Bearer ${server.localToken}`, 'x-rekindle-locale': 'en' };
  const response = await fetch(server.url + path, { ...init, headers });
  return { status: response.status, body: (await response.json()) as unknown };
};
const list = async (query = '') => auditList.parse((await ask(`/api/audit${query}`)).body);
const targets = async (query: string) => (await list(query)).entries.map(entry => entry.target);

beforeAll(async () => {
  stores = await testStores({ start: '2026-03-02T02:00:00Z' });
  server = await testHttp(stores.ctx);
  const account = { email: 'owner@example.com', password: 'correct horse battery', role: 'owner' };
  ({ userId } = await saveAccount(stores.ctx, account));
  for (let n = 0; n < 6; n += 1) {
    // 23:00 and 01:00 of the next day in Shanghai, and so on.
    stores.clock.moveTo(new Date(Date.parse('2026-03-02T15:00:00Z') + n * 2 * 3_600_000));
    const caller = { actorId: n % 2 ? userId : 'system', actorKind: n % 2 ? 'user' : 'system' } as const;
    await withTransaction(stores.ctx.pg, trx =>
      saveAudit(trx, { ...stores.ctx, caller }, { action: 'segment.change', target: `segment:s${n}` }),
    );
  }
}, 60_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

test('entries come newest first with the account, the words of the action and the place in the chain', async () => {
  await sealAll(stores.ctx);
  const { entries, actors } = await list();
  expect(entries).toHaveLength(7);
  expect(entries[0]).toMatchObject({
    target: 'segment:s5',
    actor: 'owner@example.com',
    actionText: 'Changed a segment',
    sealNo: 7,
  });
  expect(actors).toContainEqual({ actorId: userId, label: 'owner@example.com' });
});

test('they are narrowed by person, action, object and days of the organisation', async () => {
  expect(await targets(`?actor=${userId}`)).toEqual(['segment:s5', 'segment:s3', 'segment:s1']);
  expect(await targets('?action=account.save')).toEqual([`user:${userId}`]);
  expect(await targets('?target=segment:s4')).toEqual(['segment:s4']);
  expect(await targets('?target=segment:')).toHaveLength(6);
  expect(await targets('?target=segment')).toEqual([]);
  expect(await targets('?from=2026-03-03&target=segment:')).toHaveLength(5);
  expect(await targets('?to=2026-03-02&target=segment:')).toEqual(['segment:s0']);
});

test('a page leads to the next, and a forged cursor is refused', async () => {
  const first = await list('?limit=4');
  const second = await list(`?limit=4&cursor=${first.nextCursor}`);
  const ids = [...first.entries, ...second.entries].map(entry => entry.auditId);
  expect(ids).toEqual([...ids].sort((a, b) => b - a));
  expect(new Set(ids).size).toBe(7);
  expect((await ask('/api/audit?cursor=forged')).status).toBe(400);
});

test('the report of a verification is the result of its job', async () => {
  const started = await ask('/api/audit/verification', { method: 'POST' });
  expect(started.status).toBe(202);
  await server.idle();
  const { body } = await ask(`/api/jobs/${(started.body as { jobId: string }).jobId}`);
  expect(auditReport.parse((body as { result: unknown }).result)).toMatchObject({ intact: true, sealed: 7 });
});
