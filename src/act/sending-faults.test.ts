import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CampaignChange,
  caller,
  savePeople,
  saveSnapshot,
  testCampaign,
} from '../testing/campaign-people.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { approveCampaign, startCampaign } from './campaign.route.ts';
import { loadCampaign, saveDefinition } from './campaign.store.ts';
import { campaignTick } from './campaign-tick.job.ts';
import { cancelCampaign } from './cancel.store.ts';
import type { Channel, OutgoingMessage, Rejection, RejectionClass, SendAnswer } from './channel.ts';
import { removeSenders, saveSenders } from './channel-health.store.ts';
import { launchCampaign } from './launch.store.ts';
import { type SendReport, sendReady } from './sender.ts';
import { loadStatus } from './status.store.ts';
import { computeWaterfall } from './waterfall.store.ts';

const groups = 16;
const perGroup = 6;
let stores: TestStores;
let segments: string[][];

/** A provider that answers as the test says and remembers whom it was asked to write to. */
function provider(answer: (message: OutgoingMessage) => SendAnswer | Promise<SendAnswer>) {
  const calls: string[] = [];
  const channel: Channel = {
    concurrency: 4,
    async send(message) {
      calls.push(message.to);
      return answer(message);
    },
    check: async () => ({ kind: 'ok' }),
    close: async () => {},
  };
  return { channel, calls };
}
const accepts = () => provider(() => ({ kind: 'accepted', providerMessageId: 'm' }));
const rejection = (reason: RejectionClass, more: Partial<Rejection> = {}): Rejection => ({
  kind: 'rejected',
  reason,
  code: 'scripted',
  scope: 'person',
  trouble: null,
  recipientNamed: true,
  retryAfterSeconds: null,
  ...more,
});
const refuses = (reason: RejectionClass, more: Partial<Rejection> = {}) =>
  provider(() => rejection(reason, more));

const send = (channel: Channel): Promise<SendReport> =>
  sendReady(stores.ctx, {
    channel: 'sandbox',
    provider: channel,
    owner: 'test',
    publicUrl: 'https://shop.example',
    limit: 100,
  });

/** A campaign on one group of people, launched and decided: its messages wait to be sent. */
async function decided(group: number, change: CampaignChange = {}): Promise<string> {
  const { ctx, clock } = stores;
  const name = `fault-${group}`;
  await saveSnapshot(ctx, name, segments[group] ?? []);
  const startsAt = ctx.now();
  await saveDefinition(
    ctx,
    testCampaign({
      name,
      segment: name,
      startsAt,
      change: {
        control: { share: 0, absenceReason: 'a test of sending' },
        schedule: { spreadHours: 0 },
        ...change,
      },
    }),
  );
  await approveCampaign(ctx, name, caller);
  await launchCampaign(ctx, name);
  clock.advance({ minutes: 1 });
  await campaignTick(ctx);
  return name;
}

const status = async (name: string) => loadStatus(stores.ctx.pg, await loadCampaign(stores.ctx.pg, name));

const reserved = async (group: number) => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from contact_reservations
    where customer_id = any(${segments[group]}::uuid[]) and released_at is null`.execute(stores.ctx.pg);
  return rows[0]?.n;
};

beforeAll(async () => {
  stores = await testStores();
  segments = [];
  for (let group = 0; group < groups; group += 1) {
    segments.push(
      await savePeople(
        stores.ctx,
        Array.from({ length: perGroup }, (_, n) => ({
          externalId: `g${group}-${n}`,
          name: `客户${n}`,
          email: `g${group}-${n}@kanari.example`,
        })),
      ),
    );
  }
});
afterAll(() => stores?.close());

describe('sending when things go wrong', () => {
  it('tries again after growing pauses what the provider did not take, five times in all, then frees the cap', async () => {
    const { clock } = stores;
    const name = await decided(0);
    const { channel, calls } = refuses('unreachable-temporary');
    for (const minutes of [1, 2, 4, 8]) {
      expect((await send(channel)).requeued).toBe(perGroup);
      clock.advance({ seconds: minutes * 60 - 1 });
      expect((await send(channel)).claimed).toBe(0);
      clock.advance({ seconds: 1 });
    }
    expect((await send(channel)).failed).toBe(perGroup);
    expect(calls.length).toBe(5 * perGroup);
    expect(await status(name)).toMatchObject({ failed: perGroup, queued: 0, delivered: 0 });
    expect(await reserved(0)).toBe(0);
  });

  it('never sends again what may have arrived, and keeps it counted against the cap', async () => {
    const { ctx, clock } = stores;
    const name = await decided(1);
    expect((await send(refuses('outcome-unknown').channel)).unknown).toBe(perGroup);
    clock.advance({ hours: 3 });
    const { channel, calls } = accepts();
    expect((await send(channel)).claimed).toBe(0);
    expect(calls).toEqual([]);
    await campaignTick(ctx);
    expect(await status(name)).toMatchObject({ unknown: perGroup, state: 'awaiting-read' });
    expect(await reserved(1)).toBe(perGroup);
  });

  it('loses one message, not its neighbours, when one person cannot be read', async () => {
    const { ctx, clock } = stores;
    clock.moveTo('2026-03-03T02:00:00Z');
    const name = await decided(2);
    await sql`update customers set name_cipher = '\\x0102' where customer_id = ${segments[2]?.[0]}`.execute(
      ctx.pg,
    );
    const { channel, calls } = accepts();
    expect(await send(channel)).toMatchObject({ accepted: perGroup - 1, failed: 1, unknown: 0 });
    expect(calls.length).toBe(perGroup - 1);
    expect(await status(name)).toMatchObject({ delivered: perGroup - 1, failed: 1, queued: 0 });
  });

  it('refuses to approve a message that cannot be rendered', async () => {
    const { ctx } = stores;
    const broken = testCampaign({
      name: 'broken',
      segment: 'fault-2',
      startsAt: ctx.now(),
      change: { message: { subject: '{% if customer.name %}您好' } },
    });
    await saveDefinition(ctx, broken);
    await expect(approveCampaign(ctx, 'broken', caller)).rejects.toMatchObject({ code: 'campaign-template' });
    expect((await loadCampaign(ctx.pg, 'broken')).state).toBe('draft');
  });

  it('sends the other campaigns when the message of one breaks', async () => {
    const { ctx } = stores;
    const name = await decided(3);
    const fine = await decided(4);
    await sql`
      update campaigns set definition = jsonb_set(definition, '{message,subject}', '"{% if %}"') where name = ${name}`.execute(
      ctx.pg,
    );
    const { channel } = accepts();
    await send(channel);
    expect(await status(fine)).toMatchObject({ delivered: perGroup });
    expect(await status(name)).toMatchObject({ delivered: 0, failed: perGroup, queued: 0 });
  });

  it('does not write to somebody restricted or erased since the decision', async () => {
    const { ctx } = stores;
    const name = await decided(5);
    const [restricted, erased, gone] = segments[5] ?? [];
    await sql`update customers set restricted_at = ${ctx.now()} where customer_id = ${restricted}`.execute(
      ctx.pg,
    );
    await sql`update customers set erased_at = ${ctx.now()} where customer_id = ${erased}`.execute(ctx.pg);
    await sql`delete from contact_points where customer_id = ${gone}`.execute(ctx.pg);
    const { channel, calls } = accepts();
    expect((await send(channel)).accepted).toBe(perGroup - 3);
    expect(calls.length).toBe(perGroup - 3);
    expect(await status(name)).toMatchObject({
      queued: 0,
      skipped: { 'skip-restricted': 2, 'skip-no-contact': 1 },
    });
    expect(await reserved(5)).toBe(perGroup - 3);
    await campaignTick(ctx);
    expect((await status(name)).state).toBe('awaiting-read');
  });

  it('leaves nothing waiting when a campaign is canceled while the provider is being asked', async () => {
    const { ctx, clock } = stores;
    const name = await decided(6);
    const { channel } = provider(async () => {
      await cancelCampaign(ctx, name).catch(() => {});
      return rejection('rate-limited', { scope: 'channel' });
    });
    await send(channel);
    clock.advance({ hours: 2 });
    expect((await send(accepts().channel)).claimed).toBe(0);
    expect(await status(name)).toMatchObject({ state: 'canceled', queued: 0, delivered: 0 });
    expect(await reserved(6)).toBe(0);
  });

  it('cancels what was not sent, keeps what was, and says how many it stops', async () => {
    const { ctx } = stores;
    const name = await decided(7);
    const { channel, calls } = accepts();
    await sendReady(ctx, {
      channel: 'sandbox',
      provider: channel,
      owner: 'test',
      publicUrl: 'https://shop.example',
      limit: 2,
    });
    await cancelCampaign(ctx, name);
    await send(channel);
    expect(calls.length).toBe(2);
    expect(await status(name)).toMatchObject({
      state: 'canceled',
      delivered: 2,
      queued: 0,
      skipped: { 'skip-canceled': perGroup - 2 },
      spentMinor: '10',
    });
    expect(await reserved(7)).toBe(2);
    await expect(cancelCampaign(ctx, name)).rejects.toMatchObject({ code: 'campaign-state' });
  });

  it('starts everybody at the launch when it comes later than planned, and dates the final read by that', async () => {
    const { ctx, clock } = stores;
    clock.moveTo('2026-03-10T02:00:00Z');
    await saveSnapshot(ctx, 'late', segments[8] ?? []);
    const startsAt = new Date('2026-03-01T02:00:00Z');
    await saveDefinition(
      ctx,
      testCampaign({ name: 'late', segment: 'late', startsAt, change: { control: { share: 0.5 } } }),
    );
    await approveCampaign(ctx, 'late', caller);
    const campaign = await launchCampaign(ctx, 'late');
    const { rows } = await sql<{ first: Date }>`
      select min(slot_at) as first from campaign_audience where campaign_id = ${campaign.campaignId}`.execute(
      ctx.pg,
    );
    expect(rows[0]?.first.getTime()).toBeGreaterThanOrEqual(ctx.now().getTime());
    expect(campaign.finalReadAt?.getTime()).toBeGreaterThanOrEqual(ctx.now().getTime() + 44 * 86_400_000);
  });

  it('notes of everybody lost before the arms at which step of the waterfall', async () => {
    const { ctx, clock } = stores;
    clock.moveTo('2026-03-20T02:00:00Z');
    await sql`
      insert into consents (customer_id, purpose, channel, action, method, at)
      values (${segments[9]?.[0]}, 'marketing', 'email', 'withdrawn', 'test', ${ctx.now()})`.execute(ctx.pg);
    await sql`update contact_points set status = 'bounced' where customer_id = ${segments[9]?.[1]}`.execute(
      ctx.pg,
    );
    await sql`update customers set restricted_at = ${ctx.now()} where customer_id = ${segments[9]?.[2]}`.execute(
      ctx.pg,
    );
    const name = await decided(9);
    const { rows } = await sql<{ step: string; reason: string }>`
      select step, reason from campaign_losses join campaigns using (campaign_id) where name = ${name} order by step`.execute(
      ctx.pg,
    );
    expect(rows).toEqual([
      { step: 'audience-consent', reason: 'skip-withdrawn' },
      { step: 'audience-excluded', reason: 'skip-restricted' },
      { step: 'audience-reachable', reason: 'skip-no-contact' },
    ]);
  });

  it('stops between two chunks when the process is asked to end, and gives the rest back at once', async () => {
    const { ctx, clock } = stores;
    clock.moveTo('2026-03-24T02:00:00Z');
    // What earlier campaigns of this file still had to send.
    await send(accepts().channel);
    const [one, two] = [await decided(12), await decided(13)];
    const stopping = new AbortController();
    const { channel, calls } = provider(() => {
      stopping.abort();
      return { kind: 'accepted', providerMessageId: 'm' };
    });
    const options = {
      channel: 'sandbox',
      owner: 'test',
      publicUrl: 'https://shop.example',
      limit: 100,
    } as const;
    const slow = { ...channel, concurrency: 1 };
    const report = await sendReady(ctx, { ...options, provider: slow, stopping: stopping.signal });
    expect(report.claimed).toBe(2 * perGroup);
    expect(calls.length).toBeLessThan(6);
    const rest = accepts();
    await send(rest.channel);
    expect(calls.length + rest.calls.length).toBe(2 * perGroup);
    expect(new Set([...calls, ...rest.calls]).size).toBe(2 * perGroup);
    for (const name of [one, two])
      expect(await status(name)).toMatchObject({ delivered: perGroup, unknown: 0 });
  });

  it('writes an unsubscribe link that works, however the public address was typed', async () => {
    const { ctx, clock } = stores;
    clock.moveTo('2026-03-26T02:00:00Z');
    await decided(14);
    const links: string[] = [];
    const { channel } = provider(message => {
      links.push(message.headers['List-Unsubscribe'] ?? '');
      return { kind: 'accepted', providerMessageId: 'm' };
    });
    await sendReady(ctx, {
      channel: 'sandbox',
      provider: channel,
      owner: 'test',
      publicUrl: 'https://shop.example/',
      limit: 100,
    });
    expect(links.length).toBe(perGroup);
    expect(links.every(link => /^<https:\/\/shop\.example\/u\/[\w.-]+>$/.test(link))).toBe(true);
  });

  it('approves no message for a real mail server while customers could not open its unsubscribe link', async () => {
    const { ctx } = stores;
    const definition = testCampaign({
      name: 'no-address',
      segment: 'fault-14',
      startsAt: ctx.now(),
      change: { message: { channel: 'smtp' } },
    });
    await saveDefinition(ctx, definition);
    await expect(approveCampaign(ctx, 'no-address', caller)).rejects.toMatchObject({
      code: 'campaign-public-url-missing',
    });
    const reachable = { ...ctx, settings: { ...ctx.settings, publicUrl: 'https://shop.example' } };
    await saveSenders(ctx.pg, ['smtp'], { owner: 'test', at: ctx.machineNow() });
    expect((await approveCampaign(reachable, 'no-address', caller)).state).toBe('approved');
  });

  it('approves and launches nothing for a mail server that no living process can use', async () => {
    const { ctx, clock } = stores;
    const reachable = { ...ctx, settings: { ...ctx.settings, publicUrl: 'https://shop.example' } };
    const refused = { code: 'channel-not-configured-smtp', errorClass: 'conflict' };
    clock.advanceMachine({ minutes: 2 });
    await expect(startCampaign(reachable, 'no-address')).rejects.toMatchObject(refused);
    await saveDefinition(ctx, (await loadCampaign(ctx.pg, 'no-address')).definition);
    await expect(approveCampaign(reachable, 'no-address', caller)).rejects.toMatchObject(refused);
    await saveSenders(ctx.pg, ['smtp'], { owner: 'test', at: ctx.machineNow() });
    expect((await approveCampaign(reachable, 'no-address', caller)).state).toBe('approved');
    await removeSenders(ctx.pg, 'test');
    await expect(startCampaign(reachable, 'no-address')).rejects.toMatchObject(refused);
    expect((await loadCampaign(ctx.pg, 'no-address')).state).toBe('approved');
  });

  it('refuses caps that no calendar can count, and takes any spread', async () => {
    const { ctx } = stores;
    const change = (count: number, windowDays: number) =>
      testCampaign({
        name: 'bounds',
        segment: 'fault-14',
        startsAt: ctx.now(),
        change: {
          schedule: { spreadHours: 1e-7 },
          policy: { caps: [{ count, windowDays }], sendFromHour: 9, sendToHour: 20 },
        },
      });
    expect(() => change(1, 3_000_000_000)).toThrow();
    expect(() => change(3_000_000_000, 1)).toThrow();
    const saved = await saveDefinition(ctx, change(1000, 366));
    expect((await computeWaterfall(ctx, saved)).segmentCount).toBe(perGroup);
  });

  it('decides and closes the other campaigns when one of them fails', async () => {
    const { ctx, clock } = stores;
    clock.moveTo('2026-04-01T02:00:00Z');
    const fine = await decided(10);
    await send(accepts().channel);
    await saveSnapshot(ctx, 'failing', segments[11] ?? []);
    await saveDefinition(ctx, testCampaign({ name: 'failing', segment: 'failing', startsAt: ctx.now() }));
    await approveCampaign(ctx, 'failing', caller);
    const { campaignId } = await launchCampaign(ctx, 'failing');
    await sql`alter table intents add constraint broken check (campaign_id <> ${sql.lit(campaignId)}) not valid`.execute(
      ctx.pg,
    );
    clock.advance({ hours: 5 });
    await expect(campaignTick(ctx)).rejects.toThrow('broken');
    expect((await status(fine)).state).toBe('awaiting-read');
    expect(await status('failing')).toMatchObject({ state: 'running', undecided: perGroup, intents: 0 });
  });
});
