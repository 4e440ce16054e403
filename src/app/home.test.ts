/** Proves that home answers on an empty house and names what waits. */

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveCampaign } from '../act/campaign.route.ts';
import { saveDefinition } from '../act/campaign.store.ts';
import { saveSenders } from '../act/channel-health.store.ts';
import { launchCampaign } from '../act/launch.store.ts';
import { campaignStatus } from '../records/campaign.ts';
import { homeSchema } from '../records/home.ts';
import { caller, savePeople, saveSnapshot, testCampaign } from '../testing/campaign-people.ts';
import { type TestServer, testHttp } from '../testing/http.ts';
import { type TestStores, testStores } from '../testing/stores.ts';

let stores: TestStores;
let server: TestServer;

beforeAll(async () => {
  stores = await testStores({ start: '2026-06-10T02:00:00Z' });
  server = await testHttp(stores.ctx);
}, 60_000);

afterAll(async () => {
  await server?.close();
  await stores?.close();
});

const home = async (locale = 'en') => {
  const headers = { authorization: `Bearer ${server.localToken}`, 'x-rekindle-locale': locale };
  return homeSchema.parse(await (await fetch(`${server.url}/api/home`, { headers })).json());
};

test('an empty house asks for data first and shows the festivals of the month', async () => {
  const { needs, calendar, lastReview } = await home();
  expect(needs).toEqual([{ kind: 'no-data', count: 1, target: null, title: null, at: null }]);
  expect(lastReview).toBeNull();
  expect(calendar.map(entry => entry.kind)).toContain('promotion');
});

test('pairs of records in doubt are counted once each, until somebody settles them', async () => {
  const { ctx } = stores;
  const [a, b, c] = [ctx.newId(), ctx.newId(), ctx.newId()];
  await sql`
    insert into identity_doubts (record_id, other_id, key_kind, key_id, why, found_at)
    values (${a}, ${b}, 'phone', ${c}, 'conflict', '2026-06-02T00:00:00Z'),
      (${b}, ${a}, 'email', ${c}, 'conflict', '2026-06-01T00:00:00Z'),
      (${a}, ${c}, 'phone', ${c}, 'no-name', '2026-06-03T00:00:00Z')`.execute(ctx.pg);
  const found = async () => (await home()).needs.filter(({ kind }) => kind === 'identity-doubts');
  expect(await found()).toEqual([
    { kind: 'identity-doubts', count: 2, target: null, title: null, at: '2026-06-01T00:00:00.000Z' },
  ]);
  await sql`update identity_doubts set settled_at = ${ctx.now()}`.execute(ctx.pg);
  expect(await found()).toEqual([]);
});

test('a draft campaign waits for approval, failed work and kept-back rows are named', async () => {
  const { ctx } = stores;
  const definition = {
    goal: { metric: 'buyers', baseline: 0.05, target: 0.07, dueDate: '2026-08-01' },
    schedule: { startsAt: '2026-06-20T01:00:00Z' },
  };
  await sql`insert into campaigns (campaign_id, name, title, state, definition, salt, created_at, updated_at)
    values (${ctx.newId()}, 'summer', '夏日唤回', 'draft', ${JSON.stringify(definition)}::jsonb, 's', ${ctx.now()}, ${ctx.now()})`.execute(
    ctx.pg,
  );
  await sql`insert into jobs (job_id, kind, state, input, created_at, finished_at)
    values (${ctx.newId()}, 'import', 'failed', '{}', ${ctx.machineNow()}, ${ctx.machineNow()})`.execute(
    ctx.pg,
  );
  const { needs, calendar } = await home('zh-CN');
  expect(needs).toContainEqual(expect.objectContaining({ kind: 'campaign-to-approve', target: 'summer' }));
  expect(needs).toContainEqual(expect.objectContaining({ kind: 'job-failed', title: 'import' }));
  expect(calendar).toContainEqual({
    kind: 'campaign',
    title: '夏日唤回',
    from: '2026-06-20',
    to: '2026-06-20',
    target: 'summer',
  });
});

test('a running campaign whose mail server nobody has stands among what waits, and its status says what to do', async () => {
  const { ctx } = stores;
  const change = { message: { channel: 'smtp' as const } };
  await saveDefinition(ctx, testCampaign({ name: 'post', segment: 'all', startsAt: ctx.now(), change }));
  await sql`update campaigns set state = 'running', launched_at = ${ctx.now()} where name = 'post'`.execute(
    ctx.pg,
  );
  const waiting = async (locale: string) => (await home(locale)).needs.find(need => need.target === 'post');
  expect(await waiting('en')).toMatchObject({
    kind: 'channel-stopped',
    reason: expect.stringContaining('SMTP mail server'),
  });
  expect(await waiting('zh-CN')).toMatchObject({ reason: expect.stringContaining('SMTP 邮件服务器') });
  const headers = { authorization: `Bearer ${server.localToken}`, 'x-rekindle-locale': 'en' };
  const status = async () =>
    campaignStatus.parse(await (await fetch(`${server.url}/api/campaigns/post/status`, { headers })).json());
  expect((await status()).channel).toMatchObject({
    state: 'not-configured',
    code: 'channel-not-configured-smtp',
    remedy: expect.stringContaining('REKINDLE_SMTP_URL'),
  });
  await saveSenders(ctx.pg, ['smtp'], { owner: 'test', at: ctx.machineNow() });
  expect((await status()).channel).toMatchObject({ state: 'working', code: null });
  expect(await waiting('en')).toBeUndefined();
});

test('people of a running campaign whose moment has not come are waiting', async () => {
  const { ctx } = stores;
  const people = Array.from({ length: 10 }, (_, n) => ({
    externalId: `w${n}`,
    email: `w${n}@kanari.example`,
  }));
  await saveSnapshot(ctx, 'ten', await savePeople(ctx, people));
  const startsAt = new Date(ctx.now().getTime() + 3 * 86_400_000);
  const change = { control: { share: 0, absenceReason: 'a test' } };
  await saveDefinition(ctx, testCampaign({ name: 'later', segment: 'ten', startsAt, change }));
  await approveCampaign(ctx, 'later', caller);
  await launchCampaign(ctx, 'later');
  const { running } = await home();
  expect(running.campaigns.find(each => each.name === 'later')).toMatchObject({ sent: 0, waiting: 10 });
});
