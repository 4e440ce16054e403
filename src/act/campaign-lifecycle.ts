/** The states of a campaign and which command leads from where to where; everything else is refused with the reason. */
import type { CampaignState } from '../records/campaign.ts';

export type CampaignCommand =
  | 'edit'
  | 'approve'
  | 'launch'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'await-read'
  | 'finish';

const transitions: Readonly<Record<CampaignCommand, Partial<Record<CampaignState, CampaignState>>>> = {
  edit: { draft: 'draft', approved: 'draft' },
  approve: { draft: 'approved' },
  launch: { approved: 'running' },
  pause: { running: 'paused' },
  resume: { paused: 'running' },
  cancel: { draft: 'canceled', approved: 'canceled', running: 'canceled', paused: 'canceled' },
  'await-read': { running: 'awaiting-read' },
  finish: { 'awaiting-read': 'finished', finished: 'finished' },
};

export type Transition =
  | { readonly kind: 'moved'; readonly to: CampaignState }
  | {
      readonly kind: 'refused';
      readonly from: CampaignState;
      readonly allowedFrom: readonly CampaignState[];
    };

/** The state after a command, or from which states the command would have been possible. */
export function nextState(from: CampaignState, command: CampaignCommand): Transition {
  const to = transitions[command][from];
  if (to) return { kind: 'moved', to };
  return { kind: 'refused', from, allowedFrom: Object.keys(transitions[command]) as CampaignState[] };
}
