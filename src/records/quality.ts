/**
 * The state of the data: what is asked of each table and column (rules), what a run found (counts, never a blended
 * mark), and which critical gates what is computed from it should not pass unsaid.
 */
import { z } from 'zod';
import {
  qualityDimensions,
  qualityFormulas,
  qualityReferences,
  qualityRuleKinds,
  qualitySeverities,
  qualityTables,
} from './quality-names.ts';

const count = z.int().min(0);
const columnName = z.string().regex(/^[a-z][a-z0-9_]{0,60}$/);
const tableName = z.enum(qualityTables);
export const qualityRuleName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/);

/** Rows a rule is about; the others are not counted. */
const condition = z.object({
  column: columnName,
  /** One of these values; without it: the column is filled. */
  equals: z.array(z.string().max(200)).min(1).max(100).optional(),
});

const shared = {
  name: qualityRuleName,
  table: tableName,
  /** Least share of applicable rows that must pass. */
  threshold: z.number().min(0).max(1).default(1),
  /** `critical`: a gate, shown wherever figures are made of the table. */
  severity: z.enum(qualitySeverities).default('warning'),
  /** Who mends it: a team or a person of the staff. */
  owner: z.string().trim().max(100).default(''),
  /** Why it matters, in the organisation's own words. */
  note: z.string().trim().max(500).default(''),
  /** Switched off: kept and shown, counted by no measurement; a built-in rule of its name stays out too. */
  enabled: z.boolean().default(true),
};
const ofRows = { ...shared, column: columnName, when: condition.optional() };

const bound = z.union([z.number(), z.iso.date()]);

export const qualityRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('not-null'), ...ofRows }),
  z.object({ kind: z.literal('unique'), ...ofRows }),
  z.object({ kind: z.literal('range'), ...ofRows, min: bound.optional(), max: bound.optional() }),
  z.object({ kind: z.literal('pattern'), ...ofRows, pattern: z.string().min(1).max(1000) }),
  z.object({ kind: z.literal('set'), ...ofRows, values: z.array(z.string().max(200)).min(1).max(1000) }),
  z.object({ kind: z.literal('reference'), ...ofRows, reference: z.enum(qualityReferences) }),
  z.object({ kind: z.literal('no-outlier'), ...ofRows }),
  z.object({
    kind: z.literal('fresh-within'),
    ...shared,
    /** Only what this source brought; empty: all. */
    source: z.string().trim().max(200).default(''),
    withinHours: z.number().min(0.25).max(8760),
  }),
  z.object({ kind: z.literal('row-count'), ...shared }),
]);
export type QualityRule = z.infer<typeof qualityRule>;

/** The rules of an organisation, put as a whole; `version` is the one that was read, so nothing is overwritten unseen. */
export const qualityRuleSet = z.object({
  version: z.int().min(0).optional(),
  rules: z.array(qualityRule).max(500),
});
export type QualityRuleSet = z.infer<typeof qualityRuleSet>;

export const qualityRulesView = qualityRuleSet.extend({
  version: z.int().min(0),
  /** When the set came into force; null before the first. */
  changedAt: z.iso.datetime().nullable(),
  /** What each rule asks: a code of the catalogue with its numbers, in the order of `rules`. */
  asks: z.array(
    z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  /** Columns a rule can name, by table, and whether each can be empty at all. */
  columns: z.record(tableName, z.array(z.object({ column: columnName, kind: z.string() }))),
});
export type QualityRulesView = z.infer<typeof qualityRulesView>;

/** What one rule found in one run. */
export const qualityCheck = z.object({
  rule: z.string(),
  table: tableName,
  /** Empty where a rule is about the whole table. */
  column: z.string(),
  dimension: z.enum(qualityDimensions),
  kind: z.enum([...qualityRuleKinds, 'formula']),
  formula: z.enum(qualityFormulas).optional(),
  builtIn: z.boolean(),
  severity: z.enum(qualitySeverities),
  threshold: z.number(),
  owner: z.string(),
  note: z.string(),
  /** Applicable rows and those of them that pass; `score` is their ratio, null where no row is applicable. */
  checked: count,
  passed: count,
  score: z.number().nullable(),
  state: z.enum(['passed', 'failed', 'not-applicable']),
  /** What the rule asks, with its numbers: a code of the catalogue. */
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The same in the asker's language; filled by the API. */
  text: z.string().optional(),
});
export type QualityCheck = z.infer<typeof qualityCheck>;

const ratio = z.object({ passed: count, checked: count, rules: count });
export const qualityScores = z.record(z.enum(qualityDimensions), z.number().nullable());
const parts = z.record(z.enum(qualityDimensions), ratio);

/** A day unlike the same weekdays before it. */
const unusualDay = z.object({
  /** Empty: rows of the table; else a rule, and what is compared are shares that pass. */
  rule: z.string(),
  day: z.iso.date(),
  found: z.number(),
  usual: z.number(),
  /** Earlier days it was compared with, and how far off it is: beyond `limit` a normal day lies once in a hundred. */
  days: count,
  distance: z.number(),
  limit: z.number(),
});

/** How the newest 28 days of a money column lie beside a year of it (METHODS §1, PSI). */
const shift = z.object({
  column: z.string(),
  /** Rows compared, and the first day of each side; the reference ends with a quarter and stays for one. */
  recentRows: count,
  recentFrom: z.iso.date(),
  referenceRows: count,
  referenceFrom: z.iso.date(),
  psi: z.number(),
  /** Beyond it the column has shifted: 0.1, or what chance alone exceeds once in twenty. */
  limit: z.number(),
  isShifted: z.boolean(),
  /** Tenths of the reference: amounts up to `upTo` (null: no end) and the share of either side in them. */
  bins: z.array(z.object({ upTo: z.number().nullable(), reference: z.number(), recent: z.number() })),
});
export type QualityShift = z.infer<typeof shift>;

export const qualityTable = z.object({
  table: tableName,
  rows: count,
  firstDay: z.iso.date().nullable(),
  lastDay: z.iso.date().nullable(),
  /** When the newest row came in. */
  lastIngestedAt: z.iso.datetime().nullable(),
  /** Hours from happening to being known, rows of the last 28 days; null without any. */
  lagHours: z.object({ p50: z.number(), p95: z.number(), rows: count }).nullable(),
  /** Passed ÷ checked over the rules of a dimension; null where none was applicable. */
  scores: qualityScores,
  parts,
  /** The lowest score of a critical rule; null where none was applicable. */
  gate: z.number().nullable(),
  gateState: z.enum(['passed', 'failed', 'none']),
  /** Rules below their threshold, the worst first. */
  failures: z.array(qualityCheck),
  unusual: z.array(unusualDay),
  shifts: z.array(shift).default([]),
  checks: z.array(qualityCheck),
});
export type QualityTable = z.infer<typeof qualityTable>;

export const qualityRun = z.object({
  runId: z.uuid(),
  asOf: z.iso.datetime(),
  /** Of the statements: counts of two versions are not compared. */
  queryVersion: z.int(),
  rulesVersion: z.int(),
  zone: z.string(),
  seconds: z.number(),
  tables: z.array(qualityTable),
});
export type QualityRun = z.infer<typeof qualityRun>;

const trendTable = qualityTable.pick({
  table: true,
  rows: true,
  scores: true,
  gate: true,
  gateState: true,
});
/** Small enough to be read for many runs at once. */
export const qualitySummary = qualityRun
  .pick({ runId: true, asOf: true, queryVersion: true, rulesVersion: true })
  .extend({ tables: z.array(trendTable) });
export type QualitySummary = z.infer<typeof qualitySummary>;

/** The gates a check-up was made behind; `runId` null: they could not be measured. */
export const reviewGates = z.object({
  runId: z.uuid().nullable(),
  measuredAt: z.iso.datetime().nullable(),
  failed: z.array(
    qualityCheck.pick({
      rule: true,
      table: true,
      column: true,
      checked: true,
      passed: true,
      threshold: true,
    }),
  ),
});
export type ReviewGates = z.infer<typeof reviewGates>;

export const qualityRunParams = z.object({ id: z.union([z.uuid(), z.literal('latest')]) });
export const qualityRunRequest = z.object({});
export const qualityTrend = z.object({ runs: z.array(qualitySummary) });
export const qualityTrendQuery = z.object({ limit: z.coerce.number().int().min(1).max(400).default(90) });

export const qualityTableParams = z.object({ table: tableName });
export const qualityDaysQuery = z.object({
  rule: qualityRuleName.optional(),
  days: z.coerce.number().int().min(1).max(1100).default(90),
});
export const qualityDays = z.object({
  runId: z.uuid().nullable(),
  days: z.array(
    z.object({
      day: z.iso.date(),
      /** Empty: all rows of the day. */
      rule: z.string(),
      checked: count,
      passed: count,
    }),
  ),
});
export type QualityDays = z.infer<typeof qualityDays>;

export const qualityRuleParams = z.object({ name: qualityRuleName });
export const qualityRowsQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) });
export const qualityRows = z.object({
  rule: z.string(),
  table: tableName,
  column: z.string(),
  /** Names of the columns of `cells`, in order. */
  columns: z.array(z.string()),
  rows: z.array(z.object({ customerId: z.uuid().optional(), cells: z.array(z.string()) })),
});
export type QualityRows = z.infer<typeof qualityRows>;

/** A rule asked of the rows as they stand, before it is put in force. */
export const qualityPreviewRequest = z.object({
  rule: qualityRule,
  limit: z.int().min(1).max(200).default(10),
});
export const qualityPreview = z.object({ check: qualityCheck, failing: qualityRows });
export type QualityPreview = z.infer<typeof qualityPreview>;
