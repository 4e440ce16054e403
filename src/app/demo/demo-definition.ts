/** The campaigns the demo runs, written as a person would fill in the form from an opportunity's card. */
import type { CampaignDefinition } from '../../records/campaign.ts';
import type { Opportunity } from '../../records/opportunity.ts';

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
}

const dayMs = 86_400_000;

/** Turns a plan into the definition that PUT /api/campaigns/:name takes. */
export function definitionOf(plan: CampaignPlan): CampaignDefinition {
  const { opportunity, startsAt, windowDays, refundLagDays } = plan;
  const baseline = baselineShare(opportunity, windowDays);
  const due = new Date(startsAt.getTime() + (windowDays + refundLagDays + 1) * dayMs);
  return {
    name: plan.name,
    title: plan.title,
    goal: {
      metric: 'buyers',
      statement: `${windowDays} 天内购买人数占比从 ${percent(baseline)} 提高到 ${percent(baseline * 1.3)}`,
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
      mjml: mjmlOf(plan),
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

/** The card's share of people who buy within its horizon, at a constant rate brought to the campaign's window. */
function baselineShare({ buyingShare, horizonDays }: Opportunity, windowDays: number): number {
  const share = Math.min(buyingShare ?? 0.05, 0.99);
  return 1 - (1 - share) ** (windowDays / horizonDays);
}

const mjmlOf = ({ paragraphs, offer }: CampaignPlan): string => `<mjml>
  <mj-body background-color="#f5f5f5">
    <mj-section background-color="#ffffff" padding="24px">
      <mj-column>
        <mj-text font-size="16px" line-height="1.7">{{ customer.name }}，您好：</mj-text>
        ${paragraphs.map(text => `<mj-text font-size="16px" line-height="1.7">${text}</mj-text>`).join('\n        ')}
        ${offer.kind === 'coupon' ? couponBlock : ''}
        <mj-text font-size="12px" color="#666666">{{ organisation.name }} · <a href="{{ unsubscribe_url }}">退订</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`;

const couponBlock = `<mj-text font-size="20px" font-weight="bold">优惠券 {{ coupon.code }}：立减 {{ coupon.amount }}</mj-text>`;
