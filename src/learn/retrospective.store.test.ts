import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArmTotals, ResultDocument } from '../records/result.ts';
import { emptyLessons, knowledgeList, type Lessons, retrospectiveView } from '../records/retrospective.ts';
import { testCampaign } from '../testing/campaign-people.ts';
import { saveMeasuredCampaign } from '../testing/measured-campaign.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { learnRoutes } from './retrospective.route.ts';
import { freezeRetrospective, loadRetrospective, saveLessons } from './retrospective.store.ts';

let stores: TestStores;
let campaignId: string;

const refused = {
  level: 0.95,
  p: null,
  method: 'studentised-rerandomisation',
  status: 'refused' as const,
  refusal: 'result-too-few-buyers',
};
const noMoney = { estimateMinor: null, loMinor: null, hiMinor: null, ...refused };

const arm = (name: ArmTotals['arm'], people: number, buyers: number): ArmTotals => ({
  arm: name,
  people,
  buyers,
  orders: buyers,
  valueMinor: String(buyers * 4000),
  netMinor: String(buyers * 4000),
  contactCostMinor: '0',
});

const documentOf = (controlBuyers: number): ResultDocument => ({
  campaignId,
  campaign: 'spring',
  title: '春季唤回',
  read: 'final',
  computedAt: stores.ctx.now().toISOString(),
  asOf: stores.ctx.now().toISOString(),
  launchedAt: null,
  finalReadAt: null,
  windowDays: 30,
  currency: 'CNY',
  value: 'margin',
  notes: [],
  daily: [],
  verdict: {
    word: 'not-enough-data',
    basis: 'buyers',
    effect: 'not-shown',
    reasons: ['result-too-few-buyers'],
  },
  populations: [
    {
      population: 'would-send',
      arms: [arm('treatment', 60, 9), arm('control', 20, controlBuyers)],
      buyers: {
        estimate: 0.05,
        lo: -0.1,
        hi: 0.2,
        level: 0.95,
        p: 0.6,
        method: 'miettinen-nurminen-score',
        status: 'ok',
        refusal: null,
      },
      orders: { estimate: null, lo: null, hi: null, ...refused },
      value: noMoney,
    },
  ],
  profit: null,
  sampleRatio: [],
  contacts: [],
  whatItWouldTake: null,
  restatement: null,
  excluded: [],
  factsWatermark: { enqueued: '0', shipped: '0' },
  queryVersions: { outcome: 'campaign-outcome-1' },
  seed: 1,
  methods: [],
});

/** A stored read, as measure leaves it. */
async function saveRead(read: 'final' | 'corrected', controlBuyers: number): Promise<string> {
  const resultId = stores.ctx.newId();
  const document = { ...documentOf(controlBuyers), read };
  await stores.ctx.pg
    .insertInto('results')
    .values({
      result_id: resultId,
      campaign_id: campaignId,
      read,
      computed_at: stores.ctx.now(),
      as_of: stores.ctx.now(),
      outbox_watermark: '0',
      document: JSON.stringify({ document, envelope: null }),
      supersedes: null,
    })
    .execute();
  stores.clock.advance({ days: 1 });
  return resultId;
}

/** The campaign's ledgers: 80 assigned of 100 matched, a dozen not sent, one failure, one unsubscription. */
async function saveLedgers(people: readonly { customerId: string; arm: string; slotAt: Date }[]) {
  const { pg, newId } = stores.ctx;
  let sends = 0;
  for (const [index, person] of people.entries()) {
    const skipped = index % 7 === 0;
    await sql`
      insert into campaign_audience (campaign_id, customer_id, cluster_key, bucket, hash_order, arm, slot_at, would_send,
        skip_reason, decided_at)
      values (${campaignId}, ${person.customerId}, ${person.customerId}, 1, 1, ${person.arm}, ${person.slotAt},
        ${!skipped}, ${skipped ? 'skip-frequency-cap' : null}, ${person.slotAt})`.execute(pg);
    if (skipped || person.arm === 'control') continue;
    const intentId = newId();
    sends += 1;
    await sql`
      insert into intents (intent_id, campaign_id, step, customer_id, contact_id, channel, state, slot_at, not_before,
        cost_minor)
      values (${intentId}, ${campaignId}, 'message', ${person.customerId}, ${newId()}, 'sandbox',
        ${sends === 1 ? 'failed' : 'accepted'}, ${person.slotAt}, ${person.slotAt}, 5)`.execute(pg);
    if (sends === 2) {
      await sql`
        insert into delivery_events (intent_id, kind, at, source)
        values (${intentId}, 'unsubscribed', ${person.slotAt}, 'test')`.execute(pg);
    }
  }
  for (const [step, reason, n] of [
    ['audience-consent', 'skip-no-consent', 15],
    ['audience-excluded', 'skip-excluded:staff', 5],
  ] as const) {
    await sql`
      insert into campaign_losses (campaign_id, customer_id, step, reason)
      select ${campaignId}, gen_random_uuid(), ${step}, ${reason} from generate_series(1, ${n}::int)`.execute(
      pg,
    );
  }
}

beforeAll(async () => {
  stores = await testStores();
  const { ctx } = stores;
  const definition = testCampaign({
    name: 'spring',
    segment: 'overdue',
    startsAt: ctx.now(),
    change: { title: '春季唤回' },
  });
  const saved = await saveMeasuredCampaign(ctx, { definition, people: 80, finalReadAt: ctx.now() });
  campaignId = saved.campaignId;
  await saveLedgers(saved.people);
});
afterAll(() => stores?.close());

const lessons: Lessons = {
  ...emptyLessons,
  learned: '沉睡不满 120 天的客户更愿意回来',
  nextTime: [{ action: '只发 120 天以内', owner: '运营', due: '2026-09-01' }],
  tags: ['唤回', '短信'],
};

test('before the final read there is nothing to look back on', async () => {
  await expect(loadRetrospective(stores.ctx, 'spring')).rejects.toMatchObject({
    code: 'retrospective-no-result',
  });
  await expect(loadRetrospective(stores.ctx, 'nothing')).rejects.toMatchObject({ code: 'campaign-unknown' });
});

test('it comes filled in: goal, arms, every loss, what was sent and what was not', async () => {
  await saveRead('final', 2);
  const view = await loadRetrospective(stores.ctx, 'spring');
  expect(retrospectiveView.safeParse(view).error).toBeUndefined();
  const { document } = view;
  expect(document.goal).toMatchObject({
    metric: 'buyers',
    target: 0.08,
    treated: 0.15,
    control: 0.1,
    reached: 'cannot-say',
  });
  expect(document.waterfall.map(({ step, lost, remaining }) => [step, lost, remaining])).toEqual([
    ['audience-matched', 0, 100],
    ['audience-excluded', 5, 95],
    ['audience-consent', 15, 80],
    ['audience-control', document.sends.assigned.control, document.sends.assigned.treatment],
  ]);
  const { sends } = document;
  expect(sends).toMatchObject({
    failed: 1,
    delivered: sends.sent,
    unsubscribed: 1,
    costMinor: String(sends.sent * 5),
  });
  const [notSent] = sends.notSent;
  expect(notSent?.reason).toBe('skip-frequency-cap');
  expect((notSent?.treatment ?? 0) + (notSent?.control ?? 0)).toBe(12);
  expect(sends.assigned.treatment - (notSent?.treatment ?? 0)).toBe(sends.sent + sends.failed);
});

test('while open it follows a correction; lessons stay', async () => {
  await saveLessons(stores.ctx, 'spring', lessons);
  const corrected = await saveRead('corrected', 1);
  const view = await loadRetrospective(stores.ctx, 'spring');
  expect(view.document).toMatchObject({ resultId: corrected, read: 'corrected' });
  expect(view.document.goal.control).toBe(0.05);
  expect(view.lessons).toEqual(lessons);
});

test('freezing needs a lesson', async () => {
  await saveLessons(stores.ctx, 'spring', emptyLessons);
  await expect(freezeRetrospective(stores.ctx, 'spring')).rejects.toMatchObject({
    code: 'retrospective-without-lesson',
  });
  await saveLessons(stores.ctx, 'spring', lessons);
});

test('frozen figures and lessons do not move again; a newer result only marks them stale', async () => {
  const frozen = await freezeRetrospective(stores.ctx, 'spring');
  expect(frozen.frozenAt).not.toBeNull();
  expect(frozen.document.queryVersions).toEqual({ outcome: 'campaign-outcome-1' });
  await saveRead('corrected', 3);
  const later = await loadRetrospective(stores.ctx, 'spring');
  expect(later.document).toEqual(frozen.document);
  expect(later.stale).toBe(true);
  await expect(saveLessons(stores.ctx, 'spring', emptyLessons)).rejects.toMatchObject({
    code: 'retrospective-frozen',
  });
  expect((await freezeRetrospective(stores.ctx, 'spring')).frozenAt).toBe(frozen.frozenAt);
});

test('the knowledge base finds the lesson by word and by tag, once', async () => {
  const list = learnRoutes.find(({ path }) => path === '/api/knowledge');
  const caller = { actorId: 'a', actorKind: 'user', locale: 'en' } as const;
  const ask = async (query: object) =>
    knowledgeList.parse(
      await list?.handle(stores.ctx, {
        params: undefined,
        query: { limit: 50, ...query },
        body: undefined,
        caller,
      }),
    );
  const all = await ask({});
  expect(all.entries).toHaveLength(1);
  expect(all.entries[0]).toMatchObject({
    title: '春季唤回',
    body: lessons.learned,
    channel: 'sandbox',
    segment: 'overdue',
  });
  expect((await ask({ query: '120 天' })).entries).toHaveLength(1);
  expect((await ask({ query: '100%' })).entries).toHaveLength(0);
  expect((await ask({ tag: '短信' })).entries).toHaveLength(1);
  expect((await ask({ tag: '邮件' })).entries).toHaveLength(0);
  const first = await ask({ limit: 1 });
  expect(first).toMatchObject({ nextCursor: null, total: 1, tags: ['唤回', '短信'] });
  await expect(ask({ cursor: 'forged' })).rejects.toMatchObject({ code: 'cursor-invalid' });
});
