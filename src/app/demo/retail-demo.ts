/**
 * The demo on a real file: UCI Online Retail II as it is, reviewed as of 2010-09-01. The customers' future is in the
 * file too, so people are assigned to arms as a campaign would assign them, nobody is written to, and the result is
 * read from the orders that really came: the true effect is none.
 */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { DateTime } from 'luxon';
import { badInput } from '../../kernel/errors.ts';
import {
  countSegment,
  demoResult,
  finalReadOf,
  launch,
  lookBack,
  readResult,
  statusOf,
} from './demo-campaign.ts';
import { moveClock } from './demo-clock.ts';
import type { CampaignPlan } from './demo-definition.ts';
import { importFile } from './demo-import.ts';
import type { DemoCampaign, DemoReport } from './demo-report.ts';
import { loadOpportunities, segmentOf, takeReview } from './demo-review.ts';
import { runTicks } from './demo-sending.ts';
import { type DemoStage, step } from './demo-stage.ts';
import { demoTexts, nobodyContacted } from './demo-texts.ts';

const zone = 'Europe/London';
const asOf = DateTime.fromISO('2010-09-01T00:00', { zone }).toJSDate();
const windowDays = 60;
const refundLagDays = 14;

/** Runs the loop on the file in `from`, on a service whose data folder is new. */
export async function runRetailDemo(stage: DemoStage, from: string) {
  const path = await findRetailFile(from);
  await stage.client.call('PUT', '/api/settings', {
    organisation: 'Online Retail II',
    zone,
    currency: 'GBP',
  });
  await moveClock(stage.service.ctx, asOf, { first: true });
  const counts = await step(stage, 'import', () =>
    importFile(stage, { path, kind: 'orders', mapping: 'online-retail' }),
  );
  const review = await step(stage, 'review', () => takeReview(stage));
  const opportunities = await loadOpportunities(stage);
  const campaign = await step(stage, 'read', () => assignAndRead(stage, opportunities));
  return {
    dataset: 'online-retail',
    imported: {
      customers: counts.customers,
      orderLines: counts.rowsStored,
      quarantined: counts.rowsQuarantined,
      rowsRead: counts.rowsRead,
    },
    review,
    opportunities: opportunities.map(({ id, kind, customers }) => ({ id, kind, customers })),
    segment: campaign.segment,
    campaign: campaign.campaign,
    result: campaign.result,
    retrospective: campaign.retrospective,
    secondCampaign: null,
    notes: [nobodyContacted],
  } satisfies Omit<DemoReport, 'seconds' | 'peakRssMb'>;
}

async function assignAndRead(
  stage: DemoStage,
  opportunities: Awaited<ReturnType<typeof loadOpportunities>>,
): Promise<DemoCampaign> {
  const card = opportunities.find(({ kind }) => kind === 'overdue');
  if (!card) throw badInput('demo-no-opportunity');
  const texts = demoTexts(stage.service.ctx.settings.locale);
  const plan: CampaignPlan = {
    name: 'retrospective-win-back',
    title: texts.retrospectiveTitle,
    segment: 'overdue-2010-09',
    opportunity: card,
    startsAt: asOf,
    controlShare: 0.5,
    windowDays,
    refundLagDays,
    retrospective: true,
    offer: { kind: 'none', faceValueMinor: 0, thresholdMinor: 0, code: '' },
    subject: '–',
    paragraphs: [],
    senderName: '',
    texts,
  };
  await segmentOf(stage, card, { name: plan.segment, title: plan.title });
  const { count } = await countSegment(stage, plan.segment);
  await launch(stage, plan);
  const read = await finalReadOf(stage, plan.name);
  await moveClock(stage.service.ctx, new Date(read.getTime() + 3600_000));
  await runTicks(stage);
  const view = await readResult(stage, plan.name);
  const { audience, control, delivered, skipped } = await statusOf(stage, plan.name);
  const retrospective = await lookBack(stage, plan.name, {
    wentWell: '',
    wentBadly: '',
    learned: texts.nobodyContacted,
    nextTime: [],
    tags: ['online-retail'],
  });
  return {
    name: plan.name,
    title: plan.title,
    segment: { name: plan.segment, count },
    campaign: { audience, control, delivered, skipped, provable: false, mde: null },
    // Nobody was written to: the two arms differ by chance alone.
    result: demoResult(view, { buyers: 0, valueMinor: 0 }),
    retrospective,
  };
}

/** The first CSV of the folder (also .gz) whose header is that of Online Retail II. Throws `demo-dataset-missing`. */
export async function findRetailFile(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter(known => /\.csv(\.gz)?$/i.test(known)).sort()) {
    const path = join(folder, name);
    if (/^\ufeff?Invoice(No)?,StockCode,Description,Quantity/i.test(await firstBytes(path))) return path;
  }
  throw badInput('demo-dataset-missing', {
    path: '--from',
    received: folder,
    expected: 'online_retail_ii_2009_2010.csv[.gz]',
  });
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const raw = file.createReadStream({ end: 65_535, autoClose: false });
    const text = path.toLowerCase().endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
    for await (const chunk of text) return String(chunk).slice(0, 200);
    return '';
  } finally {
    await file.close();
  }
}
