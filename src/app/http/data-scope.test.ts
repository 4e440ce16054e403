/**
 * Walks the table of served routes as somebody with a data scope, twice: before and after a customer out of scope came
 * to have everything a customer in scope has, in every table of both stores. Not one answer may change. A route that the
 * list below does not know fails the test: whoever adds one says here how it is asked.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approveCampaign } from '../../act/campaign.route.ts';
import { saveDefinition } from '../../act/campaign.store.ts';
import { campaignTick } from '../../act/campaign-tick.job.ts';
import { createFileExport } from '../../act/file-export.store.ts';
import { launchCampaign } from '../../act/launch.store.ts';
import { saveSandboxMessages } from '../../act/sandbox-mailbox.store.ts';
import { saveCustomerPlace } from '../../collect/profile/customer-place.store.ts';
import { saveSegment } from '../../decide/segment.store.ts';
import { Pii } from '../../kernel/pii.ts';
import { limitedMay, type Role, roleMay, roles } from '../../records/permission.ts';
import type { StoreContext } from '../../store/context.ts';
import { shipOutbox } from '../../store/state/outbox.ts';
import { savePeople, saveSnapshot, testCampaign } from '../../testing/campaign-people.ts';
import { plantInFacts } from '../../testing/canary.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { orderRow } from '../../testing/order-rows.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { twinInFacts, twinInState } from '../../testing/twin.ts';
import { saveAccount } from '../accounts.store.ts';
import { addApiKey } from '../api-keys.store.ts';
import { openSession } from '../sessions.store.ts';
import { expectedAccess } from './route-access.expected.ts';

let stores: TestStores;
let ctx: StoreContext;
let server: TestServer;
let inside = '';
let outside = '';
let planted: string[] = [];
const users = new Map<Role, string>();
const limitedRoles = roles.filter(role => role !== 'owner');

const outsidePerson = {
  externalId: 'AUS-90817',
  name: '鹮鸰外来',
  email: 'outside.person@kanari.example',
  phone: '+8619987315678',
};
const traces = () => [outside, outsidePerson.externalId, '外来', 'outside.person', '199****5678', '5678'];

async function addCampaign(name: string, channel: 'file' | 'sandbox') {
  const text = '您好 {{ customer.name }} 回T退订';
  const definition = testCampaign({
    name,
    segment: 'all',
    startsAt: ctx.now(),
    change: {
      control: { share: 0, absenceReason: 'a test' },
      schedule: { spreadHours: 0 },
      message: channel === 'file' ? { channel, text } : {},
    },
  });
  await saveDefinition(ctx, definition);
}

async function launch(name: string) {
  await approveCampaign(ctx, name, { locale: 'en' });
  await launchCampaign(ctx, name);
}

async function addFacts(customerId: string) {
  const base = { as_of: '2026-03-01 00:00:00.000', definition_version: 1, value_is: 'sales', version: 1 };
  const person = { customer_id: customerId, occasions: 3, tier: 'high', stage: 'mature', monetary: '12.5' };
  await ctx.ch.insert('customer_features', [{ ...base, ...person }], { tag: 'test' });
  const order = { order_id: `o-${customerId}`, sold_at: '2026-02-01 04:00:00', net_amount: '10' };
  await ctx.ch.insert('order_lines', [orderRow({ customer_id: customerId, ...order })], { tag: 'test' });
}

beforeAll(async () => {
  stores = await testStores({ settings: { publicUrl: 'https://shop.example' } });
  ctx = stores.ctx;
  server = await testHttp(ctx);
  for (const role of roles) {
    const account = { email: `${role}@example.com`, password: 'a long enough password', role };
    users.set(role, (await saveAccount(ctx, account)).userId);
  }
  const scope = JSON.stringify({ own: true, stores: ['A', "O'Brien \\ 店"], regions: [] });
  await sql`update users set data_scope = ${scope}::jsonb where role <> 'owner'`.execute(ctx.pg);
  const ours = await savePeople(ctx, [
    { externalId: 'in-1', name: '鹮鸰三', email: 'in@kanari.example', phone: '+8619987310001' },
    { externalId: 'in-2', name: '鹮鸰四', phone: '+8619987310002' },
  ]);
  inside = ours[0] ?? '';
  for (const customerId of ours) {
    await saveCustomerPlace(ctx, { customerId, wish: { store: 'A' } });
    await addFacts(customerId);
  }
  await saveSnapshot(ctx, 'all', ours);
  await saveSegment(ctx, {
    name: 'all',
    title: 'all',
    rule: { feature: 'occasions', op: 'gte', value: 1 },
  });
  await addCampaign('draft', 'sandbox');
  await addCampaign('listed', 'file');
  await launch('listed');
  stores.clock.advance({ minutes: 1 });
  await campaignTick(ctx);
  await createFileExport(ctx, 'listed');
  const { rows } = await sql<{ id: string }>`
    select intent_id as id from intents where customer_id = ${inside}`.execute(ctx.pg);
  const intentId = rows[0]?.id ?? '';
  await sql`insert into delivery_events (intent_id, kind, at, source)
    values (${intentId}, 'accepted', ${ctx.now()}, 'test')`.execute(ctx.pg);
  const opportunityId = ctx.newId();
  await sql`insert into opportunities (opportunity_id, as_of, kind, document, created_at)
    values (${opportunityId}, ${ctx.now()}, 'sleepers', '{}', ${ctx.now()})`.execute(ctx.pg);
  await sql`insert into opportunity_members values (${opportunityId}, ${inside})`.execute(ctx.pg);
  const mail = { to: new Pii('in@kanari.example'), subject: 'hello', raw: new Pii(Buffer.from('x')) };
  await saveSandboxMessages(ctx, [{ ...mail, intentId }]);
  while ((await shipOutbox(ctx)) > 0);
  planted = (await plantInFacts(ctx, inside, 'staff')).filter(table => table !== 'customer_places');
}, 120_000);

afterAll(async () => {
  await server?.close();
  await stores?.close();
});

interface Ask {
  readonly path: string;
  readonly body?: unknown;
}
type Way = readonly Ask[] | 'no-customers';

const customers = () => [inside, outside];

/** How each route open to people with a data scope is asked; `no-customers`: it says nothing of any. */
const ways = (): Readonly<Record<string, Way>> => ({
  'GET /api/account': 'no-customers',
  'PUT /api/account/password': 'no-customers',
  'POST /api/account/recovery-codes': 'no-customers',
  'DELETE /api/account/second-factor': 'no-customers',
  'POST /api/account/second-factor': 'no-customers',
  'POST /api/account/second-factor/confirm': 'no-customers',
  'DELETE /api/account/sessions/:id': 'no-customers',
  'GET /api/session': 'no-customers',
  'PATCH /api/session': 'no-customers',
  'GET /api/settings': 'no-customers',
  'GET /api/texts': 'no-customers',
  'GET /api/views/:list': 'no-customers',
  'DELETE /api/views/:list/:name': 'no-customers',
  'PUT /api/views/:list/:name': 'no-customers',
  'GET /api/approvals': [{ path: '/api/approvals' }],
  'GET /api/calendar': [{ path: '/api/calendar?from=2026-02-01&to=2026-04-01' }],
  'GET /api/campaigns': [{ path: '/api/campaigns' }],
  'GET /api/campaigns/:name': [{ path: '/api/campaigns/listed' }],
  'GET /api/campaigns/:name/audience': [{ path: '/api/campaigns/listed/audience' }],
  'GET /api/campaigns/:name/cancel': [{ path: '/api/campaigns/listed/cancel' }],
  'GET /api/campaigns/:name/exports': [{ path: '/api/campaigns/listed/exports' }],
  'GET /api/campaigns/:name/preview': [
    { path: '/api/campaigns/draft/preview' },
    ...customers().map(id => ({ path: `/api/campaigns/draft/preview?customerId=${id}` })),
  ],
  'GET /api/campaigns/:name/status': [{ path: '/api/campaigns/listed/status' }],
  'POST /api/campaigns/:name/waterfall': [{ path: '/api/campaigns/draft/waterfall', body: {} }],
  'GET /api/channels': [{ path: '/api/channels' }],
  'GET /api/customers': [{ path: '/api/customers' }, { path: '/api/customers?limit=1&sort=since' }],
  'GET /api/customers/:id': customers().map(id => ({ path: `/api/customers/${id}` })),
  'GET /api/customers/:id/household': customers().map(id => ({ path: `/api/customers/${id}/household` })),
  'GET /api/customers/:id/export': customers().map(id => ({ path: `/api/customers/${id}/export` })),
  'POST /api/customers/:id/reveal': customers().map(id => ({
    path: `/api/customers/${id}/reveal`,
    body: { reason: 'called back' },
  })),
  'POST /api/customers/search': [
    ...[outsidePerson.phone, outsidePerson.email, outsidePerson.externalId, outside, inside].map(query => ({
      path: '/api/customers/search',
      body: { query },
    })),
    { path: '/api/customers/search', body: { ids: customers() } },
  ],
  'GET /api/exclusions': [{ path: '/api/exclusions' }],
  'POST /api/list-exports': [{ path: '/api/list-exports', body: { list: 'customers', people: 2 } }],
  'GET /api/home': [{ path: '/api/home' }],
  'GET /api/city-tiers': [{ path: '/api/city-tiers' }],
  'GET /api/cut-points': [{ path: '/api/cut-points' }],
  'GET /api/sales-definition': [{ path: '/api/sales-definition' }],
  'GET /api/sales-definition/events': [{ path: '/api/sales-definition/events' }],
  'GET /api/sandbox/messages': [{ path: '/api/sandbox/messages' }],
  'GET /api/sandbox/messages/:id': [{ path: '/api/sandbox/messages/00000000-0000-7000-8000-000000000000' }],
  'GET /api/segments': [{ path: '/api/segments' }],
  'GET /api/segments/:name': [{ path: '/api/segments/all' }],
  'POST /api/segments/:name/count': [{ path: '/api/segments/all/count', body: {} }],
  'GET /api/segments/:name/members': [
    { path: '/api/segments/all/members' },
    { path: '/api/segments/all/members?format=csv' },
  ],
  'GET /api/segments/:name/sql': [{ path: '/api/segments/all/sql' }],
  'GET /api/why/:customerId/:name': customers().map(id => ({ path: `/api/why/${id}/listed` })),
});

const named = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

/** Routes that ask for a permission, with it; the console's files have none. */
const guardedRoutes = () =>
  server.app.routeTable.flatMap(route => {
    const permission = expectedAccess[named(route)];
    return permission && permission !== 'anyone' ? [{ ...route, permission }] : [];
  });

async function cookieOf(role: Role) {
  const actor = { actorId: users.get(role) ?? '', actorKind: 'user' } as const;
  return `rekindle-session=${await openSession(ctx, actor)}`;
}

async function asked(method: string, { path, body }: Ask, headers: Record<string, string>) {
  const reply = await server.app.inject({
    method: method as 'GET',
    url: path,
    headers: { host: 'localhost', ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  // What a statement took is no figure of anybody's, and a sealed cursor never reads the same twice.
  const text = reply.body
    .replace(/"seconds":[\d.e-]+/g, '"seconds":0')
    .replace(/Cursor":"[^"]+"/g, 'Cursor":"…"');
  return `${reply.statusCode} ${text}`;
}

/** The same for the same rows in whatever order a store gave them. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(unordered).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unordered(each)]));
}
const comparable = (answer: string | undefined) =>
  answer?.[4] === '{' ? unordered(JSON.parse(answer.slice(4))) : answer;

/** Every answer of every way, by route, role and place in the list. */
async function walk(): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  const known = ways();
  for (const route of guardedRoutes()) {
    const way = known[named(route)] ?? [];
    if (way === 'no-customers') continue;
    const allowed = limitedRoles.filter(each => roleMay(each, route.permission));
    // Roles differ in what they may, which the other test walks; shop staff are who most have a scope.
    for (const role of new Set([allowed[0], ...allowed.filter(each => each === 'service')])) {
      if (role === undefined) continue;
      const headers = { cookie: await cookieOf(role), origin: 'http://localhost' };
      for (const [n, ask] of way.entries())
        answers.set(`${role} ${named(route)} ${n}`, await asked(route.method, ask, headers));
    }
  }
  return answers;
}

const asOwner = async (path: string) => asked('GET', { path }, { cookie: await cookieOf('owner') });

describe('the list of ways', () => {
  test('names exactly the routes that people with a data scope may use', () => {
    const open = guardedRoutes().filter(({ permission }) => limitedMay(permission));
    expect(Object.keys(ways()).sort()).toEqual(open.map(named).sort());
  });
});

describe('somebody with a data scope', () => {
  test('is refused whatever concerns the whole base, as a person and as a key, and told why', async () => {
    const dataScope = { own: false, stores: ['A'], regions: [] };
    const { key } = await addApiKey(ctx, { name: 'till', scope: 'manage', dataScope });
    for (const route of guardedRoutes().filter(({ permission }) => !limitedMay(permission))) {
      const path = route.path
        .replace(/:(\w*[iI]d)\b/g, '00000000-0000-7000-8000-000000000000')
        .replace(/:\w+/g, 'x');
      const answers = [await asked(route.method, { path }, { authorization: `Bearer ${key}` })];
      const role = limitedRoles.find(each => roleMay(each, route.permission));
      const origin = 'http://localhost';
      if (role) answers.push(await asked(route.method, { path }, { cookie: await cookieOf(role), origin }));
      for (const answer of answers) {
        expect(answer, named(route)).toMatch(/^403 .*"code":"(scope-whole-base|permission-not-for-keys)"/);
      }
      if (role) expect(answers[1], named(route)).toContain('scope-whole-base');
    }
  });

  test('gets the same answers whether or not somebody out of scope exists anywhere in either store', async () => {
    outside = ctx.keys.customerId('external', outsidePerson.externalId);
    const before = await walk();
    const unlimited = ['/api/customers', '/api/segments/all/members', '/api/campaigns/listed/status'];
    const ownersBefore = await Promise.all(unlimited.map(asOwner));
    expect(await savePeople(ctx, [outsidePerson])).toEqual([outside]);
    await saveCustomerPlace(ctx, { customerId: outside, wish: { store: 'B', region: 'A' } });
    const filled = await twinInState(ctx, { of: inside, to: outside });
    expect(filled).toEqual(
      expect.arrayContaining([
        'campaign_audience',
        'contact_reservations',
        'delivery_events',
        'file_export_rows',
        'intents',
        'opportunity_members',
        'sandbox_messages',
        'segment_snapshot_members',
      ]),
    );
    expect((await twinInFacts(ctx, { of: inside, to: outside })).sort()).toEqual(planted.sort());
    while ((await shipOutbox(ctx)) > 0);
    const after = await walk();
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [asking, answer] of after) {
      expect(answer.slice(0, 4), asking).toBe(before.get(asking)?.slice(0, 4));
      expect(comparable(answer), asking).toEqual(comparable(before.get(asking)));
      for (const trace of asking.includes('search') ? [] : traces()) {
        const isAsked = trace === outside && answer.startsWith('404');
        if (!isAsked) expect(answer.includes(trace), `${asking}: ${trace}`).toBe(false);
      }
      expect(answer, asking).not.toMatch(/^5/);
    }
    const ownersAfter = await Promise.all(unlimited.map(asOwner));
    for (const [n, answer] of ownersAfter.entries()) expect(answer, unlimited[n]).not.toBe(ownersBefore[n]);
  }, 120_000);

  test('finds their own customers: the walk had something to hide', async () => {
    const headers = { cookie: await cookieOf('admin'), origin: 'http://localhost' };
    const list = JSON.parse((await asked('GET', { path: '/api/customers' }, headers)).slice(4));
    expect(list.total).toBe(2);
    const count = await asked('POST', { path: '/api/segments/all/count', body: {} }, headers);
    expect(count).toContain('"count":2');
    const members = JSON.parse((await asked('GET', { path: '/api/segments/all/members' }, headers)).slice(4));
    expect(members).toMatchObject({ count: 2, members: [{}, {}] });
    const status = await asked('GET', { path: '/api/campaigns/listed/status' }, headers);
    expect(JSON.parse(status.slice(4))).toMatchObject({ audience: 2 });
    const page = await asked('GET', { path: `/api/customers/${inside}` }, headers);
    expect(JSON.parse(page.slice(4))).toMatchObject({ place: { store: 'A' }, totals: { orders: 1 } });
  });
});
