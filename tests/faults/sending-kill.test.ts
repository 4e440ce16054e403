import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveCampaign } from '../../src/act/campaign.route.ts';
import { saveDefinition } from '../../src/act/campaign.store.ts';
import { launchCampaign } from '../../src/act/launch.store.ts';
import { createContext } from '../../src/app/context.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { factsSql } from '../../src/store/facts/sql.ts';
import { openStores } from '../../src/store/open-stores.ts';
import { shipOutbox } from '../../src/store/state/outbox.ts';
import { caller, savePeople, saveSnapshot, testCampaign } from '../../src/testing/campaign-people.ts';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'sender-process.ts');
const people = 300;
const kills = Number(process.env.REKINDLE_SENDING_KILLS ?? 18);
const hoursAhead = '48';

/** Every message the provider took, by its Message-ID: what really left the house. */
const taken: string[] = [];
let server: SMTPServer;
let port = 0;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      let head = '';
      stream.on('data', part => {
        head += String(part);
      });
      stream.on('end', () => {
        const id = /^Message-ID: <([0-9a-f-]{36})@/im.exec(head)?.[1];
        if (id) taken.push(id);
        // Slow enough that kills land between acceptance and its record.
        setTimeout(done, 15);
      });
    },
  });
  // A killed client resets its connection; that is the point of the test.
  server.on('error', () => {});
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  port = (server.server.address() as AddressInfo).port;
});

afterAll(() => new Promise<void>(resolve => server.close(() => resolve())));

async function openContext(dataFolder: string) {
  const opened = await openStores({ dataFolder, machineNow: () => new Date(), log: silentLog });
  return { ctx: createContext(opened.stores, silentLog), close: opened.close };
}

async function prepare(dataFolder: string) {
  const { ctx, close } = await openContext(dataFolder);
  const ids = await savePeople(
    ctx,
    Array.from({ length: people }, (_, n) => ({ externalId: `k${n}`, email: `k${n}@x.example` })),
  );
  await saveSnapshot(ctx, 'all', ids);
  await saveDefinition(
    ctx,
    testCampaign({
      name: 'killed',
      segment: 'all',
      startsAt: ctx.now(),
      // The processes run on the machine's clock, so the test may run at night.
      change: { policy: { caps: [], sendFromHour: 0, sendToHour: 24 } },
    }),
  );
  await approveCampaign(ctx, 'killed', caller);
  await launchCampaign(ctx, 'killed');
  await close();
}

/** Runs the sender once; kills it after the given time of work, or lets it finish. */
async function runSender(dataFolder: string, run: number, killAfterMs: number | null): Promise<boolean> {
  // Each process starts ten minutes of machine time after the one before: leases of the killed have ended.
  const child = startChild(script, [dataFolder, String(port), hoursAhead, String(run * 600)]);
  await child.line();
  if (killAfterMs === null) return (await child.line<{ done: boolean }>()).done;
  const finished = child.line<{ done: boolean }>().then(
    line => line.done,
    () => false,
  );
  const ended = await Promise.race([finished, wait(killAfterMs).then(() => false)]);
  await child.kill('SIGKILL');
  return ended;
}

test(`kill -9 at ${kills} random moments of sending sends nothing twice and loses nothing`, async () => {
  const dataFolder = join(await scratchFolder(), 'data');
  await prepare(dataFolder);
  const rng = xoroshiro128plus(20261122);
  for (let kill = 0; kill < kills; kill += 1) {
    await runSender(dataFolder, kill, uniformInt(rng, 20, 2500));
  }
  expect(await runSender(dataFolder, kills, null)).toBe(true);

  const { ctx, close } = await openContext(dataFolder);
  try {
    await shipOutbox(ctx);
    const { rows } = await sql<{
      intent_id: string;
      state: string;
    }>`select intent_id, state from intents`.execute(ctx.pg);
    const inState = (state: string) => rows.filter(r => r.state === state).map(r => r.intent_id);
    const accepted = new Set(inState('accepted'));
    const unknown = new Set(inState('unknown'));
    const treated = await sql<{ n: number }>`
      select count(*)::int as n from campaign_audience where arm = 'treatment' and would_send`.execute(
      ctx.pg,
    );
    const touches = await ctx.ch.query<{ stored: string; people: string }>(
      factsSql`select count() as stored, uniqExact(delivery_id) as people from touches_local where kind = 'sent'`,
      { tag: 'test-touches' },
    );
    console.log(`taken ${taken.length}, accepted ${accepted.size}, unknown ${unknown.size}, kills ${kills}`);
    expect(new Set(taken).size, 'nobody got it twice').toBe(taken.length);
    expect(rows.length, 'one intent for everyone who should get it').toBe(treated.rows[0]?.n);
    expect(accepted.size + unknown.size, 'nothing stuck, nothing lost').toBe(rows.length);
    expect(
      taken.filter(id => !accepted.has(id) && !unknown.has(id)),
      'what left is known',
    ).toEqual([]);
    expect(
      [...accepted].filter(id => !taken.includes(id)),
      'what is counted left',
    ).toEqual([]);
    expect(touches[0]).toEqual({ stored: String(accepted.size), people: String(accepted.size) });
  } finally {
    await close();
  }
});
