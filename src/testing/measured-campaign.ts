/** A launched campaign with its assignments in facts, for tests of what is measured afterwards; nobody is contacted. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { bucketKey, bucketOfDigest, isControlBucket } from '../models/assignment-bucket.ts';
import type { CampaignDefinition } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import { customerNo } from './order-rows.ts';

export interface AssignedPerson {
  readonly customerId: string;
  readonly arm: 'treatment' | 'control';
  readonly wouldSend: boolean;
  readonly slotAt: Date;
}

export interface MeasuredCampaignPlan {
  readonly definition: CampaignDefinition;
  readonly people: number;
  /** First customer number, so that campaigns of one test file do not share people. */
  readonly from?: number;
  /** Whether person n would be sent to; everybody unless given. */
  readonly wouldSend?: (n: number) => boolean;
  readonly finalReadAt: Date;
}

const hour = 3_600_000;

/** Saves campaign and assignments (slots an hour apart, eight of them) and returns the people in order. */
export async function saveMeasuredCampaign(ctx: StoreContext, plan: MeasuredCampaignPlan) {
  const { definition, people, from = 1, wouldSend = () => true, finalReadAt } = plan;
  const campaignId = ctx.newId();
  // By name, not by id: every run of a test sees the same arms.
  const salt = `campaign:${definition.name}`;
  const now = ctx.now();
  await sql`
    insert into campaigns (campaign_id, name, title, state, definition, salt, created_at, updated_at, launched_at,
      final_read_at)
    values (${campaignId}, ${definition.name}, ${definition.title}, 'running', ${JSON.stringify(definition)}::jsonb,
      ${salt}, ${now}, ${now}, ${now}, ${finalReadAt})`.execute(ctx.pg);
  const assigned = Array.from({ length: people }, (_, n): AssignedPerson => {
    const customerId = customerNo(from + n);
    const bucket = bucketOfDigest(createHash('sha256').update(bucketKey(salt, customerId)).digest());
    const arm = isControlBucket(bucket, definition.control.share) ? 'control' : 'treatment';
    return { customerId, arm, wouldSend: wouldSend(n), slotAt: new Date(now.getTime() + (n % 8) * hour) };
  });
  const rows = assigned.map(({ customerId, arm, wouldSend: sends, slotAt }) => ({
    campaign_id: campaignId,
    customer_id: customerId,
    cluster_key: customerId,
    arm,
    bucket: bucketOfDigest(createHash('sha256').update(bucketKey(salt, customerId)).digest()),
    would_send: sends ? 1 : 0,
    skip_reason: sends ? '' : 'skip-frequency-cap',
    slot_at: slotAt,
    assigned_at: now,
    version: 1,
  }));
  await ctx.ch.insert('assignments', rows, { tag: 'test.assignments' });
  return { campaignId, people: assigned };
}
