/** The people somebody seems to live with: each a customer of their own, connected by an address, a phone or an e-mail. */
import { z } from 'zod';
import { customerRow } from './customer.ts';

const householdMember = customerRow.extend({
  /** Kinds of keys the member shares with another one who is shown. */
  shares: z.array(z.string()),
});

export const household = z.object({
  /** Null: nobody whom the asker may see lives with them. A digest of a member, so of no version of UUID. */
  householdId: z.guid().nullable(),
  /** As many as `members`. */
  people: z.int().min(1),
  /** Whom the asker may see, the customer themselves among them; names and contacts are masked. */
  members: z.array(householdMember),
});
export type Household = z.infer<typeof household>;
