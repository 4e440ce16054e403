import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Health } from '../../records/health.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { productVersion, projectFolder } from '../product-version.ts';
import { openScheduleBook } from '../schedules.store.ts';

let stores: TestStores;
let server: TestServer;
let full: TestServer;
beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  full = await testHttp(stores.ctx, { diskReserveBytes: 1e18 });
});
afterAll(async () => {
  await server?.close();
  await full?.close();
  await stores?.close();
});

const call = async (to: TestServer, path: string, method = 'GET', body?: object) => {
  const response = await fetch(to.url + path, {
    method,
    headers: {
      authorization: `Bearer ${to.localToken}`,
      'x-rekindle-locale': 'en',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('the health of a running system', () => {
  test('shows every check with the real versions of both stores', async () => {
    const { status, text } = await call(server, '/api/health');
    expect(status).toBe(200);
    const health = JSON.parse(text) as Health;
    expect(health.checks).toHaveLength(14);
    const message = (name: string) => health.checks.find(check => check.name === name)?.message;
    expect(message('state')).toMatch(/18\.\d/);
    expect(message('facts')).toMatch(/2\d\.\d/);
    expect(message('versions')).toContain(productVersion);
    expect(health.checks.find(check => check.name === 'backup')).toMatchObject({ status: 'warn' });
  });

  test('is what Prometheus reads, and the dashboard asks for nothing that is not there', async () => {
    const { text } = await call(server, '/metrics');
    expect(text).toMatch(/^rekindle_store_up\{store="state"\} 1$/m);
    expect(text).toMatch(/^rekindle_disk_free_bytes \d+/m);
    expect(text).not.toMatch(/^rekindle_backup_age_seconds \d/m);
    const named = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(match => match[1]));
    const dashboard = await readFile(join(projectFolder, 'docs', 'operations', 'grafana.json'), 'utf8');
    const asked = [...dashboard.matchAll(/rekindle_[a-z0-9_]+/g)].map(match =>
      match[0].replace(/_(count|bucket)$/, ''),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter(name => !named.has(name))).toEqual([]);
  });

  test('says which gates failed and which promised rows did not come', async () => {
    const { ctx } = stores;
    const failure = (rule: string, kind: string, severity: string) => ({ rule, kind, severity });
    const failures = [
      failure('a-gate', 'range', 'critical'),
      failure('a-hint', 'range', 'warning'),
      failure('daily', 'fresh-within', 'warning'),
    ];
    await sql`
      insert into quality_runs (run_id, as_of, query_version, rules_version, summary, document, created_at)
      values (${ctx.newId()}, ${ctx.now()}, 1, 1, '{}', ${JSON.stringify({ tables: [{ failures }] })}::jsonb, ${ctx.now()})`.execute(
      ctx.pg,
    );
    const health = JSON.parse((await call(server, '/api/health')).text) as Health;
    const found = health.checks.find(({ name }) => name === 'quality');
    expect(found).toMatchObject({ status: 'warn', message: expect.stringMatching(/a-gate.*daily/) });
    expect(found?.message).not.toContain('a-hint');
    const { text } = await call(server, '/metrics');
    expect(text).toMatch(/^rekindle_quality_gates_failed 1$/m);
    expect(text).toMatch(/^rekindle_quality_data_late 1$/m);
    expect(text).toMatch(/^rekindle_quality_age_seconds \d/m);
    await sql`delete from quality_runs`.execute(ctx.pg);
  });

  test('knows when scheduled work last ran, failed and runs next', async () => {
    const book = openScheduleBook(stores.ctx);
    const tick = { name: 'sweeping', everySeconds: 60 };
    const startedAt = stores.ctx.machineNow();
    book.note({ tick, startedAt, failures: 0, errorCode: null, waitMs: 60_000 });
    book.note({ tick, startedAt, failures: 1, errorCode: 'outbox-behind', waitMs: 120_000 });
    await book.close();
    const { schedules } = JSON.parse((await call(server, '/api/schedules')).text) as { schedules: object[] };
    expect(schedules).toEqual([
      {
        name: 'sweeping',
        everySeconds: 60,
        lastStartedAt: startedAt.toISOString(),
        lastSuccessAt: startedAt.toISOString(),
        nextAt: new Date(startedAt.getTime() + 120_000).toISOString(),
        failures: 1,
        error: expect.stringContaining('facts'),
      },
    ]);
    const health = JSON.parse((await call(server, '/api/health')).text) as Health;
    expect(health.checks.find(check => check.name === 'schedules')).toMatchObject({ status: 'fail' });
  });
});

describe('a disk that is nearly full', () => {
  test('refuses new work with the remedy, shows it, and still lets people read and stop things', async () => {
    const refused = await call(full, '/api/reviews', 'POST', {});
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBeTruthy();
    const { error } = JSON.parse(refused.text) as { error: { code: string; remedy: string } };
    expect(error).toMatchObject({ code: 'disk-nearly-full', remedy: expect.stringContaining('by itself') });
    const upload = await call(full, '/api/uploads', 'POST', {});
    expect(upload.status).toBe(503);
    const health = JSON.parse((await call(full, '/api/health')).text) as Health;
    expect(health).toMatchObject({ status: 'fail' });
    expect(health.checks.find(check => check.name === 'disk')?.message).toContain('no new work');
    const canceled = await call(full, '/api/jobs/00000000-0000-7000-8000-000000000000/cancel', 'POST');
    expect(JSON.parse(canceled.text).error.code).toBe('job-unknown');
    expect((await call(server, '/api/reviews', 'POST', {})).status).toBe(202);
    await server.idle();
  });
});
