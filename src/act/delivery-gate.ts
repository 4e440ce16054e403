/**
 * When a running campaign should stop by itself: too many of its last messages were refused, complained about or put
 * off. Going on would cost the sender's reputation, and with it the messages of everybody else.
 */
import type { CampaignDefinition, PauseReason } from '../records/campaign.ts';

/** What became of the last messages the provider answered, since launch or the last resume. */
export interface BatchCounts {
  readonly answered: number;
  /** Refused for good, or bounced afterwards. */
  readonly rejected: number;
  readonly complained: number;
  /** Put off for now and still waiting. */
  readonly temporary: number;
}

/** How many of the last answers are looked at. */
export const batchSize = 1_000;
/**
 * A share is judged from a hundred answers on, or as soon as twenty speak against going on. With 2 % dead addresses,
 * as an old list may have, the 5 % gate stopped 37 of 1,000 simulated campaigns of 10,000 people by chance.
 */
const enoughAnswers = 100;
const enoughSigns = 20;
const fewestComplaints = 3;

/** The reason to pause, or null. The worst comes first: complaints, refusals, then messages put off. */
export function pauseReasonOf(
  counts: BatchCounts,
  limits: CampaignDefinition['policy']['stopAt'],
): PauseReason | null {
  const { answered, rejected, complained, temporary } = counts;
  const reason = (code: PauseReason['code'], count: number, limit: number): PauseReason | null => {
    const over = count > limit * answered;
    return over ? { code, params: { count, answered, limit: percent(limit) } } : null;
  };
  const judged = (count: number) => answered >= enoughAnswers || count >= enoughSigns;
  return (
    (complained >= fewestComplaints
      ? reason('campaign-stopped-complained', complained, limits.complainedShare)
      : null) ??
    (judged(rejected) ? reason('campaign-stopped-rejected', rejected, limits.rejectedShare) : null) ??
    (judged(temporary) ? reason('campaign-stopped-temporary', temporary, limits.temporaryShare) : null)
  );
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
