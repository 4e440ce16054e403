/**
 * Proves on a listening server that nobody sees a person in clear but by asking with a reason: one person with a name,
 * phone and address found nowhere else is looked for in every reply under every role.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { campaignTick } from '../../act/campaign-tick.job.ts';
import { saveSandboxMessages } from '../../act/sandbox-mailbox.store.ts';
import { openSandboxServer } from '../../act/sandbox-smtp.ts';
import { sendReady } from '../../act/sender.ts';
import { openSmtpChannel } from '../../act/smtp-channel.ts';
import { roleMay, roles } from '../../records/permission.ts';
import { savePeople, saveSnapshot, testCampaign } from '../../testing/campaign-people.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { openSession } from '../sessions.store.ts';

const canary = { name: '鹮鸰金丝雀', phone: '+8619987310001', email: 'canary.bird@kanari.example' };
const traces = /鹮鸰金|19987310001|canary\.bird/;
/** Given in clear to those who may: refused rows, contact lists for a provider, a person's copy of their data. */
const inClear = new Set([
  'GET /api/customers/:id/export',
  'GET /api/imports/:id/quarantine.csv',
  'GET /api/campaigns/:name/exports/:exportId',
]);

let stores: TestStores;
let server: TestServer;
let customerId = '';
const cookies = new Map<string, string>();

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  const { ctx } = stores;
  [customerId = ''] = await savePeople(ctx, [{ externalId: 'M-1', ...canary }]);
  await saveSnapshot(ctx, 'all', [customerId]);
  for (const role of roles) {
    const account = { email: `${role}@example.com`, password: 'a long enough password', role };
    const { userId: actorId } = await saveAccount(ctx, account);
    cookies.set(role, `rekindle-session=${await openSession(ctx, { actorId, actorKind: 'user' })}`);
  }
  const change = {
    control: { share: 0, absenceReason: 'a test' },
    schedule: { spreadHours: 0 },
    message: { subject: '{{ customer.name }}，{{ customer.name | slice: 1, 4 }}' },
  };
  const definition = testCampaign({ name: 'first', segment: 'all', startsAt: ctx.now(), change });
  const steps = [
    ['PUT', '', definition],
    ['POST', '/approve', undefined],
    ['POST', '/launch', undefined],
  ] as const;
  for (const [method, path, body] of steps) {
    const done = await server.app.inject({
      method,
      url: `/api/campaigns/first${path}`,
      headers: { authorization: `Bearer ${server.localToken}` },
      ...(body ? { payload: body } : {}),
    });
    expect([path, done.statusCode]).toEqual([path, 200]);
  }
  stores.clock.advance({ minutes: 1 });
  await campaignTick(ctx);
  await deliver();
}, 60_000);

/** Sends what waits to the sandbox over SMTP. */
async function deliver(): Promise<void> {
  const { ctx } = stores;
  const mail = await openSandboxServer(messages => saveSandboxMessages(ctx, messages));
  const host = { host: '127.0.0.1', port: mail.port, secure: false, allowPlain: true, maxConnections: 1 };
  const provider = openSmtpChannel(host);
  const sending = { channel: 'sandbox', provider, owner: 'test', publicUrl: server.url, limit: 10 } as const;
  expect((await sendReady(ctx, sending)).accepted).toBe(1);
  await provider.close();
  await mail.close();
}

afterAll(async () => {
  await server?.close();
  await stores?.close();
});

async function ask(line: string, role: string, body?: object) {
  const [method = 'GET', url = '/'] = line.split(' ');
  const reply = await server.app.inject({
    method: method as 'GET',
    url,
    headers: { cookie: cookies.get(role) ?? '', host: 'localhost', origin: 'http://localhost' },
    ...(body ? { payload: body } : {}),
  });
  const isJson = String(reply.headers['content-type']).includes('json');
  const json = isJson ? reply.json() : null;
  return { status: reply.statusCode, text: reply.body, json, code: json?.error?.code };
}

const reveal = (role: string, reason?: string) =>
  ask(`POST /api/customers/${customerId}/reveal`, role, reason === undefined ? {} : { reason });

describe.each(roles)('as %s', role => {
  test('no reply of a route that reads holds the person in clear', async () => {
    const routes = server.app.routeTable.filter(({ method, path }) => method === 'GET' && path !== '/*');
    let seen = 0;
    for (const { path } of routes) {
      if (inClear.has(`GET ${path}`) || path.endsWith('/events')) continue;
      const url = path
        .replace(':customerId', customerId)
        .replace('/api/customers/:id', `/api/customers/${customerId}`)
        .replace(':name', path.includes('segments') ? 'all' : 'first')
        .replace(':campaign', 'first')
        .replace(/:\w*[iI]d\b/g, customerId)
        .replace(/:\w+/g, 'nothing');
      const { status, text } = await ask(`GET ${url}`, role);
      expect(text, `GET ${path}`).not.toMatch(traces);
      if (status === 200) seen += 1;
    }
    expect(seen).toBeGreaterThan(10);
    const found = await ask('POST /api/customers/search', role, { query: customerId });
    expect(found.json.customers[0]).toMatchObject({ name: '鹮***', customerId });
    expect(found.text).not.toMatch(traces);
  });

  test('searching by contact and seeing in clear pass or are refused as the permission table says', async () => {
    const found = await ask('POST /api/customers/search', role, { query: canary.phone });
    if (roleMay(role, 'customer.contact.find')) expect(found.json.customers).toHaveLength(1);
    else expect([found.status, found.code]).toEqual([403, 'permission-missing']);
    const seen = await reveal(role, 'asked to be called back');
    if (roleMay(role, 'customer.contact.reveal')) expect(seen.text).toMatch(traces);
    else expect([seen.status, seen.code]).toEqual([403, 'permission-missing']);
  });
});

test('a message in the sandbox names its recipient masked, in its subject, body and headers', async () => {
  const { json } = await ask('GET /api/sandbox/messages', 'approver');
  expect(json.messages[0]).toMatchObject({ subject: '鹮****，鸰***', to: 'c***@kanari.example' });
  const one = await ask(`GET /api/sandbox/messages/${json.messages[0].messageId}`, 'approver');
  expect(one.json.headers.subject).toBe('鹮****，鸰***');
  expect(one.json.text).toContain('您好 鹮****');
  expect(one.text).not.toMatch(/鹮鸰|金丝雀/);
});

describe('seeing a person in clear', () => {
  test('needs a reason, gives name and contacts, and stands in the audit log with the reason', async () => {
    expect((await reveal('service')).code).toBe('field-invalid');
    expect((await reveal('service', 'x')).code).toBe('field-invalid');
    const { json } = await reveal('service', 'order 17: wrong size, call 19987310001');
    expect(json).toMatchObject({
      name: canary.name,
      customerId,
      contacts: expect.arrayContaining([
        { kind: 'phone', value: canary.phone, status: 'active' },
        { kind: 'email', value: canary.email, status: 'active' },
      ]),
    });
    const rows = await stores.ctx.pg
      .selectFrom('audit_entries')
      .selectAll()
      .where('action', '=', 'customer.reveal')
      .orderBy('audit_id', 'desc')
      .execute();
    expect(rows[0]).toMatchObject({ target: `customer:${customerId}`, actor_kind: 'user' });
    expect(rows[0]?.reason).toMatch(/^order 17: wrong size, call hmac:/);
    expect(JSON.stringify(rows)).not.toMatch(traces);
  });

  test('is limited to thirty an hour for each person, also when all are asked at once', async () => {
    const asked = await Promise.all(Array.from({ length: 36 }, () => reveal('privacy-officer', 'a request')));
    const counts = asked.map(reply => reply.status);
    // One was asked above by the walk over the roles.
    expect(counts.filter(status => status === 200)).toHaveLength(29);
    expect(asked.find(reply => reply.status === 429)?.code).toBe('reveal-limit');
    expect((await reveal('service', 'somebody else may')).status).toBe(200);
    stores.clock.advanceMachine({ minutes: 20 });
    expect((await reveal('privacy-officer', 'too early')).status).toBe(429);
  });

  test('of nobody is a 404 and leaves no entry', async () => {
    const nobody = await ask('POST /api/customers/00000000-0000-8000-8000-000000000001/reveal', 'admin', {
      reason: 'a typing error',
    });
    expect([nobody.status, nobody.code]).toEqual([404, 'customer-unknown']);
  });
});
