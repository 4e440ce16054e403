import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsSql } from '../store/facts/sql.ts';
import { shipOutbox } from '../store/state/outbox.ts';
import {
  type CampaignChange,
  caller,
  savePeople,
  saveSnapshot,
  testCampaign,
} from '../testing/campaign-people.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { approveCampaign } from './campaign.route.ts';
import { loadCampaign, moveCampaign, saveDefinition } from './campaign.store.ts';
import { campaignTick } from './campaign-tick.job.ts';
import type { Channel } from './channel.ts';
import { launchCampaign } from './launch.store.ts';
import { saveSandboxMessages } from './sandbox-mailbox.store.ts';
import { openSandboxServer, type SandboxServer } from './sandbox-smtp.ts';
import { sendReady } from './sender.ts';
import { openSmtpChannel } from './smtp-channel.ts';
import { loadStatus } from './status.store.ts';
import { saveUnsubscribe } from './unsubscribe.store.ts';
import { parseClaim, unsubscribePurpose } from './unsubscribe-link.ts';
import { computeWaterfall } from './waterfall.store.ts';
import { loadDecisionTrace } from './why.store.ts';

const people = 400;
let stores: TestStores;
let server: SandboxServer;
let provider: Channel;
let ids: string[];

const send = (limit = 1000) =>
  sendReady(stores.ctx, {
    channel: 'sandbox',
    provider,
    owner: 'test',
    publicUrl: 'https://shop.example',
    limit,
  });

const launch = async (name: string, segment: string, change: CampaignChange = {}) => {
  await saveDefinition(stores.ctx, testCampaign({ name, segment, startsAt: stores.ctx.now(), change }));
  await approveCampaign(stores.ctx, name, caller);
  return launchCampaign(stores.ctx, name);
};

beforeAll(async () => {
  stores = await testStores({ settings: { publicUrl: 'https://shop.example' } });
  server = await openSandboxServer(messages => saveSandboxMessages(stores.ctx, messages));
  provider = openSmtpChannel({
    host: '127.0.0.1',
    port: server.port,
    secure: false,
    maxConnections: 3,
    allowPlain: true,
  });
  ids = await savePeople(
    stores.ctx,
    Array.from({ length: people }, (_, n) => ({
      externalId: `c${n}`,
      name: `客户${n}`,
      // Customers 390–399 share the address of 380–389.
      email: `c${n >= 390 ? n - 10 : n}@kanari.example`,
      phone: `+86138000${String(10000 + n)}`,
      consent: n < 20 ? 'none' : n < 30 ? 'withdrawn' : 'granted',
    })),
  );
  await saveSnapshot(stores.ctx, 'everybody', ids);
});

afterAll(async () => {
  await provider?.close();
  await server?.close();
  await stores?.close();
});

describe('a campaign from waterfall to mailbox', () => {
  it('shows before launch every loss with reason and masked names, adding up to the expected sends', async () => {
    await saveDefinition(
      stores.ctx,
      testCampaign({ name: 'first', segment: 'everybody', startsAt: stores.ctx.now() }),
    );
    const shown = await computeWaterfall(stores.ctx, await loadCampaign(stores.ctx.pg, 'first'));
    const step = (name: string) => shown.steps.find(s => s.step === name);
    expect(shown.segmentCount).toBe(people);
    expect(step('audience-consent')).toMatchObject({ lost: 30 });
    expect(
      step('audience-consent')?.reasons.find(r => r.reason === 'skip-no-consent')?.examples[0]?.name,
    ).toMatch(/^客\*|^客.*\*/);
    expect(step('audience-deduplicated')).toMatchObject({ lost: 10 });
    expect(shown.expectedSends + shown.control).toBe(360);
    expect(shown.control).toBeGreaterThan(40);
    expect(shown.reveal.mde).toBeGreaterThan(0);
  });

  it('refuses to launch what nobody approved', async () => {
    await expect(launchCampaign(stores.ctx, 'first')).rejects.toMatchObject({
      code: 'campaign-state',
    });
  });

  it('sends to exactly the treated people it promised, once, with a one-click unsubscribe', async () => {
    const { ctx, clock } = stores;
    const before = await computeWaterfall(ctx, await loadCampaign(ctx.pg, 'first'));
    await approveCampaign(ctx, 'first', caller);
    const launched = await launchCampaign(ctx, 'first');
    expect(launched.finalReadAt?.toISOString(), 'dated before launch').toBe(before.finalReadAt);
    clock.advance({ hours: 5 });
    await campaignTick(ctx);
    const reports = [await send(100), await send(), await send()];
    expect(reports.reduce((sum, r) => sum + r.accepted, 0)).toBe(before.expectedSends);
    const status = await loadStatus(ctx.pg, await loadCampaign(ctx.pg, 'first'));
    expect(status).toMatchObject({
      delivered: before.expectedSends,
      control: before.control,
      failed: 0,
      queued: 0,
    });
    const mailbox = await sql<{ n: number; people: number }>`
      select count(*)::int as n, count(distinct intent_id)::int as people from sandbox_messages`.execute(
      ctx.pg,
    );
    expect(mailbox.rows[0]).toEqual({ n: before.expectedSends, people: before.expectedSends });
  });

  it('stores the same decision for control, and copies both arms and the touches to facts', async () => {
    const { ctx } = stores;
    await shipOutbox(ctx);
    const rows = await ctx.ch.query<{ arm: string; people: string; sends: string }>(
      factsSql`select arm, toString(count()) as people, toString(sum(would_send)) as sends from assignments group by arm order by arm`,
      { tag: 'test' },
    );
    const status = await loadStatus(ctx.pg, await loadCampaign(ctx.pg, 'first'));
    expect(rows).toEqual([
      { arm: 'control', people: String(status.control), sends: String(status.control) },
      { arm: 'treatment', people: String(status.delivered), sends: String(status.delivered) },
    ]);
    const touches = await ctx.ch.query<{ n: string; cost: string }>(
      factsSql`select toString(count()) as n, toString(sum(cost)) as cost from touches where kind = 'sent'`,
      { tag: 'test' },
    );
    expect(touches[0]?.n).toBe(String(status.delivered));
    expect(Number(touches[0]?.cost)).toBeCloseTo(status.delivered * 0.05, 6);
  });

  it('closes when the last message is settled and dates the final read before anybody could look', async () => {
    await campaignTick(stores.ctx);
    const campaign = await loadCampaign(stores.ctx.pg, 'first');
    expect(campaign.state).toBe('awaiting-read');
    const days =
      ((campaign.finalReadAt?.getTime() ?? 0) - (campaign.launchedAt?.getTime() ?? 0)) / 86_400_000;
    expect(days).toBeGreaterThan(44);
    expect(days).toBeLessThan(44.2);
  });

  it('holds the daily cap against a second campaign on the same people, for both arms', async () => {
    const { ctx, clock } = stores;
    await launch('second', 'everybody', { control: { share: 0.5 } });
    clock.advance({ hours: 4, minutes: 30 });
    await campaignTick(ctx);
    const report = await send();
    const { rows } = await sql<{ arm: string; capped: number; open: number }>`
      select arm, count(*) filter (where skip_reason = 'skip-frequency-cap')::int as capped,
        count(*) filter (where would_send)::int as open
      from campaign_audience a join campaigns c using (campaign_id) where c.name = 'second' and decided_at is not null
      group by arm order by arm`.execute(ctx.pg);
    expect(rows.every(row => row.capped > 100)).toBe(true);
    const reached = await sql<{ most: number }>`
      select max(n)::int as most from (select customer_id, count(*) as n from contact_reservations
        where released_at is null group by 1) r`.execute(ctx.pg);
    expect(reached.rows[0]?.most).toBe(1);
    expect(report.accepted).toBe(rows.find(r => r.arm === 'treatment')?.open);
  });

  it('unsubscribes with the token of a real message, at once and repeatably', async () => {
    const { ctx, clock } = stores;
    clock.moveTo('2026-03-06T02:00:00Z');
    await launch('third', 'everybody', { control: { share: 0.1 } });
    clock.advance({ hours: 5 });
    await campaignTick(ctx);
    await send(50);
    const { rows } = await sql<{ customer_id: string; intent_id: string }>`
      select customer_id, i.intent_id from intents i join campaigns c using (campaign_id)
      where c.name = 'third' and i.state = 'queued' limit 1`.execute(ctx.pg);
    const waiting = rows[0];
    if (!waiting) expect.fail('nobody waits');
    const claim = {
      customerId: waiting.customer_id,
      purpose: 'marketing',
      consentChannel: 'email',
      intentId: waiting.intent_id,
    } as const;
    const token = ctx.keys.seal(unsubscribePurpose, JSON.stringify(Object.values(claim)));
    const opened = parseClaim(ctx.keys.open(unsubscribePurpose, token));
    expect(opened).toEqual(claim);
    await saveUnsubscribe(ctx, claim, 'test');
    await saveUnsubscribe(ctx, claim, 'test');
    await send();
    const trace = await loadDecisionTrace(ctx, {
      customerId: claim.customerId,
      campaign: 'third',
      locale: 'en',
    });
    expect(trace).toMatchObject({ outcome: 'skipped', reason: 'skip-withdrawn' });
    const withdrawals = await sql<{ n: number }>`
      select count(*)::int as n from consents where customer_id = ${claim.customerId} and action = 'withdrawn'`.execute(
      ctx.pg,
    );
    expect(withdrawals.rows[0]?.n).toBe(1);
  });

  it('pauses in the middle, resumes, and nobody gets it twice', async () => {
    const { ctx, clock } = stores;
    clock.moveTo('2026-03-20T02:00:00Z');
    await launch('fourth', 'everybody');
    clock.advance({ hours: 5 });
    await campaignTick(ctx);
    await send(60);
    await ctx.pg.transaction().execute(trx => moveCampaign(trx, ctx, { name: 'fourth', command: 'pause' }));
    expect((await send()).claimed).toBe(0);
    // Resumed at 23:00 in Shanghai: nobody is written to before 09:00.
    clock.moveTo('2026-03-20T15:00:00Z');
    await ctx.pg.transaction().execute(trx => moveCampaign(trx, ctx, { name: 'fourth', command: 'resume' }));
    expect((await send()).accepted).toBe(0);
    clock.moveTo('2026-03-21T01:00:00Z');
    await send();
    const { rows } = await sql<{ n: number; people: number }>`
      select count(*)::int as n, count(distinct i.customer_id)::int as people
      from sandbox_messages m join intents i using (intent_id) join campaigns c using (campaign_id)
      where c.name = 'fourth'`.execute(ctx.pg);
    expect(rows[0]?.n).toBe(rows[0]?.people);
    expect(rows[0]?.n).toBeGreaterThan(250);
  });

  it('stops both arms at the same hash when the budget is used up', async () => {
    const { ctx, clock } = stores;
    clock.moveTo('2026-04-10T02:00:00Z');
    await launch('fifth', 'everybody', {
      control: { share: 0.5 },
      budget: { capMinor: 250, contactCostMinor: 5 },
    });
    clock.advance({ hours: 5 });
    await campaignTick(ctx);
    const { rows } = await sql<{ arm: string; sends: number; last: string; first_stopped: string }>`
      select arm, count(*) filter (where would_send)::int as sends,
        max(hash_order) filter (where would_send)::text as last,
        min(hash_order) filter (where skip_reason = 'skip-budget')::text as first_stopped
      from campaign_audience join campaigns using (campaign_id) where name = 'fifth' group by arm order by arm`.execute(
      ctx.pg,
    );
    const treated = rows.find(r => r.arm === 'treatment');
    expect(treated?.sends).toBe(50);
    const cut = BigInt(treated?.last ?? 0);
    for (const row of rows) {
      expect(BigInt(row.first_stopped)).toBeGreaterThan(cut);
    }
  });

  it('is closed once by several processes that find it finished at once', async () => {
    const { ctx, clock } = stores;
    clock.moveTo('2026-05-10T02:00:00Z');
    await launch('sixth', 'everybody');
    clock.advance({ hours: 5 });
    await campaignTick(ctx);
    await send();
    await Promise.all([campaignTick(ctx), campaignTick(ctx), campaignTick(ctx)]);
    const { rows } = await sql`select 1 from audit_entries
      where action = 'campaign.await-read' and target = 'campaign:sixth'`.execute(ctx.pg);
    expect(rows).toHaveLength(1);
    expect((await loadCampaign(ctx.pg, 'sixth')).state).toBe('awaiting-read');
  });

  it('says why to someone who was never in the audience, in control, and over the cap', async () => {
    const outcomes = await Promise.all(
      ids.map(
        async customerId =>
          (await loadDecisionTrace(stores.ctx, { customerId, campaign: 'second', locale: 'en' })).outcome,
      ),
    );
    expect(new Set(outcomes)).toEqual(
      new Set(['skipped', 'control', ...(outcomes.includes('sent') ? ['sent'] : [])]),
    );
  });
});
