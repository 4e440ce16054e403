/** The campaigns the demo runs, written as a person would fill in the form from an opportunity's card. */
import { buyingShareWithin } from '../../records/buying-share.ts';
import type { CampaignDefinition } from '../../records/campaign.ts';
import type { Opportunity } from '../../records/opportunity.ts';
import { type DemoTexts, demoMessage } from './demo-texts.ts';

export interface CampaignPlan {
  readonly name: string;
  readonly title: string;
  readonly segment: string;
  readonly opportunity: Opportunity;
  readonly startsAt: Date;
  readonly controlShare: number;
  readonly windowDays: number;
  readonly refundLagDays: number;
  /** People of a past whose outcome is already known: assigned, never written to. */
  readonly retrospective: boolean;
  readonly offer: CampaignDefinition['message']['offer'];
  readonly subject: string;
  /** Sentences of the message, before the coupon and the links. */
  readonly paragraphs: readonly string[];
  readonly senderName: string;
  readonly texts: DemoTexts;
}

const dayMs = 86_400_000;

/** Turns a plan into the definition that PUT /api/campaigns/:name takes. */
export function definitionOf(plan: CampaignPlan): CampaignDefinition {
  const { opportunity, startsAt, windowDays, refundLagDays } = plan;
  const baseline = buyingShareWithin(opportunity, windowDays) ?? 0.02;
  const due = new Date(startsAt.getTime() + (windowDays + refundLagDays + 1) * dayMs);
  return {
    name: plan.name,
    title: plan.title,
    goal: {
      metric: 'buyers',
      statement: plan.texts.goal(windowDays, percent(baseline), percent(baseline * 1.3)),
      baseline,
      target: baseline * 1.3,
      dueDate: due.toISOString().slice(0, 10),
    },
    audience: { segment: plan.segment, opportunityId: opportunity.id, retrospective: plan.retrospective },
    control: { share: plan.controlShare, absenceReason: '' },
    message: {
      channel: 'sandbox',
      purpose: 'marketing',
      senderName: plan.senderName,
      senderAddress: 'hello@shop.example',
      subject: plan.subject,
      mjml: demoMessage(plan.texts, plan),
      text: '',
      offer: plan.offer,
    },
    budget: { capMinor: 2_000_000, contactCostMinor: 2, fixedCostMinor: 0 },
    schedule: { startsAt: startsAt.toISOString(), spreadHours: 8 },
    outcome: { windowDays, refundLagDays },
    policy: {
      caps: [
        { count: 1, windowDays: 1 },
        { count: 3, windowDays: 7 },
      ],
      sendFromHour: 9,
      sendToHour: 20,
      stopAt: { rejectedShare: 0.05, complainedShare: 0.003, temporaryShare: 0.5 },
    },
    planning: {
      baseRate: baseline,
      valuePerBuyerMinor: Number(opportunity.valuePerOccasionMinor ?? 0),
      valueIs: opportunity.valueIs,
      source: 'opportunity',
      baselineMinor: opportunity.baselineMinor,
    },
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
