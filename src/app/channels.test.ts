import { type AddressInfo, createServer, type Server } from 'node:net';
import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveDefinition } from '../act/campaign.store.ts';
import { loadChannelState, saveSenders } from '../act/channel-health.store.ts';
import { guardChannel } from '../act/guarded-channel.ts';
import { loadSandboxMessage } from '../act/sandbox-mailbox.store.ts';
import { openSmtpChannel } from '../act/smtp-channel.ts';
import { testCampaign } from '../testing/campaign-people.ts';
import { type TestServer, testHttp } from '../testing/http.ts';
import { type SandboxChannel, sandboxChannel } from '../testing/sandbox-channel.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { saveAccount } from './accounts.store.ts';

let stores: TestStores;
let sandbox: SandboxChannel;
let server: TestServer;
let cookie = '';
const login = { email: 'manager@shop.example', password: 'correct horse battery' };

interface Reply {
  readonly ok?: boolean;
  readonly error?: { readonly code: string };
}

const post = async (path: string, body: unknown = {}, asPerson = false) => {
  const who = asPerson ? { cookie, origin: server.url } : { authorization: `Bearer ${server.localToken}` };
  const headers = { ...who, 'content-type': 'application/json', 'x-rekindle-locale': 'en' };
  const reply = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Reply };
};

beforeAll(async () => {
  stores = await testStores({ settings: { locale: 'en', publicUrl: 'https://shop.example' } });
  const { ctx } = stores;
  sandbox = await sandboxChannel(ctx);
  server = await testHttp(ctx, { channels: sandbox.desk });
  await saveAccount(ctx, { ...login, role: 'planner' });
  const opened = await post('/api/session', login);
  cookie = String(opened.headers.get('set-cookie')).split(';')[0] ?? '';
  for (const channel of ['sandbox', 'smtp', 'file'] as const) {
    const message = channel === 'file' ? { channel, text: 'Hello, reply T to opt out' } : { channel };
    await saveDefinition(
      ctx,
      testCampaign({ name: channel, segment: 'all', startsAt: ctx.now(), change: { message } }),
    );
  }
});
afterAll(async () => {
  await server?.close();
  await sandbox?.close();
  await stores?.close();
});

describe('testing a channel', () => {
  it('connects and logs in, and says which channels work', async () => {
    expect((await post('/api/channels/sandbox/check')).body).toMatchObject({ ok: true, code: null });
    await saveSenders(stores.ctx.pg, ['sandbox'], { owner: 'test', at: stores.ctx.machineNow() });
    const headers = { authorization: `Bearer ${server.localToken}`, 'x-rekindle-locale': 'en' };
    const listed = await (await fetch(`${server.url}/api/channels`, { headers })).json();
    expect(listed).toMatchObject({
      channels: [
        { channel: 'sandbox', state: 'working' },
        { channel: 'smtp', state: 'not-configured', remedy: expect.stringContaining('REKINDLE_SMTP_URL') },
      ],
    });
  });

  it('refuses where no mail server is configured, or where another process has it', async () => {
    const none = await post('/api/channels/smtp/check');
    expect([none.status, none.body.error?.code]).toEqual([409, 'channel-not-configured-smtp']);
    await saveSenders(stores.ctx.pg, ['smtp'], { owner: 'worker', at: stores.ctx.machineNow() });
    expect((await post('/api/channels/smtp/check')).body.error?.code).toBe('channel-elsewhere');
  });

  it('shows at once what a failed test found, and lets a test that works end the outage', async () => {
    const { ctx } = stores;
    let port = 0;
    const nobody = createServer().listen(0, '127.0.0.1', function (this: Server) {
      port = (this.address() as AddressInfo).port;
    });
    await new Promise(ready => nobody.once('listening', ready));
    await new Promise(closed => nobody.close(closed));
    const channel = openSmtpChannel({
      host: '127.0.0.1',
      port,
      secure: false,
      maxConnections: 1,
      allowPlain: true,
    });
    const broken = guardChannel(channel, { connections: 1, machineNow: ctx.machineNow, random: () => 0.5 });
    const working = sandbox.desk.find('sandbox');
    if (!working) expect.fail('the sandbox is open');
    sandbox.desk.use(new Map([['sandbox', broken]]));
    for (let n = 0; n < 3; n += 1) {
      expect((await post('/api/channels/sandbox/check')).body).toMatchObject({
        ok: false,
        code: 'channel-refused',
      });
    }
    expect(await loadChannelState(ctx, 'sandbox')).toMatchObject({
      state: 'stopped',
      code: 'channel-refused',
    });
    await channel.close();
    sandbox.desk.use(new Map([['sandbox', working]]));
    expect((await post('/api/campaigns/sandbox/test-message', { to: login.email })).body.ok).toBe(true);
    expect(await loadChannelState(ctx, 'sandbox')).toMatchObject({ state: 'working' });
    await sql`delete from sandbox_messages`.execute(ctx.pg);
  });

  it('sends the message to the person who asks, marked as a test and counted nowhere', async () => {
    const { ctx } = stores;
    const sent = await post('/api/campaigns/sandbox/test-message', {}, true);
    expect(sent.body).toMatchObject({ ok: true, to: 'm***@shop.example' });
    const { rows: kept } = await sql<{ id: string }>`select message_id as id from sandbox_messages`.execute(
      ctx.pg,
    );
    expect(kept).toHaveLength(1);
    const { raw } = await loadSandboxMessage(ctx, kept[0]?.id ?? '');
    const mail = await simpleParser(raw);
    expect(mail.subject).toMatch(/^\[Test\] Alex Wang/);
    expect(mail.to).toMatchObject({ text: login.email });
    for (const table of ['intents', 'delivery_events', 'contact_reservations', 'facts_outbox']) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
        ctx.pg,
      );
      expect([table, rows[0]?.n]).toEqual([table, 0]);
    }
  });

  it('sends to nobody without an account, and nothing for the file channel', async () => {
    const outside = await post('/api/campaigns/sandbox/test-message', { to: 'stranger@elsewhere.example' });
    expect([outside.status, outside.body.error?.code]).toEqual([400, 'test-recipient']);
    expect(JSON.stringify(outside.body)).not.toContain('stranger');
    const nobody = await post('/api/campaigns/sandbox/test-message');
    expect(nobody.body.error?.code).toBe('test-recipient');
    const named = await post('/api/campaigns/sandbox/test-message', { to: login.email });
    expect(named.body.ok).toBe(true);
    expect((await post('/api/campaigns/file/test-message', {}, true)).body.error?.code).toBe(
      'test-message-file',
    );
  });
});
