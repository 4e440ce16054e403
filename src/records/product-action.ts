/**
 * Actions taken on for a product: by whom, until when, on what evidence, and what came after. The follow-up describes;
 * it cannot say what would have come otherwise.
 */
import { z } from 'zod';
import { listPage, listQuery } from './list.ts';
import { productAction, productEvidence } from './product.ts';
import { productActionStates } from './product-names.ts';

const state = z.enum(productActionStates);

/** The product's money in as many days after the start as before, beside that of all other products. */
export const productFollowUp = z.object({
  asOf: z.iso.datetime(),
  currency: z.string(),
  /** Margin where costs are known, otherwise net sales, by that name. */
  moneyIs: z.enum(['margin', 'sales']),
  days: z.int().min(1),
  beforeMinor: z.int(),
  afterMinor: z.int(),
  othersBeforeMinor: z.int(),
  othersAfterMinor: z.int(),
});
export type ProductFollowUp = z.infer<typeof productFollowUp>;

export const productActionRow = z.object({
  actionId: z.uuid(),
  sku: z.string(),
  name: z.string(),
  kind: productAction,
  state,
  reviewId: z.uuid().nullable(),
  evidence: z.array(productEvidence),
  currency: z.string(),
  owner: z.string(),
  dueOn: z.iso.date(),
  /** Open past its due day. */
  isOverdue: z.boolean(),
  note: z.string(),
  startedOn: z.iso.date(),
  followUp: productFollowUp.nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type ProductActionRow = z.infer<typeof productActionRow>;

const owner = z.string().trim().min(1).max(80);
const note = z.string().trim().max(500);

/** Takes an action on for a product of a review; the evidence is that of the review's own advice, if it is the same. */
export const productActionTake = z.object({
  review: z.union([z.uuid(), z.literal('latest')]).default('latest'),
  sku: z.string().max(200),
  kind: productAction,
  owner,
  dueOn: z.iso.date(),
  note: note.default(''),
});
export const productActionChange = z.object({
  state: state.optional(),
  owner: owner.optional(),
  dueOn: z.iso.date().optional(),
  note: note.optional(),
});
export const productActionParams = z.object({ id: z.uuid() });

export const productActionSorts = ['name', 'kind', 'state', 'owner', 'due', 'started'] as const;
export const productActionQuery = listQuery(productActionSorts).extend({
  state: state.optional(),
  kind: productAction.optional(),
});
export const productActionList = listPage.extend({ actions: z.array(productActionRow) });
