/**
 * What an organisation fixes of its cut points itself: levels of recency, frequency and money, where the eight cells part, and how
 * tiers are drawn. What it leaves out is taken from its buyers.
 */
import { z } from 'zod';

/** Upper ends of all levels but the best or highest, rising. */
const rising = (least: number) =>
  z
    .array(z.number().min(least).max(1e12))
    .min(1)
    .max(9)
    .refine(
      cuts => cuts.every((cut, at) => at === 0 || cut > (cuts[at - 1] ?? 0)),
      'each above the one before',
    )
    .nullable();

const border = (least: number) => z.number().min(least).max(1e12).nullable();

export const cutChoice = z.object({
  /** Whole days since the last purchase, at and under which each level ends. */
  recencyDays: rising(0),
  /** Purchase days in 365 days. */
  frequency: rising(1),
  /** Value of those 365 days, major units of the organisation's currency. */
  monetary: rising(0),
  /** Near at or under the days, frequent above the number, high above the value; null: the buyers' median. */
  cells: z.object({ recencyDays: border(0), frequency: border(1), monetary: border(0) }),
  /** By value score: shares of the buyers who are high, and mid. By money: value of 365 days from which on one is. */
  tiers: z.discriminatedUnion('by', [
    z
      .object({
        by: z.literal('score'),
        high: z.number().min(0.01).max(0.9),
        mid: z.number().min(0.01).max(0.9),
      })
      .refine(({ high, mid }) => high + mid < 1, 'high and mid together under 1'),
    z
      .object({ by: z.literal('money'), high: z.number().min(0).max(1e12), mid: z.number().min(0).max(1e12) })
      .refine(({ high, mid }) => high > mid, 'high above mid'),
  ]),
});
export type CutChoice = z.infer<typeof cutChoice>;

/** Key of the choice in the state table `settings`. */
export const cutChoiceKey = 'cutChoice';
