/** Job `opportunities`: finds and stores the cards at a time whose features, and those of its origins, are computed. */
import { z } from 'zod';
import { jobsFor } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { loadDefinition } from './definition.store.ts';
import { findAndSave } from './opportunities-run.store.ts';
import { originPlan } from './origins.ts';

export const opportunitiesInput = z.object({
  asOf: z.iso.datetime({ offset: true }),
  /** Day of the first sale, which decides how many origins there are; null without sales. */
  firstDay: z.iso.date().nullable(),
  reviewId: z.uuid().nullable().default(null),
  horizonDays: z.union([z.literal(30), z.literal(60), z.literal(90), z.literal(180)]).optional(),
  /** Planning assumptions in minor units; without an incentive, a tenth of the value of an occasion. */
  assumptions: z
    .object({
      contactCostMinor: z.number().min(0).default(10),
      incentiveMinor: z.number().min(0).nullable().default(null),
      redeemShare: z.number().min(0).max(1).default(1),
    })
    .prefault({}),
});

export const opportunitiesJob = jobsFor<StoreContext>()({
  kind: 'opportunities',
  inputSchema: opportunitiesInput,
  async run(ctx, input) {
    const asOf = new Date(input.asOf);
    const firstSale = input.firstDay === null ? null : new Date(`${input.firstDay}T00:00:00Z`);
    const found = await findAndSave(ctx, {
      asOf,
      firstSale,
      reviewId: input.reviewId,
      definition: await loadDefinition(ctx),
      plan: originPlan(asOf, firstSale, input.horizonDays),
      assumptions: input.assumptions,
    });
    return {
      asOf: asOf.toISOString(),
      opportunities: found.map(({ id, kind, customers, status }) => ({ id, kind, customers, status })),
    };
  },
});
