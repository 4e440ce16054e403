/** The plan a new campaign starts with: the opportunity's figures where there is one, plain defaults elsewhere. */
import type { CampaignDefinition } from '../../../../src/records/campaign.ts';
import type { Opportunity } from '../../../../src/records/opportunity.ts';
import type { Segment } from '../../../../src/records/segment.ts';
import type { Locale } from '../../format/number.ts';
import { addDays, day, instantOf } from '../../format/time.ts';
import { firstLetter, firstText } from './first-message.ts';

interface NewCampaignInput {
  readonly segment: Segment | null;
  readonly opportunity: Opportunity | null;
  readonly now: string;
  readonly zone: string;
  readonly locale: Locale;
  readonly senderName: string;
  readonly title: string;
  readonly statement: string;
}

function planningOf(opportunity: Opportunity | null): CampaignDefinition['planning'] {
  if (!opportunity || opportunity.buyingShare === null || opportunity.valuePerOccasionMinor === null)
    return null;
  return {
    baseRate: opportunity.buyingShare,
    valuePerBuyerMinor: Math.round(Number(opportunity.valuePerOccasionMinor)),
    valueIs: opportunity.valueIs,
    source: 'opportunity',
    baselineMinor: opportunity.baselineMinor,
  };
}

const slugOf = (segment: Segment | null, today: string) =>
  `${segment?.name ?? 'campaign'}-${today.slice(2).replace(/-/g, '')}`.slice(0, 63);

/** A goal is set in tenths of a percent; more digits would say more than anybody knows. */
const toPermille = (share: number | null) => (share === null ? null : Math.round(share * 1_000) / 1_000);

export function newCampaign({
  segment,
  senderName,
  opportunity,
  now,
  zone,
  locale,
  title,
  statement,
}: NewCampaignInput): CampaignDefinition {
  const today = day(now, zone);
  const windowDays = opportunity?.horizonDays ?? 30;
  const base = toPermille(opportunity?.buyingShare ?? null);
  const contactCostMinor = opportunity?.assumptions.contactCostMinor ?? 0;
  return {
    name: slugOf(segment, today),
    title,
    goal: {
      metric: 'buyers',
      statement,
      baseline: base,
      target: toPermille((base ?? 0.05) + (opportunity?.breakEvenLift ?? 0.01)) ?? 0,
      dueDate: addDays(today, windowDays + 15),
    },
    audience: { segment: segment?.name ?? '', opportunityId: opportunity?.id ?? null, retrospective: false },
    control: { share: opportunity?.mdeControlShare ?? 0.2, absenceReason: '' },
    message: {
      channel: 'sandbox',
      purpose: 'marketing',
      senderName,
      senderAddress: '',
      subject: '',
      mjml: firstLetter(locale),
      text: firstText(locale),
      offer: { kind: 'none', faceValueMinor: 0, thresholdMinor: 0, code: '' },
    },
    budget: {
      // A cap of nothing would stop the first message: enough for everybody in the segment once.
      capMinor: Math.ceil((segment?.lastCount ?? 0) * contactCostMinor),
      contactCostMinor,
      fixedCostMinor: 0,
    },
    schedule: { startsAt: instantOf(addDays(today, 1), 10, zone), spreadHours: 8 },
    outcome: { windowDays, refundLagDays: 14 },
    policy: {
      caps: [
        { count: 1, windowDays: 1 },
        { count: 3, windowDays: 7 },
      ],
      sendFromHour: 9,
      sendToHour: 20,
      stopAt: { rejectedShare: 0.05, complainedShare: 0.003, temporaryShare: 0.5 },
    },
    planning: planningOf(opportunity),
  };
}
