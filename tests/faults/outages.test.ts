import { readdirSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type Running, runCli, serveCli, startCli } from '../../src/testing/cli-process.ts';
import { killedMapping, ordersFile } from '../../src/testing/importer-files.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { mountTinyDisk } from '../../src/testing/tiny-disk.ts';

type Served = Running & { readonly url: string };

async function served(data: string, env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const server = await serveCli(['--data', data], env);
  onTestFinished(async () => {
    server.child.kill('SIGKILL');
    await server.done;
    // What a killed server leaves behind is stopped by the next command on its folder.
    await startCli(['doctor', '--data', data]).done;
  });
  return server;
}

const tokenOf = async (data: string): Promise<string> =>
  (JSON.parse(await readFile(join(data, 'run.json'), 'utf8')) as { token: string }).token;

function client(url: string, token: string) {
  return async (path: string, method = 'GET', body?: object) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const reply = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown> & {
      error?: { code: string; remedy?: string };
    };
    return { status: response.status, retryAfter: response.headers.get('retry-after'), reply };
  };
}

const postmasterOf = async (data: string): Promise<number> =>
  Number((await readFile(join(data, 'state', 'pgdata', 'postmaster.pid'), 'utf8')).split('\n')[0]);

/** The server and all its own processes. */
function familyOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(name => {
      try {
        return Number(readFileSync(`/proc/${name}/stat`, 'latin1').split(') ')[1]?.split(' ')[1]) === pid;
      } catch {
        return false;
      }
    });
  return [pid, ...children.map(Number)];
}

const patience = { timeout: 90_000, interval: 250 } as const;

/** Starts an import of many rows over HTTP and returns its job's id. */
async function startImport(server: Served, data: string, rows: number): Promise<string> {
  const token = await tokenOf(data);
  const form = new FormData();
  const lines = Array.from({ length: Math.ceil(rows / 3000) }, (_, n) =>
    ordersFile(n)
      .split('\n')
      .slice(n > 0 ? 1 : 0)
      .join('\n'),
  );
  form.set('file', new Blob([lines.join('')]), 'orders.csv');
  const headers = { authorization: `Bearer ${token}` };
  const upload = await fetch(`${server.url}/api/uploads`, { method: 'POST', headers, body: form });
  const { uploadId } = (await upload.json()) as { uploadId: string };
  const call = client(server.url, token);
  const body = { uploadId, kind: 'orders', mapping: killedMapping };
  const { status, reply } = await call('/api/imports', 'POST', body);
  expect(status).toBe(202);
  return String(reply['jobId']);
}

test('a killed state database comes back by itself: 503 meanwhile, then the interrupted job is done', async () => {
  const data = join(await scratchFolder(), 'data');
  const server = await served(data);
  const call = client(server.url, await tokenOf(data));
  const jobId = await startImport(server, data, 60_000);
  const killed = await postmasterOf(data);
  process.kill(killed, 'SIGKILL');
  await expect
    .poll(
      async () => (await call('/readyz')).status === 200 && (await postmasterOf(data)) !== killed,
      patience,
    )
    .toBe(true);
  await expect
    .poll(async () => (await call(`/api/jobs/${jobId}`)).reply['state'], { timeout: 240_000, interval: 500 })
    .toBe('done');
  const { status, reply } = await runCli(['doctor', '--data', data]);
  expect([status, reply['status']]).not.toContain('fail');
  const second = await runCli<{ error: { code: string } }>(['serve', '--port', '0', '--data', data]);
  expect(second.reply.error.code).toBe('folder-in-use');
});

test('a state database that hangs is told at once as 503 with the remedy, and work goes on when it wakes', async () => {
  const data = join(await scratchFolder(), 'data');
  const server = await served(data);
  const call = client(server.url, await tokenOf(data));
  const family = familyOf(await postmasterOf(data));
  for (const pid of family) process.kill(pid, 'SIGSTOP');
  try {
    await expect.poll(async () => (await call('/readyz')).reply['down'], patience).toEqual(['state']);
    await expect
      .poll(() => Promise.race([call('/api/home').then(({ status }) => status), pause(1_000, 0)]), patience)
      .toBe(503);
    const refused = await call('/api/reviews', 'POST', {});
    expect(refused).toMatchObject({ status: 503, reply: { error: { code: 'state-unreachable' } } });
    expect(refused.retryAfter).toBeTruthy();
    expect(refused.reply.error?.remedy).toBeTruthy();
    expect((await call('/healthz')).status).toBe(200);
    const metrics = await fetch(`${server.url}/metrics`);
    expect(await metrics.text()).toMatch(/rekindle_store_up\{store="state"\} 0/);
  } finally {
    for (const pid of family) process.kill(pid, 'SIGCONT');
  }
  await expect.poll(async () => (await call('/readyz')).status, patience).toBe(200);
  await expect.poll(async () => (await call('/api/home')).status, patience).toBe(200);
});

test('SIGTERM in the middle of an import ends in order, and the next start finishes the import', async () => {
  const data = join(await scratchFolder(), 'data');
  const server = await served(data);
  const jobId = await startImport(server, data, 150_000);
  await pause(700);
  server.child.kill('SIGTERM');
  // 1 would mean that ten seconds were not enough and it ended by force.
  expect((await server.done).status).toBe(0);
  const next = await served(data);
  const call = client(next.url, await tokenOf(data));
  await expect
    .poll(async () => (await call(`/api/jobs/${jobId}`)).reply['state'], { timeout: 240_000, interval: 500 })
    .toBe('done');
  const { reply } = await call('/api/imports');
  expect(reply['imports']).toMatchObject([{ state: 'committed', rowsQuarantined: 1500 }]);
});

test('a disk that fills up stops new work early, and room makes it go on without a restart', async context => {
  const data = join(await scratchFolder(), 'disk');
  if (!mountTinyDisk(data, 900)) return context.skip('this machine does not let tests mount a disk');
  const server = await served(join(data, 'data'), { REKINDLE_DISK_RESERVE_MB: '400' });
  const call = client(server.url, await tokenOf(join(data, 'data')));
  const accepted = async () => (await call('/api/segments/none/count', 'POST', {})).reply.error?.code;
  expect(await accepted()).not.toBe('disk-nearly-full');
  await writeFile(join(data, 'ballast'), Buffer.alloc(500 * 1024 ** 2));
  await expect.poll(accepted, patience).toBe('disk-nearly-full');
  expect((await call('/api/health')).reply['status']).toBe('fail');
  expect((await call('/readyz')).status).toBe(200);
  await rm(join(data, 'ballast'));
  await expect.poll(accepted, patience).not.toBe('disk-nearly-full');
});
