/** What `model bg-nbd|mbg-nbd|gamma-gamma|rules` answer: the common envelope of every analysis with each method's values. */
import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.int().min(0);

const envelope = <M extends string, V extends z.ZodType>(methods: readonly [M, ...M[]], values: V) =>
  z.object({
    method: z.enum(methods),
    version: z.string(),
    params: z.record(z.string(), z.unknown()),
    asOf: z.string().nullable(),
    /** SHA-256 over what was read, so that two runs can be compared. */
    snapshotHash: z.string(),
    /** None of these methods draws at random: null. */
    seed: z.number().nullable(),
    n: count,
    excluded: z.array(z.object({ reason: z.string(), n: count })),
    status: z.enum(['ok', 'insufficient', 'unidentified', 'stale']),
    /** Catalogue codes; beside an unidentified fit also what the data left open: `wide:a`, `edge:b`, `flat`. */
    warnings: z.array(z.string()),
    values,
    /** Of each parameter where a fit has one, symmetric on the logarithm. */
    ci: z.object({
      level: z.number(),
      method: z.string(),
      params: z.record(z.string(), z.object({ lo: z.number(), hi: z.number() })),
    }),
    verdict: z.object({ zh: z.string(), en: z.string() }),
  });

export const purchaseValues = z.object({
  /** Null below the least sample: a fit would be a guess. α is in the unit asked for. */
  params: z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number() }).nullable(),
  logLikelihood: z.number().nullable(),
  standardErrorsLog: z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number() }).nullable(),
  condition: z.number().nullable(),
  customers: count,
  repeatTransactions: count,
  uniqueTriples: count,
  /** Null without days after the calibration; sums over all customers, expected from the calibration alone. */
  holdout: z
    .object({
      /** In the unit asked for. */
      length: z.number(),
      expected: z.number(),
      actual: count,
      /** Ten equal groups of customers by what was expected of them, least first: means a customer. */
      deciles: z.array(z.object({ customers: count, expected: z.number(), actual: z.number() })),
    })
    .nullable(),
});
export type PurchaseValues = z.infer<typeof purchaseValues>;
export const purchaseEnvelope = envelope(['bg-nbd', 'mbg-nbd'], purchaseValues);
export type PurchaseEnvelope = z.infer<typeof purchaseEnvelope>;

export const orderValueValues = z.object({
  params: z.object({ p: z.number(), q: z.number(), v: z.number() }).nullable(),
  logLikelihood: z.number().nullable(),
  /** Of ln p, ln (q − 1), ln v. */
  standardErrorsLog: z.object({ p: z.number(), q: z.number(), v: z.number() }).nullable(),
  customers: count,
  /** Of a customer's number of repeat purchases with their mean value. */
  correlation: z.number().nullable(),
  /** Mean value of a purchase of somebody about whom nothing is known. */
  populationMean: z.number().nullable(),
});
export const orderValueEnvelope = envelope(['gamma-gamma'], orderValueValues);
export type OrderValueEnvelope = z.infer<typeof orderValueEnvelope>;

export const ruleValues = z.object({
  baskets: count,
  /** Different items in all baskets. */
  items: count,
  itemsets: count,
  /** Rules over which the false-discovery rate was controlled. */
  tested: count,
  rules: z.array(
    z.object({
      if: z.array(z.string()),
      then: z.string(),
      count,
      support: share,
      confidence: share,
      lift: z.number(),
      leverage: z.number(),
      conviction: z.number().nullable(),
      kulczynski: z.number(),
      imbalance: z.number(),
      p: share,
      q: share,
      improvement: z.number(),
      liftByHalf: z.array(z.number().nullable()),
    }),
  ),
});
export const ruleEnvelope = envelope(['rules'], ruleValues);
export type RuleEnvelope = z.infer<typeof ruleEnvelope>;
