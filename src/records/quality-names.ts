/** Words of data quality as plain lists, so that the console knows them without the schema library. */

/** Tables that are looked at, in the order people read them. */
export const qualityTables = [
  'order_lines',
  'refunds',
  'customers',
  'events',
  'touches',
  'spend',
  'products',
  'stores',
  'channels',
  'competitor_facts',
  'past_touches',
  'service_cases',
  'survey_answers',
  'feedback_texts',
] as const;
export type QualityTableName = (typeof qualityTables)[number];

export const qualityDimensions = [
  'completeness',
  'uniqueness',
  'validity',
  'consistency',
  'timeliness',
] as const;
export type QualityDimension = (typeof qualityDimensions)[number];

/** What an organisation can ask of its data. */
export const qualityRuleKinds = [
  'not-null',
  'unique',
  'range',
  'pattern',
  'set',
  'reference',
  'no-outlier',
  'fresh-within',
  'row-count',
] as const;

export const qualitySeverities = ['critical', 'warning'] as const;
export type QualitySeverity = (typeof qualitySeverities)[number];

/** What a reference rule can look up: small tables and the list of customers. */
export const qualityReferences = [
  'products.sku',
  'stores.store',
  'channels.channel',
  'customers.customer_id',
] as const;
export type QualityReference = (typeof qualityReferences)[number];

/** Checks across columns or tables that no rule of an organisation can say; they come with the product. */
export const qualityFormulas = [
  'amounts-add-up',
  'own-currency',
  'not-in-future',
  'paid-after-ordered',
  'first-of-its-kind',
  'refund-has-purchase',
  'refund-after-purchase',
  'refund-within-paid',
  'clock-agrees',
  'as-planned',
  'cost-below-list',
] as const;
export type QualityFormula = (typeof qualityFormulas)[number];
