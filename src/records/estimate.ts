/** Money estimates as they cross the API: decimal strings in minor units, with the level of their interval. */
import { z } from 'zod';

export const minorString = z.string().regex(/^-?\d+(\.\d+)?$/);

/** An estimate whose interval may be missing: fewer than three origins give a point and no range. */
export const moneyEstimate = z.object({
  estimate: minorString,
  lo: minorString.nullable(),
  hi: minorString.nullable(),
});
export type MoneyEstimate = z.infer<typeof moneyEstimate>;

/** A text in both languages of the product. */
export const bothLanguages = z.object({ zh: z.string(), en: z.string() });
export type BothLanguages = z.infer<typeof bothLanguages>;
