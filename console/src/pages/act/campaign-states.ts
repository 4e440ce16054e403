/** The states of a campaign in the order of its life. */
import type { CampaignState } from '../../../../src/records/campaign.ts';

export const campaignStates: readonly CampaignState[] = [
  'draft',
  'approved',
  'running',
  'paused',
  'awaiting-read',
  'finished',
  'canceled',
];
