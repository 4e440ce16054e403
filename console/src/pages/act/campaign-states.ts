/** The states of a campaign in the order of its life, and in which of them it can be paused, resumed or canceled. */
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

/** What can be asked of several campaigns at once. */
export const bulkMoves = ['pause', 'resume', 'cancel'] as const;
export type BulkMove = (typeof bulkMoves)[number];

const movable: Readonly<Record<BulkMove, readonly CampaignState[]>> = {
  pause: ['running'],
  resume: ['paused'],
  cancel: ['draft', 'approved', 'running', 'paused'],
};

/** Whether the state allows the move; the server decides again when it happens. */
export const allows = (state: CampaignState, move: BulkMove): boolean => movable[move].includes(state);
