import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ResultView, resultView } from '../records/result.ts';
import { factsSql } from '../store/facts/sql.ts';
import { type CampaignChange, testCampaign } from '../testing/campaign-people.ts';
import { saveMeasuredCampaign } from '../testing/measured-campaign.ts';
import { orderRow, refundRow, storeRows } from '../testing/order-rows.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { computeResult, resultTick } from './result.job.ts';

const day = 86_400_000;
let stores: TestStores;
let start: Date;
let from = 0;

const later = (days: number) => new Date(start.getTime() + days * day);

/** A launched campaign on people of its own whose final read is 45 days after the start. */
function launched(
  name: string,
  options: { people?: number; change?: CampaignChange; wouldSend?: (n: number) => boolean } = {},
) {
  const { people = 100, change = {}, wouldSend = () => true } = options;
  from += 10_000;
  stores.clock.moveTo(start);
  const definition = testCampaign({
    name,
    segment: 'all',
    startsAt: start,
    change: { control: { share: 0.5 }, ...change },
  });
  return saveMeasuredCampaign(stores.ctx, { definition, people, from, wouldSend, finalReadAt: later(45) });
}

const stateOf = async (name: string) => {
  const { rows } = await sql<{ state: string }>`select state from campaigns where name = ${name}`.execute(
    stores.ctx.pg,
  );
  return rows[0]?.state;
};
const reads = (view: ResultView) => view.history.map(({ read }) => read);

const order = (customerId: string, orderId: string, at: Date, net: string) =>
  orderRow({
    customer_id: customerId,
    order_id: orderId,
    sold_at: at.toISOString().slice(0, 19).replace('T', ' '),
    net_amount: net,
  });

beforeAll(async () => {
  stores = await testStores();
  start = stores.ctx.now();
});
afterAll(() => stores?.close());

describe('a campaign with little to read', () => {
  test.each<[string, CampaignChange, (n: number) => boolean]>([
    ['nobody-would-send', {}, () => false],
    ['no-control', { control: { share: 0, absenceReason: 'everybody' } }, () => true],
    ['no-planning', { planning: null }, () => true],
    ['free', { budget: { capMinor: 0, contactCostMinor: 0 } }, () => true],
    ['nobody-and-no-control', { control: { share: 0, absenceReason: 'x' }, planning: null }, () => false],
  ])('%s: gets no verdict and no figures of an effect', async (name, change, wouldSend) => {
    const { ctx, clock } = stores;
    await launched(name, { change, wouldSend });
    clock.moveTo(later(45));
    const view = await computeResult(ctx, name);
    expect(resultView.safeParse(view).error).toBeUndefined();
    expect(view.document.verdict?.word).toBe('not-enough-data');
    expect(view.document.profit?.total.estimateMinor).toBeNull();
    const { zh = '', en = '' } = view.envelope?.verdict ?? {};
    expect(zh + en).not.toMatch(/– |–）|NaN|null|Infinity/);
    expect(await stateOf(name)).toBe('finished');
  });
});

describe('reading more than once', () => {
  test('two final reads at the same moment give one verdict and both see it', async () => {
    const { ctx } = stores;
    await launched('twice');
    stores.clock.moveTo(later(46));
    const views = await Promise.all([computeResult(ctx, 'twice'), computeResult(ctx, 'twice')]);
    expect(views.map(reads)).toEqual([['final'], ['final']]);
  });

  test('asking for a moment before the final read does not hide the verdict', async () => {
    const view = await computeResult(stores.ctx, 'twice', later(20));
    expect(reads(view)).toEqual(['final']);
    expect(view.document.verdict).not.toBeNull();
  });

  test('asking for a moment before the newest correction corrects nothing back', async () => {
    const { ctx, clock } = stores;
    const { people } = await launched('corrected');
    const [first] = people;
    if (!first) expect.fail('nobody');
    await storeRows(ctx.ch, 'order_lines', [order(first.customerId, 'c1', later(3), '80.0000')]);
    clock.moveTo(later(46));
    await computeResult(ctx, 'corrected');
    clock.moveTo(later(50));
    await storeRows(ctx.ch, 'refunds', [
      refundRow({
        customer_id: first.customerId,
        refund_id: 'r1',
        order_id: 'c1',
        refunded_at: later(50).toISOString().slice(0, 19).replace('T', ' '),
        purchase_sold_at: later(3).toISOString().slice(0, 19).replace('T', ' '),
        matched: 1,
        amount: '80.0000',
      }),
    ]);
    clock.moveTo(later(51));
    const both = await Promise.all([computeResult(ctx, 'corrected'), computeResult(ctx, 'corrected')]);
    expect(both.map(reads)).toEqual([
      ['corrected', 'final'],
      ['corrected', 'final'],
    ]);
    clock.moveTo(later(52));
    const back = await computeResult(ctx, 'corrected', later(47));
    expect(reads(back)).toEqual(['corrected', 'final']);
    expect(back.document.restatement?.reasons.map(({ code }) => code)).toEqual(['late-refunds']);
  });
});

describe('arms that are not what was assigned', () => {
  test('whatever they bought, the envelope and the sentence claim no effect', async () => {
    const { ctx, clock } = stores;
    const { campaignId, people } = await launched('lopsided', { people: 1000 });
    const lines = people
      .filter(({ arm }, n) => arm === 'treatment' || n % 4 === 0)
      .map(({ customerId }, n) => order(customerId, `l${n}`, later(3), '50.0000'));
    await storeRows(ctx.ch, 'order_lines', lines);
    // A quarter of the treated lost their contact point, nobody of the control did.
    await ctx.ch.command(
      factsSql`insert into ${ctx.ch.target('assignments')}
        select campaign_id, customer_id, cluster_key, arm, bucket, if(arm = 'treatment' and bucket % 12 = 0, 0, would_send) as would_send,
          'skip-no-contact' as skip_reason, slot_at, assigned_at, 9 as version
        from assignments where customer_id in (select customer_id from assignments group by customer_id
          having any(campaign_id) = (select any(campaign_id) from assignments group by campaign_id having count() = 1000))`,
      { tag: 'test' },
    );
    clock.moveTo(later(60));
    const { document, envelope } = await computeResult(ctx, 'lopsided');
    expect(document.campaignId).toBe(campaignId);
    const blocking = document.sampleRatio.filter(({ blocks }) => blocks).map(({ population }) => population);
    expect(blocking).toEqual(['contact-point-loss']);
    expect(document.verdict).toMatchObject({ word: 'not-enough-data', reasons: ['result-sample-ratio'] });
    expect(envelope?.status).toBe('unidentified');
    expect(envelope?.verdict.en).not.toMatch(/more buyers|higher|profit/);
  });
});

describe('the final read of a campaign that still sends', () => {
  test('ends the sending: nothing waits for ever and no cap stays reserved for it', async () => {
    const { ctx, clock } = stores;
    const { campaignId, people } = await launched('stalled');
    const customerId = people[0]?.customerId ?? '';
    const intentId = ctx.newId();
    await sql`
      insert into intents (intent_id, campaign_id, step, customer_id, contact_id, channel, state, slot_at, not_before)
      values (${intentId}, ${campaignId}, 'message', ${customerId}, ${ctx.newId()}, 'sandbox', 'queued', ${start}, ${start})`.execute(
      ctx.pg,
    );
    await sql`
      insert into contact_reservations (intent_id, customer_id, medium, reserved_at)
      values (${intentId}, ${customerId}, 'email', ${start})`.execute(ctx.pg);
    await sql`update campaigns set state = 'paused' where campaign_id = ${campaignId}`.execute(ctx.pg);
    clock.moveTo(later(60));
    await computeResult(ctx, 'stalled');
    const { rows } = await sql<{ state: string; skip_reason: string; free: boolean }>`
      select i.state, i.skip_reason, r.released_at is not null as free
      from intents i join contact_reservations r using (intent_id) where i.intent_id = ${intentId}`.execute(
      ctx.pg,
    );
    expect(rows).toEqual([{ state: 'canceled', skip_reason: 'skip-ended', free: true }]);
    expect(await stateOf('stalled')).toBe('finished');
  });
});

test('one campaign that cannot be read keeps no other from its final read', async () => {
  const { ctx, clock } = stores;
  const broken = await launched('a-broken');
  await launched('b-fine');
  clock.moveTo(later(60));
  await sql`update campaigns set final_read_at = ${later(44)} where campaign_id = ${broken.campaignId}`.execute(
    ctx.pg,
  );
  await sql`alter table results add constraint broken check (campaign_id <> ${sql.lit(broken.campaignId)}) not valid`.execute(
    ctx.pg,
  );
  await expect(resultTick.run(ctx)).rejects.toThrow('broken');
  expect(await stateOf('b-fine')).toBe('finished');
  expect(await stateOf('a-broken')).toBe('running');
});
