/**
 * From counts to what is shown: each score a ratio with its numerator and denominator, the gate as the worst critical rule,
 * never one mark over everything (METHODS §1). Pure.
 */
import type {
  QualityCheck,
  QualityRun,
  QualitySummary,
  QualityTable,
  ReviewGates,
} from '../../records/quality.ts';
import { type QualityTableName, qualityDimensions } from '../../records/quality-names.ts';
import { columnOf, dimensionOf, type StandingRule, wordingOf } from './quality-rules.ts';

/** Rows a rule was about and those that passed. */
export interface Counted {
  readonly checked: number;
  readonly passed: number;
}

/** What one run found of one table. */
export interface TableFacts {
  readonly table: QualityTableName;
  readonly rows: number;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly lastIngestedAt: string | null;
  readonly lagHours: QualityTable['lagHours'];
  readonly unusual: QualityTable['unusual'];
  readonly shifts: QualityTable['shifts'];
  readonly counts: ReadonlyMap<string, Counted>;
}

/** Passed ÷ checked; null of nothing, which is not the same as 1. */
export const scoreOf = ({ checked, passed }: Counted): number | null =>
  checked === 0 ? null : passed / checked;

/** A rule with what it found. A rule without an applicable row neither passes nor fails. */
export function checkOf({ rule, builtIn }: StandingRule, counted: Counted): QualityCheck {
  const score = scoreOf(counted);
  return {
    rule: rule.name,
    table: rule.table,
    column: columnOf(rule),
    dimension: dimensionOf(rule),
    kind: rule.kind,
    ...(rule.kind === 'formula' ? { formula: rule.formula } : {}),
    builtIn,
    severity: rule.severity,
    threshold: rule.threshold,
    owner: rule.owner,
    note: rule.note,
    checked: counted.checked,
    passed: counted.passed,
    score,
    state: score === null ? 'not-applicable' : score < rule.threshold ? 'failed' : 'passed',
    ...wordingOf(rule),
  };
}

/** How far below what was asked: failures are read from the worst. Gates first. */
const worstFirst = (a: QualityCheck, b: QualityCheck): number =>
  Number(b.severity === 'critical') - Number(a.severity === 'critical') ||
  (a.score ?? 1) - a.threshold - ((b.score ?? 1) - b.threshold) ||
  a.rule.localeCompare(b.rule);

function partsOf(checks: readonly QualityCheck[]): QualityTable['parts'] {
  const parts = qualityDimensions.map(dimension => {
    const its = checks.filter(check => check.dimension === dimension && check.checked > 0);
    const sum = (of: 'passed' | 'checked') => its.reduce((total, check) => total + check[of], 0);
    return [dimension, { passed: sum('passed'), checked: sum('checked'), rules: its.length }] as const;
  });
  return Object.fromEntries(parts) as QualityTable['parts'];
}

/** One table as a run shows it. */
export function tableOf(facts: TableFacts, rules: readonly StandingRule[]): QualityTable {
  const { counts, ...about } = facts;
  const checks = rules
    .filter(({ rule }) => rule.table === facts.table)
    .map(standing => checkOf(standing, counts.get(standing.rule.name) ?? { checked: 0, passed: 0 }));
  const parts = partsOf(checks);
  const scores = Object.fromEntries(
    qualityDimensions.map(dimension => [dimension, scoreOf(parts[dimension])]),
  ) as QualityTable['scores'];
  const gates = checks.filter(check => check.severity === 'critical' && check.score !== null);
  const gate = gates.length === 0 ? null : Math.min(...gates.map(check => check.score ?? 1));
  const gateState =
    gates.length === 0 ? 'none' : gates.some(check => check.state === 'failed') ? 'failed' : 'passed';
  const failures = checks.filter(check => check.state === 'failed').toSorted(worstFirst);
  return { ...about, scores, parts, gate, gateState, failures, checks };
}

/** The gates a run found failed. */
export const gatesOf = ({ runId, asOf, tables }: QualityRun): ReviewGates => ({
  runId,
  measuredAt: asOf,
  failed: tables
    .flatMap(table => table.failures)
    .filter(check => check.severity === 'critical')
    .map(({ rule, table, column, checked, passed, threshold }) => ({
      rule,
      table,
      column,
      checked,
      passed,
      threshold,
    })),
});

/** What of a run is read again for the trend. */
export const summaryOf = ({
  runId,
  asOf,
  queryVersion,
  rulesVersion,
  tables,
}: QualityRun): QualitySummary => ({
  runId,
  asOf,
  queryVersion,
  rulesVersion,
  tables: tables.map(({ table, rows, scores, gate, gateState }) => ({
    table,
    rows,
    scores,
    gate,
    gateState,
  })),
});
