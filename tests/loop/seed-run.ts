/**
 * One whole loop on one simulated shop: history imported from its own dirty files, features, a segment, a campaign
 * with half of it in control over a real SMTP conversation, the customers' answers imported, the final read. Returns
 * what the product says beside what the simulator knows.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { approveCampaign } from '../../src/act/campaign.route.ts';
import { loadCampaign, saveDefinition } from '../../src/act/campaign.store.ts';
import { campaignTick } from '../../src/act/campaign-tick.job.ts';
import { launchCampaign } from '../../src/act/launch.store.ts';
import { saveSandboxMessages } from '../../src/act/sandbox-mailbox.store.ts';
import { openSandboxServer } from '../../src/act/sandbox-smtp.ts';
import { sendReady } from '../../src/act/sender.ts';
import { openSmtpChannel } from '../../src/act/smtp-channel.ts';
import { loadDelivered, loadWouldSend } from '../../src/app/demo/demo-people.store.ts';
import { importJob } from '../../src/collect/import/import.job.ts';
import { saveSegment } from '../../src/decide/segment.store.ts';
import { countSegment } from '../../src/decide/segment-snapshot.store.ts';
import { computeResult } from '../../src/measure/result.job.ts';
import { openShop, type Shop } from '../../src/simulator/shop.ts';
import type { StoreContext } from '../../src/store/context.ts';
import { saveUpload } from '../../src/store/staging.ts';
import { shipOutbox } from '../../src/store/state/outbox.ts';
import { caller, testCampaign } from '../../src/testing/campaign-people.ts';
import { removeSearched } from '../../src/testing/scratch-folder.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { featuresJob } from '../../src/understand/features.job.ts';

export interface SeedRun {
  readonly seed: number;
  readonly people: number;
  readonly delivered: number;
  readonly truth: number;
  readonly estimate: number;
  readonly lo: number;
  readonly hi: number;
  readonly p: number;
}

export interface SeedOptions {
  readonly seed: number;
  /** Nobody hears of the messages: the campaign has no effect at all. */
  readonly deaf: boolean;
}

const asOf = new Date('2026-08-31T16:00:00Z');
const morning = new Date('2026-09-01T02:00:00Z');
const offer = { kind: 'coupon', faceValueMinor: 4_000, thresholdMinor: 9_900, code: 'LOOP40' } as const;
const windowDays = 30;

async function importFile(ctx: StoreContext, path: string, kind: 'customers' | 'orders'): Promise<void> {
  const uploadId = ctx.newId();
  await saveUpload(ctx.stagingFolder, {
    uploadId,
    fileName: basename(path),
    content: createReadStream(path),
  });
  const mapping = { builtIn: 'simulated-shop' };
  await importJob.run(ctx, { uploadId, kind, mapping, dryRun: false, createdBy: null });
}

type Files = Awaited<ReturnType<Shop['writeHistory']>>['files'];

async function importAll(ctx: StoreContext, files: Files): Promise<void> {
  for (const kind of ['customers', 'orders'] as const) {
    const file = files[kind];
    if (file && file.rows > 0) await importFile(ctx, file.path, kind);
  }
}

/** Sends the campaign over a real SMTP conversation into the sandbox. */
async function sendAll(ctx: StoreContext): Promise<void> {
  const server = await openSandboxServer(messages => saveSandboxMessages(ctx, messages));
  const provider = openSmtpChannel({
    host: '127.0.0.1',
    port: server.port,
    secure: false,
    maxConnections: 4,
    allowPlain: true,
  });
  const options = {
    channel: 'sandbox',
    provider,
    owner: 'loop',
    publicUrl: 'https://x.example',
    limit: 5_000,
  } as const;
  await campaignTick(ctx);
  await sendReady(ctx, options);
  await campaignTick(ctx);
  await provider.close();
  await server.close();
}

async function campaignFor({ ctx, clock }: TestStores): Promise<void> {
  await featuresJob.run(ctx, { asOf: asOf.toISOString() });
  const rule = { feature: 'overdue_probability', op: 'gte', value: 0.8 } as const;
  await saveSegment(ctx, { name: 'overdue', title: 'Overdue', rule });
  await countSegment(ctx, 'overdue');
  const definition = testCampaign({
    name: 'loop',
    segment: 'overdue',
    startsAt: morning,
    change: {
      control: { share: 0.5 },
      message: { offer },
      outcome: { windowDays, refundLagDays: 14 },
      goal: {
        metric: 'buyers',
        statement: 'more buyers',
        baseline: 0.06,
        target: 0.08,
        dueDate: '2026-12-01',
      },
    },
  });
  await saveDefinition(ctx, definition);
  await approveCampaign(ctx, 'loop', caller);
  await launchCampaign(ctx, 'loop');
  clock.advance({ hours: 6 });
  await sendAll(ctx);
}

/** Runs one loop. About 2,500 customers, of whom some 400 are overdue, reachable and in the test. */
export async function runSeed({ seed, deaf }: SeedOptions): Promise<SeedRun> {
  const dir = await mkdtemp(join(tmpdir(), 'rk-loop-'));
  const stores = await testStores({ start: morning });
  const { ctx, clock } = stores;
  try {
    const startsAt = new Date('2024-08-31T16:00:00Z');
    const shop = openShop({ seed, customers: 2_500, startsAt, asOf });
    await importAll(ctx, (await shop.writeHistory(join(dir, 'history'), { dirt: true })).files);
    await campaignFor(stores);
    const { finalReadAt } = await loadCampaign(ctx.pg, 'loop');
    const to = new Date((finalReadAt?.getTime() ?? 0) + 3_600_000);
    const messages = deaf ? [] : await loadDelivered(ctx);
    const answers = await shop.respond({
      messages,
      from: asOf,
      to,
      dir: join(dir, 'answers'),
      options: { dirt: true },
    });
    clock.moveTo(to);
    await importAll(ctx, answers.files);
    await shipOutbox(ctx);
    const { document } = await computeResult(ctx, 'loop');
    const population = await loadWouldSend(ctx, 'loop');
    const truth = deaf
      ? 0
      : shop.truth({
          campaignId: 'loop',
          channel: 'sandbox',
          offer,
          population,
          windowDays,
          refundsKnownAt: to,
        }).buyers.difference;
    const read = document.populations.find(p => p.population === 'would-send')?.buyers;
    const delivered = (await loadDelivered(ctx)).length;
    return {
      seed,
      people: population.length,
      delivered,
      truth,
      estimate: read?.estimate ?? Number.NaN,
      lo: read?.lo ?? Number.NaN,
      hi: read?.hi ?? Number.NaN,
      p: read?.p ?? Number.NaN,
    };
  } finally {
    await stores.close();
    await removeSearched(dir);
  }
}
