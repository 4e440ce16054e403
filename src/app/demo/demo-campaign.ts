/** One campaign's way through the API, from the form to the retrospective. */
import { z } from 'zod';
import { campaignStatus, campaignView, waterfall } from '../../records/campaign.ts';
import type { ResultView } from '../../records/result.ts';
import { resultView } from '../../records/result.ts';
import { retrospectiveView } from '../../records/retrospective.ts';
import { segmentCount } from '../../records/segment.ts';
import type { CampaignPlan } from './demo-definition.ts';
import { definitionOf } from './demo-definition.ts';
import type { DemoCampaign, DemoEffect, DemoResult } from './demo-report.ts';
import type { DemoStage } from './demo-stage.ts';

const at = (name: string, rest = ''): string => `/api/campaigns/${encodeURIComponent(name)}${rest}`;

/** Counts the segment: the count is the snapshot the campaign is built on. */
export const countSegment = async ({ client }: DemoStage, name: string) =>
  segmentCount.parse(await client.call('POST', `/api/segments/${encodeURIComponent(name)}/count`));

/** Stores the definition, looks at the waterfall, approves and launches. Returns what was said before launch. */
export async function launch(stage: DemoStage, plan: CampaignPlan) {
  const { client, out } = stage;
  await client.call('PUT', at(plan.name), definitionOf(plan));
  const before = plan.retrospective
    ? null
    : waterfall.parse(await client.call('POST', at(plan.name, '/waterfall')));
  if (before) {
    out.say(before.reveal.provable ? 'demo-provable' : 'demo-not-provable', {
      title: plan.title,
      sends: before.expectedSends,
      control: before.control,
      mde: before.reveal.mde === null ? '–' : (before.reveal.mde * 100).toFixed(1),
    });
  }
  await client.call('POST', at(plan.name, '/approve'));
  await client.call('POST', at(plan.name, '/launch'));
  return before;
}

/** Where the campaign stands. */
export const statusOf = async ({ client }: DemoStage, name: string) =>
  campaignStatus.parse(await client.call('GET', at(name, '/status')));

/** The day fixed at launch on which the campaign is read. */
export async function finalReadOf({ client }: DemoStage, name: string): Promise<Date> {
  const { finalReadAt } = campaignView.parse(await client.call('GET', at(name)));
  return new Date(z.string().parse(finalReadAt));
}

/** Reads the result as of now. */
export const readResult = async ({ client }: DemoStage, name: string): Promise<ResultView> =>
  resultView.parse(await client.call('POST', at(name, '/result'), {}));

/** Writes the team's lines into the retrospective and freezes its figures. */
export async function lookBack(
  { client }: DemoStage,
  name: string,
  lessons: unknown,
): Promise<DemoCampaign['retrospective']> {
  const path = `/api/retrospectives/${encodeURIComponent(name)}`;
  await client.call('PUT', path, { lessons });
  const view = retrospectiveView.parse(await client.call('POST', `${path}/freeze`));
  return { frozen: view.frozenAt !== null, goal: view.document.goal.reached };
}

/** The read as the report shows it, beside the true effect. */
export function demoResult(
  { document }: ResultView,
  truth: { readonly buyers: number; readonly valueMinor: number },
): DemoResult {
  const main =
    document.populations.find(({ population }) => population === 'would-send') ?? document.populations[0];
  const srm =
    document.sampleRatio.find(({ population }) => population === 'would-send') ?? document.sampleRatio[0];
  const buyers = main?.buyers;
  const value = main?.value;
  const money = (text: string | null | undefined) =>
    text === null || text === undefined ? null : Number(text);
  const absolute: DemoEffect = {
    metric: 'buyers',
    estimate: buyers?.estimate ?? null,
    lo: buyers?.lo ?? null,
    hi: buyers?.hi ?? null,
    p: buyers?.p ?? null,
  };
  return {
    absolute,
    srm: { p: srm?.p ?? null },
    truth: truth.buyers,
    verdict: document.verdict?.word ?? null,
    value: {
      metric: 'value',
      estimate: money(value?.estimateMinor),
      lo: money(value?.loMinor),
      hi: money(value?.hiMinor),
      p: value?.p ?? null,
      truth: truth.valueMinor,
      valueIs: document.value,
    },
  };
}
