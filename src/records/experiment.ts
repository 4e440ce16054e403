/**
 * The envelope in which every experiment is reported, by `model experiment` on a file and by a campaign's result:
 * which method on which data, the figures with their intervals, and one sentence in both languages.
 */
import { z } from 'zod';

/** An estimated difference; `null` figures mean that the method refused to give one. */
const effectEstimate = z.object({
  estimate: z.number().nullable(),
  lo: z.number().nullable(),
  hi: z.number().nullable(),
});

/** Figures of one treated arm against the control on one metric. */
export const experimentMetric = z.object({
  metric: z.string(),
  kind: z.enum(['proportion', 'mean', 'ratio']),
  arm: z.string(),
  /** Why there is no verdict on this metric, as a catalogue code. */
  status: z.enum(['ok', 'insufficient']),
  refusal: z.string().nullable(),
  n: z.object({ treated: z.number(), control: z.number() }),
  mean: z.object({ treated: z.number(), control: z.number() }),
  /** The default method's difference; its p and interval come from one inversion. */
  absolute: effectEstimate.extend({ p: z.number().nullable(), method: z.string() }),
  relative: effectEstimate.extend({ method: z.string() }),
  sequential: effectEstimate.omit({ estimate: true }).extend({ p: z.number().nullable() }),
  /** Benjamini–Hochberg adjusted p over all but the first metric; null on the first, which stands alone. */
  q: z.number().nullable(),
  /** Textbook figures kept as golden checks; the verdict never reads them. */
  checks: z.object({
    welch: z
      .object({ t: z.number(), df: z.number(), p: z.number(), lo: z.number(), hi: z.number() })
      .nullable(),
    pooledZ: z.object({ z: z.number(), p: z.number() }).nullable(),
    newcombe: z.object({ lo: z.number(), hi: z.number() }).nullable(),
  }),
  /** Adjusted by a pre-period covariate, where one was named. */
  cuped: effectEstimate
    .extend({ theta: z.number(), correlation: z.number(), p: z.number().nullable() })
    .nullable(),
});
export type ExperimentMetric = z.infer<typeof experimentMetric>;

/** CONTRACT's fields of `values`. */
export const experimentValues = z.object({
  srm: z.object({ chi2: z.number(), df: z.number(), p: z.number(), blocks: z.boolean() }),
  arms: z.array(z.object({ arm: z.string(), n: z.number() })),
  metrics: z.array(experimentMetric),
});
export type ExperimentValues = z.infer<typeof experimentValues>;

/** The common envelope of every analysis. */
export const experimentEnvelope = z.object({
  method: z.literal('experiment'),
  version: z.string(),
  params: z.record(z.string(), z.unknown()),
  asOf: z.string().nullable(),
  /** SHA-256 over what was read, so that two runs can be compared. */
  snapshotHash: z.string(),
  seed: z.number(),
  n: z.number(),
  excluded: z.array(z.object({ reason: z.string(), n: z.number() })),
  status: z.enum(['ok', 'insufficient', 'unidentified', 'stale']),
  warnings: z.array(z.string()),
  values: experimentValues,
  ci: z.object({ level: z.number(), method: z.string() }),
  verdict: z.object({ zh: z.string(), en: z.string() }),
});
export type ExperimentEnvelope = z.infer<typeof experimentEnvelope>;
