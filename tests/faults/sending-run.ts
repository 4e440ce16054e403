/**
 * A campaign that waits to be sent in a data folder, a mail server that remembers what really left the house, and the
 * figures the stores hold afterwards: what every test that disturbs sending begins and ends with.
 */
import { execFileSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { SMTPServer } from 'smtp-server';
import { expect } from 'vitest';
import { approveCampaign } from '../../src/act/campaign.route.ts';
import { saveDefinition } from '../../src/act/campaign.store.ts';
import { launchCampaign } from '../../src/act/launch.store.ts';
import { createContext } from '../../src/app/context.ts';
import { factsSql } from '../../src/store/facts/sql.ts';
import { openStores, type StoresOptions } from '../../src/store/open-stores.ts';
import { caller, savePeople, saveSnapshot, testCampaign } from '../../src/testing/campaign-people.ts';
import { searchedLog } from '../../src/testing/searched-log.ts';

/** Two days after the launch every personal slot has come. */
export const hoursAhead = '48';
export type Servers = Pick<StoresOptions, 'databaseUrl' | 'clickhouseUrl'>;

export interface MailServer {
  readonly port: number;
  /** Every message taken, by its Message-ID. */
  readonly taken: string[];
  close(): Promise<void>;
}

/** A mail server that answers slowly enough for faults to land between acceptance and its record. */
export async function openMailServer(): Promise<MailServer> {
  const taken: string[] = [];
  const server = new SMTPServer({
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
        setTimeout(done, 15);
      });
    },
  });
  // A killed client resets its connection; that is the point of these tests.
  server.on('error', () => {});
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    taken,
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>(resolve => server.close(() => resolve())),
  };
}

async function openContext(dataFolder: string, servers: Servers) {
  const opened = await openStores({ ...servers, dataFolder, machineNow: () => new Date(), log: searchedLog });
  return { ctx: createContext(opened.stores, searchedLog), close: opened.close };
}

/** Stores people and launches a campaign to them, a fifth of them control. */
export async function prepareCampaign(dataFolder: string, people: number, servers: Servers = {}) {
  const { ctx, close } = await openContext(dataFolder, servers);
  const ids = await savePeople(
    ctx,
    Array.from({ length: people }, (_, n) => ({ externalId: `k${n}`, email: `k${n}@kanari.example` })),
  );
  await saveSnapshot(ctx, 'all', ids);
  await saveDefinition(
    ctx,
    testCampaign({
      name: 'disturbed',
      segment: 'all',
      startsAt: ctx.now(),
      // The processes run on the machine's clock, so the test may run at night.
      change: { policy: { caps: [], sendFromHour: 0, sendToHour: 24 } },
    }),
  );
  await approveCampaign(ctx, 'disturbed', caller);
  await launchCampaign(ctx, 'disturbed');
  await close();
}

/** The same data in another folder: same keys, same arms, same ids of intents. */
export const copyFolder = (from: string, to: string) => void execFileSync('cp', ['-a', from, to]);

export interface Settled {
  /** Ids of all intents, and of those in each final state, in order. */
  readonly intents: string[];
  readonly accepted: string[];
  readonly unknown: string[];
  readonly stuck: number;
  readonly wouldSend: number;
  readonly spent: string;
  /** `sent` rows in facts and the different messages among them. */
  readonly touches: { stored: number; messages: number };
}

/** What the stores hold at the end. */
export async function settledIn(dataFolder: string, servers: Servers = {}): Promise<Settled> {
  const { ctx, close } = await openContext(dataFolder, servers);
  try {
    const { rows } = await sql<{ id: string; state: string }>`
      select intent_id as id, state from intents order by intent_id`.execute(ctx.pg);
    const { rows: treated } = await sql<{ n: number; spent: string }>`
      select (select count(*)::int from campaign_audience where arm = 'treatment' and would_send) as n,
        (select sum(spent_minor)::text from campaigns) as spent`.execute(ctx.pg);
    const [touches] = await ctx.ch.query<{ stored: string; messages: string }>(
      factsSql`select count() as stored, uniqExact(delivery_id) as messages from touches_local where kind = 'sent'`,
      { tag: 'test-touches' },
    );
    const inState = (...states: string[]) =>
      rows.filter(row => states.includes(row.state)).map(row => row.id);
    return {
      intents: rows.map(row => row.id),
      accepted: inState('accepted'),
      unknown: inState('unknown'),
      stuck: inState('queued', 'claimed', 'calling').length,
      wouldSend: treated[0]?.n ?? 0,
      spent: treated[0]?.spent ?? '',
      touches: { stored: Number(touches?.stored), messages: Number(touches?.messages) },
    };
  } finally {
    await close();
  }
}

/** Nothing lost, nothing twice, no intent twice, nothing stuck, and the figures of a run nobody disturbed. */
export function expectUnharmed(disturbed: Settled, undisturbed: Settled, taken: readonly string[]): void {
  const { accepted, unknown } = disturbed;
  const known = new Set([...accepted, ...unknown]);
  expect(new Set(taken).size, 'nobody got it twice').toBe(taken.length);
  expect(disturbed.intents, 'the intents of the undisturbed run, each once').toEqual(undisturbed.intents);
  expect(disturbed.intents.length, 'one for everybody who should get it').toBe(disturbed.wouldSend);
  expect(disturbed.stuck, 'nothing stuck').toBe(0);
  expect(undisturbed.accepted, 'the other run was not disturbed').toEqual(undisturbed.intents);
  expect(known.size, 'nothing lost').toBe(undisturbed.accepted.length);
  expect(
    taken.filter(id => !known.has(id)),
    'what left is known',
  ).toEqual([]);
  expect(
    accepted.filter(id => !taken.includes(id)),
    'what is counted left',
  ).toEqual([]);
  expect(disturbed.touches, 'facts count what state counts').toEqual({
    stored: accepted.length,
    messages: accepted.length,
  });
  expect(disturbed.spent).toBe(undisturbed.spent);
}
