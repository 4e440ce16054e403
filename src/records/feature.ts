/**
 * The computed features of one customer at one as-of time: what the review counts, segments filter on and
 * opportunities compare. The list is the allow-list of the segment rule language and the header of exports.
 */
import { z } from 'zod';

export const lifeCycleStages = [
  'potential',
  'new',
  'growing',
  'mature',
  'declining',
  'dormant',
  'lost',
  'undetermined',
] as const;
export const lifeCycleStage = z.enum(lifeCycleStages);
export type LifeCycleStage = z.infer<typeof lifeCycleStage>;

/** Recency, frequency, money against the buyers' medians: H near/frequent/high, L far/occasional/low. */
export const rfmCells = ['HHH', 'LHH', 'HLH', 'LLH', 'HHL', 'LHL', 'HLL', 'LLL'] as const;
export const rfmCell = z.enum(rfmCells);
export type RfmCell = z.infer<typeof rfmCell>;

export const valueTiers = ['high', 'mid', 'low'] as const;
export const valueTier = z.enum(valueTiers);
export type ValueTier = z.infer<typeof valueTier>;

export const rhythmBands = ['on-rhythm', 'warning', 'overdue', 'far-overdue'] as const;

export type FeatureType = 'number' | 'text' | 'day' | 'list';

/**
 * Every feature a rule may name: its type, the closed set of values where there is one, and its unit. A `null` value
 * means "not known for this customer" (no purchase yet, too few gaps) and never equals anything.
 */
export const featureCatalogue = {
  registered_day: { type: 'day', unit: null, values: null },
  region: { type: 'text', unit: null, values: null },
  city: { type: 'text', unit: null, values: null },
  birth_year: { type: 'number', unit: 'year', values: null },
  sex: { type: 'text', unit: null, values: null },
  acquisition_channel: { type: 'text', unit: null, values: null },
  main_channel: { type: 'text', unit: null, values: null },
  main_category: { type: 'text', unit: null, values: null },
  first_category: { type: 'text', unit: null, values: null },
  first_day: { type: 'day', unit: null, values: null },
  last_day: { type: 'day', unit: null, values: null },
  recency_days: { type: 'number', unit: 'days', values: null },
  occasions: { type: 'number', unit: 'occasions', values: null },
  frequency: { type: 'number', unit: 'occasions', values: null },
  monetary: { type: 'number', unit: 'money', values: null },
  total_value: { type: 'number', unit: 'money', values: null },
  value_365: { type: 'number', unit: 'money', values: null },
  mean_value: { type: 'number', unit: 'money', values: null },
  active_months: { type: 'number', unit: 'months', values: null },
  tenure_months: { type: 'number', unit: 'months', values: null },
  gaps: { type: 'number', unit: 'gaps', values: null },
  elapsed_days: { type: 'number', unit: 'operational days', values: null },
  expected_gap_days: { type: 'number', unit: 'operational days', values: null },
  overdue_probability: { type: 'number', unit: 'probability', values: null },
  rhythm_band: { type: 'text', unit: null, values: rhythmBands },
  alive_probability: { type: 'number', unit: 'probability', values: null },
  order_probability_90: { type: 'number', unit: 'probability', values: null },
  order_probability_365: { type: 'number', unit: 'probability', values: null },
  expected_orders_365: { type: 'number', unit: 'orders', values: null },
  future_value_12: { type: 'number', unit: 'money', values: null },
  future_value_36: { type: 'number', unit: 'money', values: null },
  r_score: { type: 'number', unit: 'level', values: null },
  f_score: { type: 'number', unit: 'level', values: null },
  m_score: { type: 'number', unit: 'level', values: null },
  rfm_cell: { type: 'text', unit: null, values: rfmCells },
  value_score: { type: 'number', unit: 'share', values: null },
  tier: { type: 'text', unit: null, values: valueTiers },
  stage: { type: 'text', unit: null, values: lifeCycleStages },
  stage_since: { type: 'day', unit: null, values: null },
  flags: { type: 'list', unit: null, values: ['warning', 'not-repeated', 'returned'] },
} as const satisfies Record<
  string,
  { type: FeatureType; unit: string | null; values: readonly string[] | null }
>;

export type FeatureName = keyof typeof featureCatalogue;
export const featureNames = Object.keys(featureCatalogue) as FeatureName[];
export const featureName = z.enum(featureNames as [FeatureName, ...FeatureName[]]);
