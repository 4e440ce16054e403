/**
 * A planted person goes the whole way: files, refusals, search, campaign, mail, list, receipts, wrong requests and
 * failing work, with a real log at its most talkative. Then everything that was written in clear is searched for them:
 * log lines, every table of both stores (job inputs, facts, outbox, kept replies and audit among them), metrics, links.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { campaignTick } from '../../act/campaign-tick.job.ts';
import { saveSandboxMessages } from '../../act/sandbox-mailbox.store.ts';
import { openSandboxServer, type SandboxServer } from '../../act/sandbox-smtp.ts';
import { sendReady } from '../../act/sender.ts';
import { openSmtpChannel } from '../../act/smtp-channel.ts';
import type { StoreContext } from '../../store/context.ts';
import { sealAll } from '../../store/state/audit-seal.store.ts';
import { shipOutbox } from '../../store/state/outbox.ts';
import { saveSnapshot, testCampaign } from '../../testing/campaign-people.ts';
import { canary, canaryText, dumpStores, tracesIn } from '../../testing/canary.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { createLog } from '../log.ts';

let stores: TestStores;
let ctx: StoreContext;
let server: TestServer;
let mailServer: SandboxServer;
let seen: Record<string, unknown> = {};
const lines: string[] = [];
const links: string[] = [];
const statuses: number[] = [];

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${server.localToken}`,
      'idempotency-key': ctx.newId(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  statuses.push(response.status);
  const text = await response.text();
  return text.startsWith('{') ? JSON.parse(text) : { text };
}

async function importText(kind: 'customers' | 'orders', text: string, mapping: object): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([text]), `${kind}.csv`);
  const headers = { authorization: `Bearer ${server.localToken}` };
  const sent = await fetch(`${server.url}/api/uploads`, { method: 'POST', headers, body: form });
  const { uploadId } = (await sent.json()) as { uploadId: string };
  await ask('POST', '/api/imports/preview', { uploadId, kind, mapping });
  const { jobId } = await ask('POST', '/api/imports', { uploadId, kind, mapping, dryRun: false });
  await server.idle();
  const job = await ask('GET', `/api/jobs/${jobId}`);
  expect(job, JSON.stringify(job)).toMatchObject({ state: 'done' });
  return String((job['result'] as { importId: string }).importId);
}

const people = {
  kind: 'customers',
  name: 'crm',
  title: 'CRM',
  source: 'crm',
  columns: {
    customer: '会员号',
    name: '姓名',
    phone: '手机',
    email: '邮箱',
    consentEmail: '邮件',
    consentSms: '短信',
  },
};
const orders = {
  kind: 'orders',
  name: 'till',
  title: 'Till',
  source: 'till',
  columns: {
    orderId: '单号',
    sku: '货号',
    quantity: '数量',
    orderedAt: '时间',
    unitPrice: '单价',
    customer: '手机',
  },
  zone: 'Asia/Shanghai',
  currency: 'CNY',
  dateField: 'orderedAt',
  identifierType: 'phone',
};

async function runCampaign(name: string, message: object) {
  const definition = testCampaign({
    name,
    segment: 'all',
    startsAt: ctx.now(),
    change: { control: { share: 0, absenceReason: 'a test' }, schedule: { spreadHours: 0 }, message },
  });
  await ask('PUT', `/api/campaigns/${name}`, definition);
  await ask('POST', `/api/campaigns/${name}/approve`);
  await ask('POST', `/api/campaigns/${name}/launch`);
  stores.clock.advance({ minutes: 1 });
  await campaignTick(ctx);
}

async function sendByMail() {
  mailServer = await openSandboxServer(messages => saveSandboxMessages(ctx, messages));
  const settings = {
    host: '127.0.0.1',
    port: mailServer.port,
    secure: false,
    allowPlain: true,
    maxConnections: 1,
  };
  const provider = openSmtpChannel(settings);
  const report = await sendReady(ctx, {
    channel: 'sandbox',
    provider,
    owner: 'test',
    publicUrl: server.url,
    limit: 10,
  });
  await provider.close();
  expect(report.accepted).toBe(1);
}

async function readMailbox() {
  const { messages } = (await ask('GET', '/api/sandbox/messages')) as { messages?: { messageId: string }[] };
  const { rows } = await sql<{ message_id: string }>`select message_id from sandbox_messages`.execute(ctx.pg);
  expect(messages?.length ?? rows.length).toBeGreaterThan(0);
  const shown = JSON.stringify(await ask('GET', `/api/sandbox/messages/${rows[0]?.message_id}`));
  links.push(...(shown.match(/https?:\/\/[^\s"'<>\\]+/g) ?? []));
}

/** A drill about the person, with texts that name them and are refused. */
async function rehearse() {
  const source = { kind: 'customers', numbers: [canary.memberNo] };
  await ask('POST', '/api/incidents', { mode: 'drill', finding: `about ${canary.typedPhone}`, source });
  const { incidentId } = await ask('POST', '/api/incidents', { mode: 'drill', finding: 'a list', source });
  const counted = await ask('POST', `/api/incidents/${incidentId}/people`, {});
  expect(counted['people'], JSON.stringify(counted)).toMatchObject({ people: 1 });
  await ask('GET', `/api/incidents/${incidentId}/people`);
  const facts = { cause: 'a share', harm: 'calls', advice: 'hang up', contact: 'the officer' };
  await ask('POST', `/api/incidents/${incidentId}/notices`, { ...facts, cause: canary.email });
  await ask('POST', `/api/incidents/${incidentId}/notices`, facts);
  const body = `Hello, your number is ${canary.phone}, is it not?`;
  await ask('PUT', `/api/incidents/${incidentId}/notices/people/en`, { body });
}

/** What people get wrong, with a person in it. */
async function mistakes() {
  await ask('GET', `/api/customers/${encodeURIComponent(canary.email)}`);
  await ask('GET', `/api/campaigns/${encodeURIComponent(canary.name)}`);
  await ask('POST', '/api/customers/search', { query: canary.phone });
  await ask('POST', '/api/customers/search', { query: canary.email, limit: canary.phone });
  await ask('POST', '/api/session', { email: canary.email, password: canary.name });
  await ask('PUT', '/api/settings', { zone: canary.email });
  await ask('POST', '/api/imports', { uploadId: canary.phone, kind: canary.name });
  await ask('PUT', '/api/segments/people', {
    title: 'x',
    rule: { feature: canary.email, op: 'eq', value: canary.phone },
  });
  await ask('POST', '/api/campaigns/listed/receipts', {
    csv: `delivery_id,status\n${canary.phone},${canary.email}\n`,
  });
  ctx.log.error({ cause: new RangeError(`no room for ${canary.email} ${canary.phone}`) }, 'failed');
}

beforeAll(async () => {
  stores = await testStores({ settings: { publicUrl: 'https://shop.example' } });
  ctx = {
    ...stores.ctx,
    log: createLog({ level: 'trace', destination: { write: line => lines.push(line) } }),
  };
  server = await testHttp(ctx);
  const headers = '会员号,姓名,手机,邮箱,邮件,短信';
  const own = `${canary.memberNo},${canary.name},${canary.phone},${canary.email},是,是`;
  const refused = `,${canary.name},${canary.phone},${canary.email},也许,也许`;
  await importText('customers', `${headers}\n${own}\n${refused}\n`, people);
  const late = `o-2,茶,不是数,2026-02-30,x,${canary.phone}`;
  await importText(
    'orders',
    `单号,货号,数量,时间,单价,手机\no-1,茶,1,2026-02-01,9.90,${canary.phone}\n${late}\n`,
    orders,
  );
  await saveSnapshot(ctx, 'all', [ctx.keys.customerId('member-no', canary.memberNo)]);
  await runCampaign('mailed', {});
  await sendByMail();
  await readMailbox();
  await runCampaign('listed', { channel: 'file', text: '您好 {{ customer.name }} 回T退订' });
  await ask('POST', '/api/campaigns/listed/export');
  const id = ctx.keys.customerId('member-no', canary.memberNo);
  seen = await ask('POST', `/api/customers/${id}/reveal`, { reason: 'called back' });
  await rehearse();
  await mistakes();
  while ((await shipOutbox(ctx)) > 0);
  await sealAll(ctx);
}, 120_000);

afterAll(async () => {
  await mailServer?.close();
  await server?.close();
  await stores?.close();
});

test('the person went the whole way', async () => {
  const { rows } = await sql<{ messages: number; refused: number; jobs: number; replies: number }>`
    select (select count(*)::int from sandbox_messages) as messages, (select count(*)::int from quarantine) as refused,
      (select count(*)::int from jobs) as jobs, (select count(*)::int from idempotency) as replies`.execute(
    ctx.pg,
  );
  expect(rows[0]).toEqual({ messages: 1, refused: 2, jobs: 2, replies: expect.any(Number) });
  expect(rows[0]?.replies).toBeGreaterThan(5);
  expect(statuses.filter(status => status >= 400).length).toBeGreaterThan(5);
  expect(lines.length).toBeGreaterThan(0);
  expect(tracesIn(JSON.stringify(seen)).length).toBeGreaterThan(1);
});

describe('nothing of the person stands in clear', () => {
  test('in any table of either store', async () => {
    const found = [...(await dumpStores(ctx))].map(([table, text]) => [table, tracesIn(text)] as const);
    expect(found.length).toBeGreaterThan(60);
    expect(found.filter(([, traces]) => traces.length > 0)).toEqual([]);
  });

  test('in the log', () => {
    expect(tracesIn(lines.join(''))).toEqual([]);
  });

  test('in metrics and links', async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('# HELP');
    expect(tracesIn(metrics)).toEqual([]);
    expect(links.length).toBeGreaterThan(0);
    expect(tracesIn(decodeURIComponent(links.join('\n')))).toEqual([]);
  });

  test('and the search finds them where they are', () => {
    expect(tracesIn(`x ${canaryText} y`).length).toBeGreaterThan(3);
  });
});
