/**
 * The demo on the simulated shop: its history imported, the base reviewed, two campaigns launched (one large enough
 * to prove its effect, one that says beforehand it cannot), customers answering, both read on their day.
 */
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { badInput } from '../../kernel/errors.ts';
import type { Opportunity } from '../../records/opportunity.ts';
import { openShop, type Shop } from '../../simulator/shop.ts';
import { answer } from './demo-answers.ts';
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
import { type CampaignPlan } from './demo-definition.ts';
import { importFile } from './demo-import.ts';
import { loadDelivered, loadWouldSend } from './demo-people.store.ts';
import type { DemoCampaign, DemoReport } from './demo-report.ts';
import { loadOpportunities, segmentOf, takeReview } from './demo-review.ts';
import { runTicks, sendThrough } from './demo-sending.ts';
import { type DemoStage, step } from './demo-stage.ts';
import { demoTexts, lessonsOf } from './demo-texts.ts';

export interface ShopDemoOptions {
  readonly seed: number;
  readonly customers: number;
}

const simulatedZone = 'Asia/Shanghai';
const simulatedCurrency = 'CNY';
const at = (text: string): Date => DateTime.fromISO(text, { zone: simulatedZone }).toJSDate();
const startsAt = at('2023-09-01T00:00');
const asOf = at('2026-09-01T00:00');
const morning = at('2026-09-01T09:30');
const windowDays = 30;
const refundLagDays = 14;
const dayMs = 86_400_000;

/** Runs the whole loop on a service whose data folder is new. */
export async function runShopDemo(stage: DemoStage, options: ShopDemoOptions) {
  const { service, client } = stage;
  const shop = openShop({ ...options, startsAt, asOf });
  await client.call('PUT', '/api/settings', {
    organisation: demoTexts(service.ctx.settings.locale).shop,
    zone: simulatedZone,
    currency: simulatedCurrency,
  });
  // Weeks pass in a minute here, and the letters are what one comes to see.
  await client.call('PUT', '/api/retention', { sandboxDays: 365 });
  await moveClock(service.ctx, morning, { first: true });
  const imported = await importHistory(stage, shop);
  const review = await step(stage, 'review', () => takeReview(stage));
  const opportunities = await loadOpportunities(stage);
  const plans = await step(stage, 'plan', () => plan(stage, opportunities));
  await runCampaigns(stage, shop, plans);
  const campaigns = await step(stage, 'read', () => readAll(stage, shop, plans));
  const [first, second] = campaigns;
  if (!first) throw badInput('demo-no-opportunity');
  return {
    dataset: 'simulated-shop',
    imported,
    review,
    opportunities: opportunities.map(({ id, kind, customers }) => ({ id, kind, customers })),
    segment: first.segment,
    campaign: first.campaign,
    result: first.result,
    retrospective: first.retrospective,
    secondCampaign: second ?? null,
    notes: [],
  } satisfies Omit<DemoReport, 'seconds' | 'peakRssMb'>;
}

async function importHistory(stage: DemoStage, shop: Shop): Promise<DemoReport['imported']> {
  const report = await step(stage, 'shop', () =>
    shop.writeHistory(join(stage.folder, 'history'), { encoding: 'gb18030', dirt: true }),
  );
  return step(stage, 'import', async () => {
    const total = { customers: 0, orderLines: 0, quarantined: 0, rowsRead: 0 };
    for (const kind of ['customers', 'orders'] as const) {
      const path = report.files[kind]?.path;
      if (!path) continue;
      const counts = await importFile(stage, { path, kind, mapping: 'simulated-shop' });
      total[kind === 'customers' ? 'customers' : 'orderLines'] += counts.rowsStored;
      total.quarantined += counts.rowsQuarantined;
      total.rowsRead += counts.rowsRead;
    }
    return total;
  });
}

interface Planned {
  readonly plan: CampaignPlan;
  readonly count: number;
  readonly before: Awaited<ReturnType<typeof launch>>;
}

/** Who left their rhythm: the larger list, which can prove something, and a smaller one that cannot. */
async function plan(stage: DemoStage, opportunities: readonly Opportunity[]): Promise<Planned[]> {
  const [large, small] = opportunities
    .filter(({ kind }) => kind === 'overdue' || kind === 'high-value-lost')
    .sort((a, b) => b.reachable - a.reachable);
  if (!large) throw badInput('demo-no-opportunity');
  const texts = demoTexts(stage.service.ctx.settings.locale);
  const common = { windowDays, refundLagDays, retrospective: false, senderName: texts.shop, texts } as const;
  const first: CampaignPlan = {
    ...common,
    name: 'autumn-win-back',
    ...texts.winBack,
    segment: 'overdue-september',
    opportunity: large,
    startsAt: at('2026-09-02T10:00'),
    // A fifth would show the break-even lift in buyers; money varies more from basket to basket, and half tells it soonest.
    controlShare: 0.5,
    // A threshold near the usual basket: fewer of those who come anyway redeem, and who comes for it fills the basket.
    offer: { kind: 'coupon', faceValueMinor: 4_000, thresholdMinor: 29_900, code: 'QIU40' },
  };
  const plans = [await prepare(stage, first)];
  if (small) {
    const second: CampaignPlan = {
      ...common,
      name: 'lost-vip-letter',
      ...texts.letter,
      segment: 'lost-high-value-september',
      opportunity: small,
      startsAt: at('2026-09-03T10:00'),
      controlShare: 0.2,
      offer: { kind: 'none', faceValueMinor: 0, thresholdMinor: 0, code: '' },
    };
    plans.push(await prepare(stage, second));
  }
  return plans;
}

async function prepare(stage: DemoStage, plan: CampaignPlan): Promise<Planned> {
  await segmentOf(stage, plan.opportunity, { name: plan.segment, title: plan.title });
  const { count } = await countSegment(stage, plan.segment);
  return { plan, count, before: await launch(stage, plan) };
}

/** Sends on two days, then lets time pass while the customers answer, up to the later final read. */
async function runCampaigns(stage: DemoStage, shop: Shop, plans: readonly Planned[]): Promise<void> {
  await step(stage, 'send', async () => {
    for (const { plan } of plans)
      await sendThrough(stage, plan.startsAt, new Date(plan.startsAt.getTime() + 10 * 3600_000));
  });
  const reads = await Promise.all(plans.map(({ plan }) => finalReadOf(stage, plan.name)));
  const end = new Date(Math.max(...reads.map(read => read.getTime())) + 3600_000);
  const halfway = new Date(asOf.getTime() + 16 * dayMs);
  await step(stage, 'answers', async () => {
    let from = asOf;
    for (const to of [halfway, end]) {
      await answer(stage, { shop, from, to });
      await runTicks(stage);
      from = to;
    }
  });
}

const readAll = async (stage: DemoStage, shop: Shop, plans: readonly Planned[]): Promise<DemoCampaign[]> => {
  const done: DemoCampaign[] = [];
  for (const planned of plans) done.push(await readOne(stage, shop, planned));
  return done;
};

async function readOne(
  stage: DemoStage,
  shop: Shop,
  { plan, count, before }: Planned,
): Promise<DemoCampaign> {
  const { ctx } = stage.service;
  const view = await readResult(stage, plan.name);
  const messages = await loadDelivered(ctx);
  const truth = shop.truth({
    campaignId: plan.name,
    channel: 'sandbox',
    offer: plan.offer,
    population: await loadWouldSend(ctx, plan.name),
    windowDays,
    refundsKnownAt: new Date(view.document.asOf),
    otherMessages: messages.filter(({ campaignId }) => campaignId !== plan.name),
  });
  const { audience, control, delivered, skipped } = await statusOf(stage, plan.name);
  const valueMinor = (view.document.value === 'margin' ? truth.marginMinor : truth.netMinor).difference;
  const result = demoResult(view, { buyers: truth.buyers.difference, valueMinor });
  stage.out.say('demo-result', {
    title: plan.title,
    verdict: result.verdict ?? '–',
    estimate: points(result.absolute.estimate),
    lo: points(result.absolute.lo),
    hi: points(result.absolute.hi),
    truth: points(truth.buyers.difference),
  });
  return {
    name: plan.name,
    title: plan.title,
    segment: { name: plan.segment, count },
    campaign: {
      audience,
      control,
      delivered,
      skipped,
      provable: before?.reveal.provable ?? false,
      mde: before?.reveal.mde ?? null,
    },
    result,
    retrospective: await lookBack(stage, plan.name, lessonsOf(plan.texts, plan.name, result.verdict)),
  };
}

const points = (share: number | null): string => (share === null ? '–' : (share * 100).toFixed(1));
