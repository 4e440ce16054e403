/** The base check-up and the opportunities it ends in, through the API. */
import { z } from 'zod';
import { type Opportunity, opportunityList } from '../../records/opportunity.ts';
import { segment } from '../../records/segment.ts';
import type { DemoStage } from './demo-stage.ts';

const madeSchema = z.object({ reviewId: z.string() });
const reviewSchema = z.looseObject({ asOf: z.string(), customers: z.unknown() });

/** Takes a review as of now and returns its main figures. */
export async function takeReview({ client }: DemoStage): Promise<unknown> {
  const { reviewId } = madeSchema.parse(await client.call('POST', '/api/reviews', {}));
  const found = (await client.call('GET', `/api/reviews/${reviewId}`)) as { document?: unknown };
  const { asOf, customers } = reviewSchema.parse(found.document ?? found);
  return { reviewId, asOf, customers };
}

/** The cards of the last review, best first. */
export async function loadOpportunities({ client }: DemoStage): Promise<Opportunity[]> {
  return opportunityList.parse(await client.call('GET', '/api/opportunities')).opportunities;
}

/** Makes a segment of an opportunity's list. */
export const segmentOf = async (
  { client }: DemoStage,
  card: Opportunity,
  as: { readonly name: string; readonly title: string },
) => segment.parse(await client.call('POST', `/api/opportunities/${card.id}/segment`, as));
