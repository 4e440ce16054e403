/**
 * What the editor of conditions needs to know of each feature. The record's own catalogue brings the schema library
 * with it; the type makes sure that this one says the same.
 */
import type { FeatureName, featureCatalogue } from '../../../../src/records/feature.ts';

export const features: typeof featureCatalogue = {
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
  rhythm_band: { type: 'text', unit: null, values: ['on-rhythm', 'warning', 'overdue', 'far-overdue'] },
  alive_probability: { type: 'number', unit: 'probability', values: null },
  order_probability_90: { type: 'number', unit: 'probability', values: null },
  order_probability_365: { type: 'number', unit: 'probability', values: null },
  expected_orders_365: { type: 'number', unit: 'orders', values: null },
  future_value_12: { type: 'number', unit: 'money', values: null },
  future_value_36: { type: 'number', unit: 'money', values: null },
  r_score: { type: 'number', unit: 'level', values: null },
  f_score: { type: 'number', unit: 'level', values: null },
  m_score: { type: 'number', unit: 'level', values: null },
  rfm_cell: { type: 'text', unit: null, values: ['HHH', 'LHH', 'HLH', 'LLH', 'HHL', 'LHL', 'HLL', 'LLL'] },
  value_score: { type: 'number', unit: 'share', values: null },
  tier: { type: 'text', unit: null, values: ['high', 'mid', 'low'] },
  stage: {
    type: 'text',
    unit: null,
    values: ['potential', 'new', 'growing', 'mature', 'declining', 'dormant', 'lost', 'undetermined'],
  },
  stage_since: { type: 'day', unit: null, values: null },
  flags: { type: 'list', unit: null, values: ['warning', 'not-repeated', 'returned'] },
};

export const featureNames = Object.keys(features) as FeatureName[];
