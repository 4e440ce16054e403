/**
 * Every route that changes something is called once with success, in an order in which each finds what it needs, and
 * must leave an entry of its caller. The list of routes is read from the running server: a route that is added without
 * its call here fails the first test.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { campaignTick } from '../../act/campaign-tick.job.ts';
import { claimText, unsubscribePurpose } from '../../act/unsubscribe-link.ts';
import { opportunity } from '../../records/opportunity.ts';
import { shipOutbox } from '../../store/state/outbox.ts';
import { fromBase32 } from '../../testing/base32.ts';
import { savePeople, saveSnapshot, testCampaign } from '../../testing/campaign-people.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { orderRow, storeRows } from '../../testing/order-rows.ts';
import { type SandboxChannel, sandboxChannel } from '../../testing/sandbox-channel.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { hotp, stepAt } from '../access/totp.ts';
import { saveAccount } from '../accounts.store.ts';
import { findSessions, openSession } from '../sessions.store.ts';
import { dataCalls } from './audit-data-calls.ts';
import { hookCalls } from './audit-hook-calls.ts';
import { identityCalls } from './audit-identity-calls.ts';
import { readsOnly } from './reads-only.expected.ts';

let stores: TestStores;
let server: TestServer;
let sandbox: SandboxChannel;
let people: string[];
let token = '';
let cookie = '';
let keyId = '';
/** What an earlier call of the list gave back for a later one. */
const kept = {
  upload: '',
  othersSession: '',
  approval: '',
  import: '',
  job: '',
  opportunity: '',
  user: '',
  link: '',
  secret: '',
  session: '',
  review: '',
  action: '',
  incident: '',
  refused: '',
};

interface Call {
  readonly path?: string;
  readonly body?: unknown;
  readonly before?: () => Promise<unknown>;
  readonly after?: (reply: Record<string, unknown>) => unknown;
  /** The person's cookie instead of the server's own token. */
  readonly asPerson?: true;
  readonly asNobody?: true;
  readonly raw?: () => RequestInit;
}

const campaign = (name: string) => {
  const { name: _, ...definition } = testCampaign({
    name,
    segment: 'all',
    startsAt: stores.ctx.now(),
    change: {
      control: { share: 0, absenceReason: 'a test' },
      schedule: { spreadHours: 0 },
      message: name === 'listed' ? { channel: 'file', text: '您好 {{ customer.name }} 回T退订' } : {},
    },
  });
  return { name, ...definition };
};
const run = async (name: string) => {
  await send('PUT', `/api/campaigns/${name}`, { body: campaign(name) });
  await send('POST', `/api/campaigns/${name}/approve`, {});
  await send('POST', `/api/campaigns/${name}/launch`, {});
};
const decide = async () => {
  stores.clock.advance({ minutes: 1 });
  await campaignTick(stores.ctx);
};
const job = (reply: Record<string, unknown>) => {
  kept.job = String(reply['jobId']);
  return server.idle();
};
const form = () => {
  const body = new FormData();
  body.set('file', new Blob(['会员号,姓名\nm-1,王小明\n']), 'people.csv');
  return { body };
};
const mapping = {
  kind: 'customers',
  name: 'crm',
  title: 'CRM',
  source: 'crm',
  columns: { customer: '会员号', name: '姓名' },
};

/** A card good enough to make a segment of. */
async function saveOpportunity() {
  const { ctx } = stores;
  kept.opportunity = ctx.newId();
  const nothing = Object.fromEntries(
    Object.entries(opportunity.shape).map(([key, schema]) => [
      key,
      schema.safeParse(null).success ? null : schema.safeParse(undefined).success ? undefined : [],
    ]),
  );
  const words = { zh: '高价值流失', en: 'High-value lost' };
  const card = opportunity.parse({
    ...nothing,
    id: kept.opportunity,
    kind: 'high-value-lost',
    asOf: ctx.now().toISOString(),
    title: words,
    sentence: words,
    status: 'refused',
    customers: 1,
    reachable: 1,
    horizonDays: 90,
    currency: 'CNY',
    valueIs: 'sales',
    assumptions: { contactCostMinor: 0, incentiveMinor: 0, redeemShare: 0 },
    evidence: 'E0',
    quality: 'low',
  });
  await sql`
    insert into opportunities (opportunity_id, as_of, kind, document, created_at)
    values (${card.id}, ${ctx.now()}, ${card.kind}, ${JSON.stringify(card)}::jsonb, ${ctx.now()})`.execute(
    ctx.pg,
  );
}

const password = 'correct horse battery';

/** What is done to accounts: of the invited person by the server's own account, of the owner by themselves. */
function accountCalls(): Readonly<Record<string, Call>> {
  const ofPerson = (what: string, more: Call = {}): Call => ({
    ...more,
    get path() {
      return `/api/users/${kept.user}/${what}`;
    },
  });
  return {
    'POST /api/users/invitations': {
      body: { email: 'invited@example.com', role: 'analyst' },
      after: reply => {
        kept.user = String(reply['userId']);
        kept.link = String(reply['path']).split('#')[1] ?? '';
      },
    },
    'POST /api/account-links/accept': {
      asNobody: true,
      get body() {
        return { token: kept.link, password, locale: 'en' };
      },
    },
    'POST /api/users/:id/password-link': ofPerson('password-link'),
    'PUT /api/users/:id/role': ofPerson('role', { body: { role: 'planner' } }),
    'PUT /api/users/:id/scope': ofPerson('scope', { body: { dataScope: { stores: ['Shanghai'] } } }),
    'PUT /api/limited-roles': { body: { roles: ['operator'] } },
    'POST /api/users/:id/sign-out': ofPerson('sign-out'),
    'DELETE /api/users/:id/sessions/:sessionId': {
      before: async () => {
        await openSession(stores.ctx, { actorId: kept.user, actorKind: 'user' });
        kept.othersSession = (await findSessions(stores.ctx, kept.user))[0]?.sessionId ?? '';
      },
      get path() {
        return `/api/users/${kept.user}/sessions/${kept.othersSession}`;
      },
    },
    'DELETE /api/users/:id/second-factor': ofPerson('second-factor', {
      before: () => sql`update users set second_factor_cipher = '\\x00'`.execute(stores.ctx.pg),
    }),
    'POST /api/users/:id/deactivate': ofPerson('deactivate'),
    'POST /api/users/:id/activate': ofPerson('activate'),
    'POST /api/account/second-factor': {
      asPerson: true,
      body: { current: password },
      after: reply => (kept.secret = String(reply['secret'])),
    },
    'POST /api/account/second-factor/confirm': {
      asPerson: true,
      get body() {
        return { code: hotp(fromBase32(kept.secret), stepAt(stores.ctx.machineNow())) };
      },
    },
    'POST /api/account/recovery-codes': { asPerson: true, body: { current: password } },
    'DELETE /api/account/second-factor': { asPerson: true, body: { current: password } },
    'DELETE /api/account/sessions/:id': {
      asPerson: true,
      before: async () => {
        const { user_id: actorId } = await stores.ctx.pg
          .selectFrom('sessions')
          .select('user_id')
          .executeTakeFirstOrThrow();
        await openSession(stores.ctx, { actorId, actorKind: 'user' });
        const newest = await stores.ctx.pg
          .selectFrom('sessions')
          .select('session_id')
          .orderBy('session_id', 'desc')
          .executeTakeFirstOrThrow();
        kept.session = newest.session_id;
      },
      get path() {
        return `/api/account/sessions/${kept.session}`;
      },
    },
    'PUT /api/account/password': { asPerson: true, body: { current: password, password } },
  };
}

/** A drill from its finding to its end, each step on what the one before left. */
function incidentCalls(): Readonly<Record<string, Call>> {
  const step = (what: string, body: unknown): Call => ({
    body,
    get path() {
      return `/api/incidents/${kept.incident}/${what}`;
    },
  });
  const facts = {
    cause: 'A list was mailed.',
    harm: 'Unwanted calls.',
    advice: 'Be wary.',
    contact: 'The shop',
  };
  return {
    'POST /api/incidents': {
      get body() {
        const to = stores.ctx.machineNow();
        const from = new Date(to.getTime() - 3_600_000);
        const span = { kind: 'span', from: from.toISOString(), to: to.toISOString() };
        return { mode: 'drill', finding: 'A list was found outside.', source: span };
      },
      after: reply => (kept.incident = String(reply['incidentId'])),
    },
    'POST /api/incidents/:id/people': step('people', {}),
    'POST /api/incidents/:id/stop-sending': step('stop-sending', {}),
    'POST /api/incidents/:id/notices': step('notices', facts),
    'PUT /api/incidents/:id/notices/:recipient/:locale': step('notices/authority/en', {
      body: 'A drill: nothing of this has happened.',
    }),
    'POST /api/incidents/:id/notices/:recipient/told': step('notices/authority/told', {}),
    'POST /api/incidents/:id/close': step('close', { conclusion: 'It works.' }),
  };
}

/** Every changing route with one successful call. */
const calls: Readonly<Record<string, Call>> = {
  'POST /api/session': {
    asNobody: true,
    body: { email: 'owner@example.com', password: 'correct horse battery' },
  },
  'PATCH /api/session': { asPerson: true, body: { locale: 'en' } },
  'POST /api/users': { body: { email: 'new@example.com', role: 'analyst' } },
  'POST /api/keys': { body: { name: 'robot', scope: 'read' } },
  'POST /api/keys/:id/rotate': {
    before: async () => {
      const { key_id } = await stores.ctx.pg
        .selectFrom('api_keys')
        .select('key_id')
        .executeTakeFirstOrThrow();
      keyId = key_id;
    },
    get path() {
      return `/api/keys/${keyId}/rotate`;
    },
    body: {},
  },
  'DELETE /api/keys/:id': {
    get path() {
      return `/api/keys/${keyId}`;
    },
  },
  ...accountCalls(),
  'PUT /api/views/:list/:name': {
    asPerson: true,
    path: '/api/views/campaigns/running',
    body: { query: 'state=running' },
  },
  'DELETE /api/views/:list/:name': { asPerson: true, path: '/api/views/campaigns/running' },
  'PUT /api/settings': { body: { organisation: 'Green shop' } },
  'POST /api/customers/:id/reveal': {
    get path() {
      return `/api/customers/${people[0]}/reveal`;
    },
    body: { reason: 'called back about order 17' },
  },
  'POST /api/approvals/:id/decision': {
    asPerson: true,
    before: async () => {
      kept.approval = stores.ctx.newId();
      const at = stores.ctx.machineNow();
      await stores.ctx.pg
        .insertInto('approvals')
        .values({
          approval_id: kept.approval,
          kind: 'role',
          deed: 'role:x',
          target: 'user:x',
          detail: '{}',
          people: 1,
          requested_by: 'somebody else',
          requested_at: at,
          expires_at: new Date(at.getTime() + 1000),
        })
        .execute();
    },
    get path() {
      return `/api/approvals/${kept.approval}/decision`;
    },
    body: { approve: true, note: 'seen and right' },
  },
  'POST /api/uploads': { raw: form, after: reply => (kept.upload = String(reply['uploadId'])) },
  'POST /api/imports': {
    get body() {
      return { uploadId: kept.upload, kind: 'customers', mapping, dryRun: false };
    },
    after: job,
  },
  'POST /api/mappings': {
    get body() {
      return { mapping: { ...mapping, name: 'shop-people' } };
    },
  },
  'PUT /api/mappings/:name': { path: '/api/mappings/shop-people', body: { retired: true } },
  'POST /api/imports/:id/undo': {
    before: async () => {
      const found = await stores.ctx.pg.selectFrom('imports').select('import_id').executeTakeFirstOrThrow();
      kept.import = found.import_id;
    },
    get path() {
      return `/api/imports/${kept.import}/undo`;
    },
    after: job,
  },
  'POST /api/events/refused/:id/replay': {
    before: async () => {
      await send('POST', '/v1/batch', {
        body: {
          batch: [
            { type: 'track', event: 'A' },
            { type: 'track', event: 'B' },
          ],
        },
      });
      const { events } = (await (await send('GET', '/api/events/refused', {})).json()) as {
        events: { id: string }[];
      };
      kept.refused = events[0]?.id ?? '';
    },
    get path() {
      return `/api/events/refused/${kept.refused}/replay`;
    },
    body: { changes: [{ path: 'userId', value: 'm-1' }] },
  },
  'POST /api/events/refused/replay': { body: {}, after: job },
  ...hookCalls(job),
  'POST /api/jobs/:id/cancel': {
    get path() {
      return `/api/jobs/${kept.job}/cancel`;
    },
  },
  'POST /api/jobs/:id/resume': {
    before: () => sql`update jobs set state = 'failed' where job_id = ${kept.job}`.execute(stores.ctx.pg),
    get path() {
      return `/api/jobs/${kept.job}/resume`;
    },
    after: () => server.idle(),
  },
  'PUT /api/exclusions': { body: { rules: [{ rule: 'staff', enabled: false }] } },
  'PUT /api/sales-definition': { body: { subtractReturns: false } },
  'POST /api/reviews': {
    body: {},
    after: async reply => {
      await job(reply);
      const taken = await stores.ctx.pg.selectFrom('reviews').select('review_id').executeTakeFirstOrThrow();
      kept.review = taken.review_id;
    },
  },
  'PUT /api/review-schedule': { body: { every: 'week', weekday: 1, at: '07:00' } },
  'DELETE /api/review-schedule': {},
  'PUT /api/backup-schedule': { body: { at: '03:00', keep: 7, passphrase: 'correct horse battery' } },
  'DELETE /api/backup-schedule': {},
  'POST /api/key-generations': { after: job },
  'POST /api/list-exports': { body: { list: 'customers', people: 4 } },
  'PUT /api/customers/:id/place': {
    get path() {
      return `/api/customers/${people[0]}/place`;
    },
    body: { store: 'Shanghai', region: 'East' },
  },
  ...identityCalls({ ctx: () => stores.ctx, people: () => people, job }),
  'POST /api/backups': { body: { passphrase: 'correct horse battery staple' }, after: job },
  'PUT /api/segments/:name': {
    path: '/api/segments/all',
    body: { title: 'Everybody', rule: { feature: 'tier', op: 'in', value: ['high'] } },
  },
  'POST /api/segments/:name/count': { path: '/api/segments/all/count' },
  'POST /api/opportunities/:id/segment': {
    before: saveOpportunity,
    get path() {
      return `/api/opportunities/${kept.opportunity}/segment`;
    },
    body: { name: 'lost', title: 'Lost' },
  },
  'PUT /api/campaigns/:name': {
    path: '/api/campaigns/first',
    get body() {
      return campaign('first');
    },
  },
  'POST /api/channels/:channel/check': { path: '/api/channels/sandbox/check' },
  'POST /api/campaigns/:name/test-message': {
    path: '/api/campaigns/first/test-message',
    body: { to: 'owner@example.com' },
  },
  'POST /api/campaigns/:name/approve': { path: '/api/campaigns/first/approve' },
  'POST /api/campaigns/:name/launch': { path: '/api/campaigns/first/launch' },
  'POST /api/campaigns/:name/pause': { path: '/api/campaigns/first/pause' },
  'POST /api/campaigns/:name/resume': { path: '/api/campaigns/first/resume' },
  'POST /u/:token': {
    asNobody: true,
    before: async () => {
      await decide();
      const { rows } = await sql<{ customerId: string; intentId: string }>`
        select customer_id as "customerId", intent_id as "intentId" from intents limit 1`.execute(
        stores.ctx.pg,
      );
      const claim = {
        customerId: '',
        intentId: '',
        ...rows[0],
        purpose: 'marketing',
        consentChannel: 'email',
      } as const;
      token = stores.ctx.keys.seal(unsubscribePurpose, claimText(claim));
    },
    get path() {
      return `/u/${token}`;
    },
  },
  'POST /api/campaigns/:name/cancel': { before: () => run('second'), path: '/api/campaigns/second/cancel' },
  'POST /api/campaigns/:name/export': {
    before: () => run('listed').then(decide),
    path: '/api/campaigns/listed/export',
  },
  'POST /api/campaigns/:name/receipts': {
    path: '/api/campaigns/listed/receipts',
    body: { csv: 'delivery_id,status\n' },
  },
  'POST /api/campaigns/:name/result': {
    before: async () => {
      stores.clock.advance({ days: 120 });
      await campaignTick(stores.ctx);
      await sql`update intents set state = 'canceled' where state in ('queued', 'claimed')`.execute(
        stores.ctx.pg,
      );
      await campaignTick(stores.ctx);
      while ((await shipOutbox(stores.ctx)) > 0);
    },
    path: '/api/campaigns/first/result',
    body: {},
  },
  'PUT /api/retrospectives/:campaign': {
    path: '/api/retrospectives/first',
    body: { lessons: { wentWell: '', wentBadly: '', learned: 'Write earlier.', nextTime: [], tags: [] } },
  },
  'POST /api/retrospectives/:campaign/freeze': { path: '/api/retrospectives/first/freeze' },
  'PUT /api/retention': { body: { sandboxDays: 14 } },
  'POST /api/retention/purge': {},
  'POST /api/customers/:id/erasure': {
    get path() {
      return `/api/customers/${people[3]}/erasure`;
    },
    body: { reason: 'asked for by the customer' },
    after: job,
  },
  'POST /api/reviews/:id/products': {
    before: () => {
      const boughtAt = '2026-02-20 04:00:00';
      const line = orderRow({
        customer_id: people[0] ?? '',
        order_id: 'o-1',
        sold_at: boughtAt,
        net_amount: '100',
      });
      return storeRows(stores.ctx.ch, 'order_lines', [line]);
    },
    get path() {
      return `/api/reviews/${kept.review}/products`;
    },
    after: job,
  },
  'POST /api/reviews/:id/channels': {
    get path() {
      return `/api/reviews/${kept.review}/channels`;
    },
    after: job,
  },
  'POST /api/product-actions': {
    get body() {
      const dueOn = new Date(stores.ctx.now().getTime() + 20 * 86_400_000).toISOString().slice(0, 10);
      return { sku: 'A1', kind: 'fix', owner: 'Purchasing', dueOn };
    },
    after: reply => (kept.action = String(reply['actionId'])),
  },
  'PUT /api/product-actions/:id': {
    get path() {
      return `/api/product-actions/${kept.action}`;
    },
    body: { note: 'asked the supplier' },
  },
  ...incidentCalls(),
  ...dataCalls(job),
  'POST /api/audit/verification': { after: job },
  'DELETE /api/session': { asPerson: true },
};

/** The routes the running server has, apart from those that only ask. */
async function changingRoutes(): Promise<string[]> {
  const document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      // What programs track is kept with its source and time; the audit log is of what people and programs change.
      .filter(method => method !== 'get' && method !== 'head' && !/^\/(?:v1|hooks)\//.test(path))
      .map(method => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
}

const newest = async () =>
  await stores.ctx.pg.selectFrom('audit_entries').selectAll().orderBy('audit_id', 'desc').limit(20).execute();

function headersOf(call: Call): Record<string, string> {
  const headers: Record<string, string> = {};
  if (call.asPerson) Object.assign(headers, { cookie, origin: server.url });
  else if (!call.asNobody) headers['authorization'] = `Bearer ${server.localToken}`;
  if (!call.raw && call.body !== undefined) headers['content-type'] = 'application/json';
  return headers;
}

async function send(method: string, path: string, call: Call): Promise<Response> {
  const body = call.raw?.() ?? (call.body === undefined ? {} : { body: JSON.stringify(call.body) });
  const response = await fetch(server.url + path, { method, headers: headersOf(call), ...body });
  const text = await response.clone().text();
  expect([200, 202], `${method} ${path}: ${text}`).toContain(response.status);
  return response;
}

beforeAll(async () => {
  stores = await testStores();
  const { ctx } = stores;
  people = await savePeople(
    ctx,
    Array.from({ length: 4 }, (_, n) => ({
      externalId: `r${n}`,
      email: `r${n}@x.example`,
      phone: `+86138000${20000 + n}`,
    })),
  );
  await saveSnapshot(ctx, 'all', people);
  const base = { as_of: '2026-03-01 00:00:00.000', definition_version: 1, value_is: 'sales', version: 1 };
  await ctx.ch.insert(
    'customer_features',
    people.map(customer_id => ({ ...base, customer_id, tier: 'high' })),
    { tag: 'test' },
  );
  await saveAccount(ctx, { email: 'owner@example.com', password: 'correct horse battery', role: 'owner' });
  sandbox = await sandboxChannel(ctx);
  server = await testHttp({ ...ctx, callable: ['127.0.0.1'] }, { channels: sandbox.desk });
}, 60_000);

afterAll(async () => {
  await server?.close();
  await sandbox?.close();
  await stores?.close();
});

test('every changing route of the server is called here or named as one that only reads', async () => {
  expect((await changingRoutes()).sort()).toEqual([...Object.keys(calls), ...Object.keys(readsOnly)].sort());
});

test.each(Object.entries(calls))('%s leaves an entry of its caller', async (route, call) => {
  await call.before?.();
  const last = (await newest())[0]?.audit_id ?? 0;
  const [method = '', pattern = ''] = route.split(' ');
  const response = await send(method, call.path ?? pattern, call);
  if (route === 'POST /api/session') cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  const left = (await newest()).filter(entry => entry.audit_id > last);
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  await call.after?.(isJson ? ((await response.json()) as Record<string, unknown>) : {});
  const arrives = route === 'POST /api/session' || route === 'POST /api/account-links/accept';
  const kind = call.asPerson || arrives ? 'user' : call.asNobody ? 'public' : 'system';
  expect(left.map(entry => [entry.actor_kind, entry.address])).toContainEqual([kind, '127.0.0.1']);
  for (const entry of left) expect(entry.target).toMatch(/^[a-z-]+:\S+$/);
});
