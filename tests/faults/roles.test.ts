/**
 * `serve --role api` and two workers over one PostgreSQL server and one facts server (the embedded engine behind
 * ClickHouse's HTTP interface: no ClickHouse server runs here): the api takes requests and runs nothing, the workers run
 * its jobs and send, and nobody is written to twice.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../src/testing/child-process.ts';
import { debianPostgres, startDebianPostgres } from '../../src/testing/debian-postgres.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { hoursAhead, openMailServer, prepareCampaign, settledIn } from './sending-run.ts';

const scriptOf = (name: string) => join(import.meta.dirname, '..', '..', 'src', 'testing', name);
const people = 200;
const programs = debianPostgres();

interface Api {
  readonly url: string;
  readonly token: string;
}

async function ask(
  { url, token }: Api,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, any>> {
  const reply = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return (await reply.json()) as Record<string, any>;
}

/** Asks again until the answer is what is waited for, or a minute has passed. */
async function until(
  look: () => Promise<Record<string, any>>,
  isThere: (seen: Record<string, any>) => boolean,
) {
  for (let waited = 0; waited < 60_000; waited += 500) {
    const seen = await look();
    if (isThere(seen)) return seen;
    await wait(500);
  }
  return look();
}

test.skipIf(programs === null)(
  'an api and two workers share their servers, and nobody is written to twice',
  async () => {
    const folder = await scratchFolder();
    const postgres = await startDebianPostgres(programs ?? '');
    onTestFinished(() => postgres.stop());
    const facts = startChild(scriptOf('facts-server-process.ts'), [join(folder, 'facts'), '0']);
    onTestFinished(() => facts.kill('SIGKILL'));
    const { url: clickhouseUrl } = await facts.line<{ url: string }>();
    const { databaseUrl } = postgres;
    await prepareCampaign(join(folder, 'first'), people, { databaseUrl, clickhouseUrl });

    const env = {
      DATABASE_URL: databaseUrl,
      CLICKHOUSE_URL: clickhouseUrl,
      REKINDLE_SECRET_FILE: join(folder, 'first', 'keys.json'),
    };
    const apiProcess = startChild(scriptOf('service-process.ts'), [join(folder, 'api'), 'api'], { env });
    onTestFinished(() => apiProcess.kill('SIGKILL'));
    const api = await apiProcess.line<Api>();
    const order = {
      order_id: 'role-1',
      revenue: 30,
      currency: 'CNY',
      products: [{ sku: 'A', price: 30, quantity: 1 }],
    };
    const batch = [
      { type: 'track', event: 'Order Completed', userId: 'k1', messageId: 'r1', properties: order },
    ];
    expect(await ask(api, 'POST', '/v1/batch', { batch })).toEqual({ success: true });
    const { jobId } = await ask(api, 'POST', '/api/audit/verification', {});
    await wait(3_000);
    // Nobody works yet.
    expect(await ask(api, 'GET', `/api/jobs/${jobId}`)).toMatchObject({ state: 'queued' });

    const mail = await openMailServer();
    onTestFinished(mail.close);
    const senders = ['one', 'two'].map(name =>
      startChild(scriptOf('ticking-process.ts'), [join(folder, name), String(mail.port), hoursAhead], {
        env,
      }),
    );
    for (const sender of senders) onTestFinished(() => sender.kill('SIGKILL'));
    for (const sender of senders) expect(await sender.line()).toEqual({ ready: true });
    for (const sender of senders) await sender.line<{ failures: number }>();
    for (const sender of senders) await sender.close();

    const worker = startChild(scriptOf('service-process.ts'), [join(folder, 'worker'), 'worker'], { env });
    onTestFinished(() => worker.kill('SIGKILL'));
    const { url: workerUrl, token } = await worker.line<Api>();
    const isOver = ({ state }: Record<string, any>) => state === 'done' || state === 'failed';
    expect(await until(() => ask(api, 'GET', `/api/jobs/${jobId}`), isOver)).toMatchObject({ state: 'done' });
    const pages = await ask(api, 'GET', '/api/customers?limit=1');
    expect(pages['customers'].length).toBe(1);
    const found = await ask(api, 'POST', '/api/customers/search', { query: 'k1' });
    const id = found['customers'][0].customerId;
    const page = await until(
      () => ask(api, 'GET', `/api/customers/${id}`),
      seen => seen['totals']?.orders === 1,
    );
    expect(page['totals']).toMatchObject({ orders: 1, sales: '30' });
    const refused = await fetch(`${workerUrl}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{}',
    });
    expect(refused.status).toBe(404);

    for (const child of [worker, apiProcess]) await child.close();
    const settled = await settledIn(join(folder, 'first'), { databaseUrl, clickhouseUrl });
    console.log(`${postgres.version}: ${mail.taken.length} messages by two senders`);
    expect(mail.taken.length).toBeGreaterThan(people / 2);
    expect(new Set(mail.taken).size).toBe(mail.taken.length);
    expect(settled.stuck).toBe(0);
    expect(settled.intents.length).toBe(settled.wouldSend);
    expect([...mail.taken].sort()).toEqual(settled.accepted);
    expect(settled.touches).toEqual({ stored: settled.accepted.length, messages: settled.accepted.length });
  },
  300_000,
);
