/** Sending while the clocks jump by an hour, and while the database is away when an answer should be kept. */
import { sql } from 'kysely';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, savePeople, saveSnapshot, testCampaign } from '../testing/campaign-people.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { approveCampaign } from './campaign.route.ts';
import { saveDefinition } from './campaign.store.ts';
import { campaignTick } from './campaign-tick.job.ts';
import type { Channel } from './channel.ts';
import { launchCampaign } from './launch.store.ts';
import { claimIntents } from './sender.store.ts';
import { sendReady } from './sender.ts';

const people = 40;
const rounds = 24;
let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores?.close());

const channelOf = (onSend: (to: string) => void | Promise<void>): Channel => ({
  concurrency: 4,
  async send({ to }) {
    await onSend(to);
    return { kind: 'accepted', providerMessageId: 'm' };
  },
  check: async () => ({ kind: 'ok' }),
  close: async () => {},
});

const sendAs = (owner: string, provider: Channel, limit = 15) =>
  sendReady(stores.ctx, { channel: 'sandbox', provider, owner, publicUrl: 'https://x.example', limit });

/** Two campaigns that want the same people on the same day, of whom a cap allows one message each. */
async function launchTwo(group: string): Promise<void> {
  const { ctx } = stores;
  const ids = await savePeople(
    ctx,
    Array.from({ length: people }, (_, n) => ({
      externalId: `${group}${n}`,
      email: `${group}${n}@kanari.example`,
    })),
  );
  await saveSnapshot(ctx, group, ids);
  for (const name of [`${group}-one`, `${group}-two`]) {
    const change = {
      control: { share: 0, absenceReason: 'a test of sending' },
      policy: { caps: [{ count: 1, windowDays: 1 }], sendFromHour: 0, sendToHour: 24 },
    };
    await saveDefinition(ctx, testCampaign({ name, segment: group, startsAt: ctx.now(), change }));
    await approveCampaign(ctx, name, caller);
    await launchCampaign(ctx, name);
  }
}

/** What both campaigns of a group came to, and the touches on their way to facts. */
async function figuresOf(group: string) {
  const { rows } = await sql<Record<string, number>>`
    select count(*) filter (where i.state = 'accepted')::int as accepted,
      count(*) filter (where i.state <> 'accepted')::int as others,
      count(distinct i.customer_id)::int as people,
      (select count(*)::int from campaign_audience a join campaigns c using (campaign_id)
        where c.name like ${`${group}-%`} and a.skip_reason = 'skip-frequency-cap') as capped,
      (select sum(spent_minor)::int from campaigns c where c.name like ${`${group}-%`}) as spent,
      (select count(*)::int from delivery_events e join intents j using (intent_id) join campaigns c using (campaign_id)
        where c.name like ${`${group}-%`} and e.kind = 'accepted') as events
    from intents i join campaigns c using (campaign_id) where c.name like ${`${group}-%`}`.execute(
    stores.ctx.pg,
  );
  const { rows: outbox } = await sql<{ n: number }>`
    select count(*)::int as n from facts_outbox, jsonb_array_elements(rows) as row
    where target_table = 'touches' and row ->> 'kind' = 'sent' and row ->> 'customer_id' in (
      select customer_id::text from segment_snapshot_members m join segment_snapshots s using (snapshot_id)
      join segments g using (segment_id) where g.name = ${group})`.execute(stores.ctx.pg);
  return { ...rows[0], touches: outbox[0]?.n };
}

async function run(group: string, disturb: () => void | Promise<void>): Promise<string[]> {
  const { ctx, clock } = stores;
  const calls: string[] = [];
  const channel = channelOf(async to => {
    calls.push(to);
    await disturb();
  });
  await launchTwo(group);
  for (let round = 0; round < rounds; round += 1) {
    clock.advance({ minutes: 30 });
    clock.advanceMachine({ minutes: 30 });
    await campaignTick(ctx);
    await Promise.all([sendAs('first', channel), sendAs('second', channel)]);
  }
  return calls;
}

describe('sending', () => {
  it('comes to the same when both clocks jump by an hour, forwards and back, during calls', async () => {
    const calm = await run('calm', () => {});
    const undisturbed = await figuresOf('calm');
    expect(undisturbed).toEqual({
      accepted: people,
      others: 0,
      people,
      capped: people,
      spent: people * 5,
      events: people,
      touches: people,
    });

    const rng = xoroshiro128plus(20261127);
    const seen = { jumps: 0, unknown: 0 };
    const sent = await run('jumpy', async () => {
      if (uniformInt(rng, 0, 3) > 0) return;
      seen.jumps += 1;
      const hours = uniformInt(rng, 0, 1) ? 1 : -1;
      if (uniformInt(rng, 0, 1)) stores.clock.advance({ hours });
      else stores.clock.advanceMachine({ hours });
      // Another process looks for work: after a jump forwards it takes calls under way for abandoned.
      await sendAs(
        'third',
        channelOf(() => {}),
        0,
      );
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from intents where state = 'unknown'`.execute(stores.ctx.pg);
      seen.unknown += rows[0]?.n ?? 0;
    });
    console.log(`${seen.jumps} jumps, calls taken for abandoned ${seen.unknown} times`);
    expect(seen.jumps).toBeGreaterThan(5);
    expect(seen.unknown).toBeGreaterThan(0);
    expect(await figuresOf('jumpy')).toEqual(undisturbed);
    expect(new Set(sent).size).toBe(sent.length);
    expect(sent.length).toBe(calm.length);
  });

  it('frees what a dead process had leased, also when the clock was set back after it', async () => {
    const { ctx, clock } = stores;
    await launchTwo('leased');
    clock.advance({ hours: 5 });
    await campaignTick(ctx);
    const machineNow = ctx.machineNow();
    const lease = {
      owner: 'dead',
      until: new Date(machineNow.getTime() + 120_000),
      now: ctx.now(),
      machineNow,
    };
    expect((await claimIntents(ctx.pg, { channel: 'sandbox', lease, limit: 10 })).length).toBe(10);
    clock.advanceMachine({ hours: -1 });
    for (let round = 0; round < 4; round += 1) {
      await sendAs(
        'alive',
        channelOf(() => {}),
        100,
      );
      clock.advanceMachine({ minutes: 30 });
    }
    expect(await figuresOf('leased')).toMatchObject({ accepted: people, others: 0 });
  });

  it('keeps what the provider answered while the database was away, once', async () => {
    const { ctx, clock } = stores;
    await launchTwo('kept');
    clock.advance({ hours: 5 });
    await campaignTick(ctx);
    await sql`alter table delivery_events add constraint away check (false) not valid`.execute(ctx.pg);
    let calls = 0;
    const channel = channelOf(() => {
      calls += 1;
    });
    const back = new Promise(resolve => setTimeout(resolve, 400)).then(() =>
      sql`alter table delivery_events drop constraint away`.execute(ctx.pg),
    );
    await sendAs('patient', channel, 100);
    await back;
    expect(calls).toBe(people);
    expect(await figuresOf('kept')).toMatchObject({ accepted: people, events: people, touches: people });
  });
});
