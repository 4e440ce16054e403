import { sql } from 'kysely';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, savePeople, saveSnapshot, testCampaign } from '../testing/campaign-people.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { approveCampaign } from './campaign.route.ts';
import { loadCampaign, moveCampaign, saveDefinition } from './campaign.store.ts';
import { campaignTick } from './campaign-tick.job.ts';
import type { Channel, Rejection, SendAnswer } from './channel.ts';
import { pauseReasonOf } from './delivery-gate.ts';
import { launchCampaign } from './launch.store.ts';
import { sendReady } from './sender.ts';
import { loadStatus } from './status.store.ts';

const usual = { rejectedShare: 0.05, complainedShare: 0.003, temporaryShare: 0.5 };
const none = { answered: 0, rejected: 0, complained: 0, temporary: 0 };
const code = (counts: Partial<typeof none>) => pauseReasonOf({ ...none, ...counts }, usual)?.code ?? null;

describe('when a running campaign should stop by itself', () => {
  it.each([
    ['too few answers to judge', { answered: 99, rejected: 19 }, null],
    ['enough answers, at the limit', { answered: 100, rejected: 5 }, null],
    ['enough answers, over the limit', { answered: 100, rejected: 6 }, 'campaign-stopped-rejected'],
    ['twenty refusals however few the answers', { answered: 20, rejected: 20 }, 'campaign-stopped-rejected'],
    ['two complaints may be chance', { answered: 100, complained: 2 }, null],
    ['three complaints of a thousand are the limit', { answered: 1000, complained: 3 }, null],
    ['four are over it', { answered: 1000, complained: 4 }, 'campaign-stopped-complained'],
    ['a third put off, as greylisting does', { answered: 300, temporary: 100 }, null],
    ['more than half put off', { answered: 300, temporary: 151 }, 'campaign-stopped-temporary'],
    [
      'complaints before refusals',
      { answered: 100, rejected: 50, complained: 9 },
      'campaign-stopped-complained',
    ],
  ])('%s: %j → %s', (_why, counts, expected) => {
    expect(code(counts)).toBe(expected);
  });

  it('says the figures and the limit', () => {
    expect(pauseReasonOf({ ...none, answered: 200, rejected: 30 }, usual)?.params).toEqual({
      count: 30,
      answered: 200,
      limit: '5 %',
    });
  });

  it('stops few campaigns on an old list with 2 % dead addresses, and nearly all with 8 %', () => {
    const rng = xoroshiro128plus(20_261_127);
    const stops = (deadPerMille: number) => {
      let stopped = 0;
      for (let run = 0; run < 1_000; run += 1) {
        const last: boolean[] = [];
        let rejected = 0;
        for (let sent = 0; sent < 10_000; sent += 1) {
          const dead = uniformInt(rng, 0, 999) < deadPerMille;
          last.push(dead);
          if (dead) rejected += 1;
          if (sent >= 1_000 && last[sent - 1_000]) rejected -= 1;
          if (dead && code({ answered: Math.min(sent + 1, 1_000), rejected })) {
            stopped += 1;
            break;
          }
        }
      }
      return stopped;
    };
    const [sound, rotten] = [stops(20), stops(80)];
    expect(sound).toBeLessThanOrEqual(60);
    expect(rotten).toBeGreaterThanOrEqual(990);
  });
});

let stores: TestStores;
const size = 300;
const segments: string[][] = [];

const rejection = (more: Partial<Rejection>): Rejection => ({
  kind: 'rejected',
  reason: 'invalid-recipient',
  code: '550',
  scope: 'person',
  trouble: null,
  recipientNamed: true,
  retryAfterSeconds: null,
  ...more,
});

function provider(answer: (n: number) => SendAnswer) {
  const calls: string[] = [];
  const channel: Channel = {
    concurrency: 5,
    async send({ to }) {
      calls.push(to);
      return answer(calls.length);
    },
    check: async () => ({ kind: 'ok' }),
    close: async () => {},
  };
  return { channel, calls };
}
const accepts = () => provider(() => ({ kind: 'accepted', providerMessageId: 'm' }));

const send = (channel: Channel) =>
  sendReady(stores.ctx, {
    channel: 'sandbox',
    provider: channel,
    owner: 'test',
    publicUrl: 'https://shop.example',
    limit: 1000,
  });

async function decided(group: number): Promise<string> {
  const { ctx, clock } = stores;
  const name = `gate-${group}`;
  await saveSnapshot(ctx, name, segments[group] ?? []);
  const change = {
    control: { share: 0, absenceReason: 'a test of sending' },
    schedule: { spreadHours: 0 },
    policy: { caps: [], sendFromHour: 0, sendToHour: 24 },
  };
  await saveDefinition(ctx, testCampaign({ name, segment: name, startsAt: ctx.now(), change }));
  await approveCampaign(ctx, name, caller);
  await launchCampaign(ctx, name);
  clock.advance({ minutes: 1 });
  await campaignTick(ctx);
  return name;
}

const load = (name: string) => loadCampaign(stores.ctx.pg, name);
const status = async (name: string) => loadStatus(stores.ctx.pg, await load(name));
const resume = (name: string) =>
  stores.ctx.pg.transaction().execute(trx => moveCampaign(trx, stores.ctx, { name, command: 'resume' }));

beforeAll(async () => {
  stores = await testStores();
  for (let group = 0; group < 4; group += 1) {
    segments.push(
      await savePeople(
        stores.ctx,
        Array.from({ length: size }, (_, n) => ({
          externalId: `d${group}-${n}`,
          email: `d${group}-${n}@kanari.example`,
        })),
      ),
    );
  }
});
afterAll(() => stores?.close());

describe('a campaign whose list is bad', () => {
  it('pauses itself between two chunks, says why, and after a resume goes on with nobody twice', async () => {
    const { ctx, clock } = stores;
    const name = await decided(0);
    const bad = provider(n => (n % 4 === 0 ? rejection({}) : { kind: 'accepted', providerMessageId: 'm' }));
    await send(bad.channel);
    const stopped = await status(name);
    expect(stopped.state).toBe('paused');
    // Twenty refusals stop it at the eightieth; four lanes of five were under way.
    expect(bad.calls.length).toBeLessThanOrEqual(120);
    expect((await load(name)).pauseReason).toMatchObject({
      code: 'campaign-stopped-rejected',
      params: { limit: '5 %' },
    });
    expect((await send(accepts().channel)).claimed).toBe(0);
    const { rows } = await sql<{ actor_kind: string; action: string }>`
      select actor_kind, action from audit_entries where target = ${`campaign:${name}`}
      order by recorded_at desc, 1 limit 20`.execute(ctx.pg);
    expect(rows).toContainEqual({ actor_kind: 'system', action: 'campaign.pause' });
    clock.advance({ minutes: 5 });
    await resume(name);
    expect((await load(name)).pauseReason).toBeNull();
    const good = accepts();
    await send(good.channel);
    await campaignTick(ctx);
    expect(await status(name)).toMatchObject({ state: 'awaiting-read', queued: 0, failed: stopped.failed });
    expect(new Set([...bad.calls, ...good.calls]).size).toBe(size);
    expect(bad.calls.length + good.calls.length).toBe(size);
  });

  it('pauses at once when the server refuses its sender, and holds that against nobody', async () => {
    const { clock } = stores;
    const name = await decided(1);
    const refusing = provider(() =>
      rejection({ reason: 'config', code: '553', scope: 'campaign', recipientNamed: false }),
    );
    await send(refusing.channel);
    expect(refusing.calls.length).toBeLessThanOrEqual(4 * 5);
    expect(await status(name)).toMatchObject({ state: 'paused', queued: size, failed: 0, unknown: 0 });
    expect((await load(name)).pauseReason).toEqual({
      code: 'campaign-stopped-sender',
      params: { reply: '553' },
    });
    await resume(name);
    clock.advance({ minutes: 2 });
    await send(accepts().channel);
    expect(await status(name)).toMatchObject({ delivered: size, failed: 0 });
  });

  it('pauses when most messages are put off, keeping everybody in the queue', async () => {
    const name = await decided(2);
    const { channel } = provider(() => rejection({ reason: 'unreachable-temporary', code: '450' }));
    await send(channel);
    expect(await status(name)).toMatchObject({ state: 'paused', queued: size, failed: 0 });
    expect((await load(name)).pauseReason?.code).toBe('campaign-stopped-temporary');
  });

  it('pauses when complaints come in afterwards, while others still wait', async () => {
    const { ctx, clock } = stores;
    const name = await decided(3);
    await sql`
      update intents set not_before = not_before + interval '2 hours' where intent_id in (
        select intent_id from intents join campaigns using (campaign_id) where name = ${name} limit 100)`.execute(
      ctx.pg,
    );
    await send(accepts().channel);
    clock.advance({ minutes: 5 });
    await sql`
      insert into delivery_events (intent_id, kind, at, source)
      select intent_id, 'complained', ${ctx.now()}, 'test' from intents join campaigns using (campaign_id)
      where name = ${name} and intents.state = 'accepted' limit 4`.execute(ctx.pg);
    await campaignTick(ctx);
    expect(await status(name)).toMatchObject({ state: 'paused', delivered: 200, queued: 100 });
    expect((await load(name)).pauseReason).toMatchObject({
      code: 'campaign-stopped-complained',
      params: { count: 4, answered: 200 },
    });
  });
});
