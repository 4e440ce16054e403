/** Proves on a listening server over real stores: log-in, sessions, keys, scopes, origin, repetition and errors. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { conflict } from '../../kernel/errors.ts';
import { jobStartedSchema } from '../../records/job.ts';
import { jobsFor } from '../../records/job-definition.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { addApiKey } from '../api-keys.store.ts';

const route = routesFor<StoreContext>();
let counted = 0;
let release: () => void = () => {};
let gate: Promise<void> = Promise.resolve();

const extraRoutes = [
  route({
    method: 'POST',
    path: '/api/test/count',
    scope: 'manage',
    permission: 'job.change',
    summary: 'Counts its calls',
    body: z.object({ by: z.number() }),
    response: z.object({ counted: z.number() }),
    async handle(_ctx, { body }) {
      await gate;
      counted += body.by;
      return { counted };
    },
  }),
  route({
    method: 'POST',
    path: '/api/test/refuse',
    scope: 'manage',
    permission: 'job.change',
    summary: 'Always in conflict',
    response: z.unknown(),
    async handle() {
      throw conflict('settings-fixed', { path: 'zone' });
    },
  }),
  route({
    method: 'GET',
    path: '/api/test/leak',
    scope: 'read',
    permission: 'self.read',
    summary: 'Returns more than its schema names',
    response: z.object({ shown: z.string() }),
    handle: async () => ({ shown: 'yes', hidden: 'no' }) as { shown: string },
  }),
  route({
    method: 'GET',
    path: '/api/test/table',
    scope: 'read',
    permission: 'self.read',
    summary: 'A file',
    response: z.unknown(),
    handle: async () => ({
      kind: 'file' as const,
      contentType: 'text/csv; charset=utf-8',
      fileName: '名单.csv',
      body: 'a\n1\n',
    }),
  }),
  route({
    method: 'POST',
    path: '/api/test/work',
    scope: 'manage',
    permission: 'job.change',
    summary: 'Long work',
    body: z.object({ steps: z.number() }),
    response: jobStartedSchema,
    handle: async (_ctx, { body }) => ({ kind: 'job' as const, job: 'test-work', input: body }),
  }),
];

const extraJobs = [
  jobsFor<StoreContext>()({
    kind: 'test-work',
    inputSchema: z.object({ steps: z.number().max(1000) }),
    async run(ctx, { steps }) {
      for (let step = 1; step <= steps; step++) {
        await new Promise(resolve => setTimeout(resolve, 20));
        await ctx.progress({ done: step, total: steps, label: 'stepping' });
      }
      return { steps };
    },
  }),
];

const email = 'owner@example.com';
const password = 'correct horse battery';
let stores: TestStores;
let server: TestServer;
let manageKey: string;
let readKey: string;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx, { routes: extraRoutes, jobs: extraJobs });
  await saveAccount(stores.ctx, { email, password, role: 'owner' });
  manageKey = (await addApiKey(stores.ctx, { name: 'manage', scope: 'manage' })).key;
  readKey = (await addApiKey(stores.ctx, { name: 'read', scope: 'read' })).key;
}, 60_000);

afterAll(async () => {
  await server?.close();
  await stores?.close();
});

interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly key?: string;
}

async function ask(path: string, { method = 'GET', body, headers = {}, key }: Ask = {}) {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null;
  return { status: response.status, json, text, headers: response.headers };
}

async function logIn(given = password) {
  const reply = await ask('/api/session', { method: 'POST', body: { email, password: given } });
  const cookie = (reply.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  return { ...reply, cookie };
}

describe('health', () => {
  test('healthz and readyz answer without a login and metrics speak Prometheus', async () => {
    expect((await ask('/healthz')).json).toEqual({ status: 'up' });
    expect((await ask('/readyz')).json).toEqual({ status: 'ready' });
    expect((await ask('/metrics')).text).toContain('rekindle_http_request_seconds_bucket');
  });

  test('an unknown address under /api is a coded 404 and a page address is the console', async () => {
    const unknown = await ask('/api/nothing');
    expect([unknown.status, unknown.json.error.code]).toEqual([404, 'route-unknown']);
    expect((await ask('/understand/review')).headers.get('content-type')).toContain('text/html');
  });
});

describe('sessions', () => {
  test('a log-in opens a session whose cookie a script on a page cannot read', async () => {
    const { status, json, headers, cookie } = await logIn();
    expect(status).toBe(200);
    expect(json.user).toMatchObject({ email, role: 'owner' });
    expect(headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/);
    const seen = await ask('/api/session', { headers: { cookie } });
    expect(seen.json).toMatchObject({ settings: { currency: 'CNY' } });
    expect(seen.json.permissions).toContain('account.change');
  });

  test('the table of sessions holds no token', async () => {
    const { cookie } = await logIn();
    const rows = await stores.ctx.pg.selectFrom('sessions').select('token_hash').execute();
    const token = cookie.split('=')[1] ?? '';
    expect(
      rows.some(
        row => row.token_hash.toString('utf8') === token || row.token_hash.toString('base64url') === token,
      ),
    ).toBe(false);
  });

  test('a wrong password and an unknown address get the same answer', async () => {
    const wrong = await logIn('not the password');
    const unknown = await ask('/api/session', {
      method: 'POST',
      body: { email: 'nobody@example.com', password },
    });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.json).toEqual(unknown.json);
  });

  test('a new log-in ends the session of the old cookie', async () => {
    const first = await logIn();
    const second = await ask('/api/session', {
      method: 'POST',
      body: { email, password },
      headers: { cookie: first.cookie },
    });
    expect(second.status).toBe(200);
    expect((await ask('/api/session', { headers: { cookie: first.cookie } })).json.error.code).toBe(
      'session-ended',
    );
  });

  test('log-out ends the session', async () => {
    const { cookie } = await logIn();
    await ask('/api/session', { method: 'DELETE', headers: { cookie } });
    expect((await ask('/api/session', { headers: { cookie } })).status).toBe(401);
  });

  test('a session ends after 30 idle minutes and after 12 hours in any case', async () => {
    const idle = await logIn();
    stores.clock.advanceMachine({ minutes: 31 });
    expect((await ask('/api/session', { headers: { cookie: idle.cookie } })).json.error.code).toBe(
      'session-ended',
    );
    const busy = await logIn();
    for (let half = 0; half < 24; half++) {
      stores.clock.advanceMachine({ minutes: 29 });
      expect((await ask('/api/session', { headers: { cookie: busy.cookie } })).status).toBe(200);
    }
    stores.clock.advanceMachine({ minutes: 28 });
    expect((await ask('/api/session', { headers: { cookie: busy.cookie } })).status).toBe(401);
  });

  test('changes from another site are refused, from the own site they pass', async () => {
    const { cookie } = await logIn();
    const change = (headers: Record<string, string>) =>
      ask('/api/session', { method: 'PATCH', body: { locale: 'en' }, headers: { cookie, ...headers } });
    expect((await change({ origin: 'https://evil.example' })).json.error.code).toBe('origin-foreign');
    expect((await change({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await change({ origin: server.url })).json.user.locale).toBe('en');
  });

  test('a link on another site hands out no list, a click in the console and the own address do', async () => {
    const { cookie } = await logIn();
    const list = '/api/campaigns/none/exports/01a2027c-066a-7628-8129-e97f85bbc934';
    const take = (site: string) => ask(list, { headers: { cookie, 'sec-fetch-site': site } });
    expect((await take('cross-site')).json.error.code).toBe('origin-foreign');
    expect((await take('same-origin')).json.error.code).toBe('export-unknown');
    expect((await take('none')).json.error.code).toBe('export-unknown');
  });
});

describe('keys and scopes', () => {
  test('without a key 401, with an unknown one 401, with a smaller scope 403', async () => {
    const count = (key?: string) =>
      ask('/api/test/count', { method: 'POST', body: { by: 1 }, ...(key ? { key } : {}) });
    expect((await count()).json.error.code).toBe('not-logged-in');
    expect((await count('rk_00000000_wrong')).json.error.code).toBe('api-key-unknown');
    expect((await count(readKey)).json.error).toMatchObject({ code: 'scope-too-small', expected: 'manage' });
    expect((await count(manageKey)).status).toBe(200);
  });

  test('the token of run.json may do what the command line does', async () => {
    expect((await ask('/api/settings', { key: server.localToken })).json.settings.currency).toBe('CNY');
  });

  test('a key name is taken once', async () => {
    await expect(addApiKey(stores.ctx, { name: 'read', scope: 'read' })).rejects.toMatchObject({
      code: 'key-name-taken',
    });
  });
});

describe('errors', () => {
  test('come in the language of the caller', async () => {
    const refused = (headers: Record<string, string>) =>
      ask('/api/test/refuse', { method: 'POST', key: manageKey, headers });
    expect((await refused({ 'accept-language': 'en-GB,en;q=0.9' })).json.error.message).toMatch(
      /^Data has been imported/,
    );
    expect((await refused({ 'accept-language': 'zh-CN' })).json.error.message).toMatch(/^已有导入数据/);
    expect((await refused({ 'accept-language': 'zh-CN', 'x-rekindle-locale': 'en' })).status).toBe(409);
  });

  test('a field that does not fit is named; broken JSON and a wrong type are coded', async () => {
    const post = (body: unknown, headers = {}) =>
      ask('/api/test/count', { method: 'POST', key: manageKey, body, headers });
    expect((await post({ by: 'three' })).json.error).toMatchObject({ code: 'field-invalid', path: 'by' });
    expect((await post('{"by":')).json.error.code).toBe('body-not-json');
    expect((await post('by=1', { 'content-type': 'text/plain' })).json.error.code).toBe('media-type-unknown');
    expect((await post({ by: 1, fill: 'x'.repeat(3_000_000) })).status).toBe(413);
  });

  test('what the reply schema does not name stays inside', async () => {
    expect((await ask('/api/test/leak', { key: readKey })).json).toEqual({ shown: 'yes' });
  });
});

describe('repeated requests', () => {
  const post = (key: string, by: number) =>
    ask('/api/test/count', {
      method: 'POST',
      key: manageKey,
      body: { by },
      headers: { 'idempotency-key': key },
    });

  test('the same request under the same key happens once and gets the same reply', async () => {
    counted = 0;
    const first = await post('key-0001', 2);
    const again = await post('key-0001', 2);
    expect([first.json, again.json, counted]).toEqual([{ counted: 2 }, { counted: 2 }, 2]);
    expect(again.headers.get('idempotent-replay')).toBe('true');
  });

  test('a secret that is shown once is not kept for a repetition', async () => {
    const headers = { authorization: `Bearer ${server.localToken}`, 'idempotency-key': 'key-secret-1' };
    const made = await ask('/api/keys', {
      method: 'POST',
      body: { name: 'for-a-shop', scope: 'read' },
      headers,
    });
    expect([made.status, typeof made.json.key]).toEqual([200, 'string']);
    const kept = await stores.ctx.pg.selectFrom('idempotency').select('response').execute();
    expect(JSON.stringify(kept)).not.toContain(made.json.key);
  });

  test('another request under the same key is refused', async () => {
    await post('key-0002', 1);
    expect((await post('key-0002', 5)).json.error.code).toBe('idempotency-key-reused');
  });

  test('a second request while the first is at work is refused', async () => {
    gate = new Promise(resolve => {
      release = resolve;
    });
    // Whichever comes first waits at the gate, so the answer that comes first is the refusal.
    const both = [post('key-0003', 1), post('key-0003', 1)];
    expect((await Promise.race(both)).status).toBe(409);
    release();
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('a failure is not kept', async () => {
    const refuse = () =>
      ask('/api/test/refuse', { method: 'POST', key: manageKey, headers: { 'idempotency-key': 'key-0004' } });
    expect([(await refuse()).json.error.code, (await refuse()).json.error.code]).toEqual([
      'settings-fixed',
      'settings-fixed',
    ]);
  });
});

describe('files and uploads', () => {
  test('a file reply keeps its type and its name in any script', async () => {
    const reply = await ask('/api/test/table', { key: readKey });
    expect(reply.text).toBe('a\n1\n');
    expect(reply.headers.get('content-disposition')).toContain("filename*=UTF-8''%E5%90%8D%E5%8D%95.csv");
  });

  test('an upload is staged with its size and hash', async () => {
    const form = new FormData();
    form.set('file', new Blob(['a,b\n1,2\n']), '订单.csv');
    const reply = await fetch(`${server.url}/api/uploads`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${manageKey}` },
    });
    expect(await reply.json()).toMatchObject({ fileName: '订单.csv', bytes: 8 });
    const none = await ask('/api/uploads', { method: 'POST', key: manageKey });
    expect(none.json.error.code).toBe('upload-missing');
  });
});

describe('long work', () => {
  test('a job reports progress as events and ends with its result', async () => {
    const { status, json } = await ask('/api/test/work', {
      method: 'POST',
      key: manageKey,
      body: { steps: 40 },
    });
    expect(status).toBe(202);
    const events = await ask(`/api/jobs/${json.jobId}/events`, { key: readKey });
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    const last = JSON.parse(events.text.trim().split('\n').at(-1)?.slice('data: '.length) ?? '');
    expect(last).toMatchObject({ state: 'done', result: { steps: 40 }, stuck: false });
  });

  test('a canceled job stops and may be resumed', async () => {
    const { json } = await ask('/api/test/work', { method: 'POST', key: manageKey, body: { steps: 900 } });
    await ask(`/api/jobs/${json.jobId}/cancel`, { method: 'POST', key: manageKey });
    stores.clock.advanceMachine({ seconds: 1 });
    const state = async () => (await ask(`/api/jobs/${json.jobId}`, { key: readKey })).json.state;
    await expect.poll(state, { timeout: 8_000 }).toBe('canceled');
    const resumed = await ask(`/api/jobs/${json.jobId}/resume`, { method: 'POST', key: manageKey });
    expect(['queued', 'running']).toContain(resumed.json.state);
    await ask(`/api/jobs/${json.jobId}/cancel`, { method: 'POST', key: manageKey });
    stores.clock.advanceMachine({ seconds: 1 });
    await expect.poll(state, { timeout: 8_000 }).toBe('canceled');
  });

  test('input that does not fit its schema never becomes a job', async () => {
    const refused = await ask('/api/test/work', { method: 'POST', key: manageKey, body: { steps: 5000 } });
    expect(refused.json.error).toMatchObject({ code: 'field-invalid', path: 'steps' });
  });

  test('the list of jobs pages by a signed cursor', async () => {
    const first = await ask('/api/jobs?limit=1', { key: readKey });
    expect(first.json.jobs).toHaveLength(1);
    const second = await ask(`/api/jobs?limit=1&cursor=${encodeURIComponent(first.json.nextCursor)}`, {
      key: readKey,
    });
    expect(second.json.jobs[0].jobId).not.toBe(first.json.jobs[0].jobId);
    expect((await ask('/api/jobs?cursor=made-up', { key: readKey })).json.error.code).toBe('cursor-invalid');
  });
});

/** References that lead nowhere, and every operation of an OpenAPI document. */
function inspectDocument(document: { paths: Record<string, Record<string, { summary?: string }>> }) {
  const dangling: string[] = [];
  const resolve = (ref: string, root: unknown): unknown =>
    ref
      .replace(/^#\/?/, '')
      .split('/')
      .filter(Boolean)
      .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], root);
  const walk = (node: unknown, root: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const ref = (node as { $ref?: unknown }).$ref;
    if (typeof ref === 'string' && resolve(ref, document) === undefined && resolve(ref, root) === undefined)
      dangling.push(ref);
    for (const child of Object.values(node)) walk(child, root);
  };
  for (const path of Object.values(document.paths))
    for (const operation of Object.values(path)) walk(operation, operation);
  return { dangling, operations: Object.values(document.paths).flatMap(path => Object.values(path)) };
}

test('the API document is generated from the schemas and names every mounted route', async () => {
  const { json } = await ask('/api/openapi.json');
  expect(json.openapi).toBe('3.1.0');
  expect(
    json.paths['/api/jobs/{id}'].get.responses['200'].content['application/json'].schema.properties.state
      .enum,
  ).toContain('running');
  expect(json.paths['/api/test/count'].post.requestBody.content['application/json'].schema.required).toEqual([
    'by',
  ]);
  expect(Object.keys(json.paths)).toContain('/api/campaigns/{name}/launch');
  const { dangling, operations } = inspectDocument(json);
  expect(dangling).toEqual([]);
  for (const operation of operations)
    expect(operation.summary, JSON.stringify(operation).slice(0, 80)).toBeTruthy();
});

test('settings change for owners; a zone that does not exist is refused', async () => {
  const put = (body: unknown) => ask('/api/settings', { method: 'PUT', key: manageKey, body });
  expect((await put({ organisation: '活客商店' })).json.settings.organisation).toBe('活客商店');
  expect((await put({ zone: 'Mars/Olympus' })).json.error.path).toBe('zone');
});
