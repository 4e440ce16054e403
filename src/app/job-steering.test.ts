/** Proves that long work is stopped and repeated by those only who may begin it, and what stays possible without room. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobRights } from '../records/job-right.ts';
import { type Role, roles } from '../records/permission.ts';
import { type TestServer, testHttp } from '../testing/http.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { saveAccount } from './accounts.store.ts';
import { watchDisk } from './health/disk.ts';
import { openSession } from './sessions.store.ts';
import { allJobs } from './wiring.ts';

let stores: TestStores;
let server: TestServer;
const cookies = new Map<Role, string>();

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  for (const role of roles) {
    const account = { email: `${role}@example.com`, password: 'a long enough password', role };
    const { userId } = await saveAccount(stores.ctx, account);
    cookies.set(role, await openSession(stores.ctx, { actorId: userId, actorKind: 'user' }));
  }
}, 240_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

async function addJob(kind: string): Promise<string> {
  const { ctx } = stores;
  const jobId = ctx.newId();
  await sql`insert into jobs (job_id, kind, state, input, created_by, created_at, finished_at)
    values (${jobId}, ${kind}, 'canceled', '{}', 'local', ${ctx.machineNow()}, ${ctx.machineNow()})`.execute(
    ctx.pg,
  );
  return jobId;
}

const steer = async (role: Role, kind: string, move: 'cancel' | 'resume') => {
  const reply = await server.app.inject({
    method: 'POST',
    url: `/api/jobs/${await addJob(kind)}/${move}`,
    headers: {
      cookie: `rekindle-session=${cookies.get(role)}`,
      origin: 'http://localhost',
      host: 'localhost',
    },
  });
  return reply.statusCode;
};

test('every kind of work says whose right it takes', () => {
  expect(Object.keys(jobRights).sort()).toEqual(
    allJobs({ disk: watchDisk(stores.ctx, 0) })
      .map(({ kind }) => kind)
      .sort(),
  );
});

test('an erasure, a rotation or a backup is not stopped or repeated by who could not begin it', async () => {
  for (const kind of ['erase', 'keys-rotate', 'backup']) {
    for (const move of ['cancel', 'resume'] as const) {
      expect(await steer('analyst', kind, move), `${kind} ${move}`).toBe(403);
      expect(await steer('operator', kind, move), `${kind} ${move}`).toBe(403);
    }
  }
  expect(await steer('admin', 'erase', 'resume')).toBe(403);
  expect(await steer('analyst', 'import', 'cancel')).toBe(403);
  expect(await steer('privacy-officer', 'import', 'cancel')).toBe(403);
}, 240_000);

test('who may begin it may: the privacy officer a rotation and an erasure, the analyst a check-up', async () => {
  expect(await steer('privacy-officer', 'keys-rotate', 'cancel')).toBe(200);
  expect(await steer('privacy-officer', 'erase', 'cancel')).toBe(200);
  expect(await steer('analyst', 'review', 'cancel')).toBe(200);
  expect(await steer('operator', 'import', 'cancel')).toBe(200);
}, 240_000);

test('while the disk is nearly full nobody is kept in who should be out, and what frees room goes on', () => {
  const open = server.app.routeTable
    .filter(({ access }) => access?.evenWhileDiskLow)
    .map(({ method, path }) => `${method} ${path}`);
  expect(open).toEqual(
    expect.arrayContaining([
      'DELETE /api/keys/:id',
      'POST /api/users/:id/deactivate',
      'POST /api/users/:id/sign-out',
      'DELETE /api/account/sessions/:id',
      'PUT /api/account/password',
      'POST /api/retention/purge',
      'POST /api/jobs/:id/cancel',
      'POST /api/campaigns/:name/pause',
      'POST /api/incidents/:id/stop-sending',
    ]),
  );
});
