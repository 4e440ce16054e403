import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, savePeople, saveSnapshot, testCampaign } from '../testing/campaign-people.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { approveCampaign } from './campaign.route.ts';
import { loadCampaign, moveCampaign, saveDefinition } from './campaign.store.ts';
import { campaignTick } from './campaign-tick.job.ts';
import type { Channel } from './channel.ts';
import { launchCampaign } from './launch.store.ts';
import { sendReady } from './sender.ts';
import { loadStatus } from './status.store.ts';

const size = 120;
let stores: TestStores;
const segments: string[][] = [];

/** A provider slow enough that several processes overlap, remembering every call. */
function slowProvider() {
  const calls: string[] = [];
  const channel: Channel = {
    concurrency: 5,
    async send({ to }) {
      calls.push(to);
      await new Promise(done => setTimeout(done, 3));
      return { kind: 'accepted', providerMessageId: `<${calls.length}@provider>` };
    },
    check: async () => ({ kind: 'ok' }),
    close: async () => {},
  };
  return { channel, calls };
}

const send = (channel: Channel, owner: string, limit = 1000) =>
  sendReady(stores.ctx, {
    channel: 'sandbox',
    provider: channel,
    owner,
    publicUrl: 'https://x.example',
    limit,
  });

async function launch(group: number, startsAt: Date) {
  const { ctx } = stores;
  const name = `double-${group}`;
  await saveSnapshot(ctx, name, segments[group] ?? []);
  const change = { control: { share: 0, absenceReason: 'a test of sending' }, schedule: { spreadHours: 0 } };
  await saveDefinition(ctx, testCampaign({ name, segment: name, startsAt, change }));
  await approveCampaign(ctx, name, caller);
  await launchCampaign(ctx, name);
  return name;
}

const status = async (name: string) => loadStatus(stores.ctx.pg, await loadCampaign(stores.ctx.pg, name));
const move = (name: string, command: 'pause' | 'resume') =>
  stores.ctx.pg.transaction().execute(trx => moveCampaign(trx, stores.ctx, { name, command }));

beforeAll(async () => {
  stores = await testStores();
  for (let group = 0; group < 3; group += 1) {
    const people = Array.from({ length: size }, (_, n) => ({
      externalId: `s${group}-${n}`,
      email: `s${group}-${n}@kanari.example`,
    }));
    segments.push(await savePeople(stores.ctx, people));
  }
});
afterAll(() => stores?.close());

describe('schedulers and people that overlap', () => {
  it('four processes that decide and send at once write to everybody once', async () => {
    const { ctx, clock } = stores;
    const name = await launch(0, ctx.now());
    clock.advance({ minutes: 1 });
    const { channel, calls } = slowProvider();
    const process = async (owner: string) => {
      await campaignTick(ctx);
      await send(channel, owner, 50);
      await send(channel, owner);
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(process));
    await send(channel, 'a');
    expect(calls.length).toBe(size);
    expect(new Set(calls).size).toBe(size);
    expect(await status(name)).toMatchObject({ delivered: size, queued: 0, unknown: 0 });
  });

  it('a campaign that starts tomorrow waits for its hour, and then needs no restart', async () => {
    const { ctx, clock } = stores;
    const start = new Date(ctx.now().getTime() + 24 * 3_600_000);
    const name = await launch(1, start);
    const { channel, calls } = slowProvider();
    const round = async () => {
      await campaignTick(ctx);
      await send(channel, 'a');
    };
    await round();
    clock.moveTo(new Date(start.getTime() - 1000));
    await round();
    expect(calls).toEqual([]);
    expect(await status(name)).toMatchObject({ state: 'running', undecided: size });
    clock.moveTo(new Date(start.getTime() + 1000));
    await round();
    await round();
    expect(calls.length).toBe(size);
    expect((await status(name)).state).toBe('awaiting-read');
  });

  it('a campaign paused and resumed again and again while it sends ends complete, with nobody twice', async () => {
    const { ctx, clock } = stores;
    const name = await launch(2, ctx.now());
    clock.advance({ minutes: 1 });
    await campaignTick(ctx);
    const { channel, calls } = slowProvider();
    const pausing = async () => {
      for (let n = 0; n < 5; n += 1) {
        await move(name, 'pause');
        await move(name, 'resume');
      }
    };
    await Promise.all([send(channel, 'a'), pausing(), send(channel, 'b')]);
    for (let n = 0; n < 4; n += 1) {
      await send(channel, 'a');
      await campaignTick(ctx);
    }
    expect(await status(name)).toMatchObject({ state: 'awaiting-read', delivered: size, queued: 0 });
    expect(new Set(calls).size).toBe(calls.length);
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from intents join campaigns using (campaign_id) where name = ${name}`.execute(
      ctx.pg,
    );
    expect([calls.length, rows[0]?.n]).toEqual([size, size]);
  });
});
