/** Where the values of each column usually lie, as the tables stand. */
import { fenceOf, rareShare, type ValueFence } from '../../models/value-fence.ts';
import { spreadOf } from '../../models/value-histogram.ts';
import type { QualityRule } from '../../records/quality.ts';
import type { QualityTableName } from '../../records/quality-names.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { AnyRule } from './quality-rules.ts';
import { tableIdent } from './quality-tables.store.ts';
import { holds, type RowFence, type ScanTime } from './rule-sql.store.ts';
import { loadHistograms } from './value-histogram.store.ts';
import { judged, numeric, valueAt } from './value-scale.store.ts';

type OutlierRule = Extract<QualityRule, { kind: 'no-outlier' }>;
const isOutlierRule = (rule: AnyRule): rule is OutlierRule => rule.kind === 'no-outlier';

/** Values that a column with one ruling value may also have; more kinds of value than this are none of such a column. */
const commonValues = 1_000;
const asked = { tag: 'quality.fence', role: 'batch' } as const;

const about = (rule: OutlierRule, currency: string): FactsSql =>
  factsSql`(${holds(rule)} and ${judged(rule.table, rule.column, currency)})`;

/** Fences of the rules on outliers of a table, by the rule's name; a rule with too few rows has none. One pass a rule. */
export async function loadFences(
  { ch }: Pick<StoreContext, 'ch'>,
  table: QualityTableName,
  { rules, time }: { readonly rules: readonly AnyRule[]; readonly time: ScanTime },
): Promise<ReadonlyMap<string, RowFence>> {
  const own = rules.filter(rule => rule.table === table).filter(isOutlierRule);
  const fences = new Map<string, RowFence>();
  for (const rule of own) {
    const where = about(rule, time.currency);
    const values = (await loadHistograms({ ch }, table, { column: rule.column, where })).get('');
    const spread = values ? spreadOf(values) : null;
    const fence = spread ? fenceOf(spread) : null;
    if (fence) fences.set(rule.name, await rowFence(ch, rule, { fence, currency: time.currency }));
  }
  return fences;
}

async function rowFence(
  ch: StoreContext['ch'],
  rule: OutlierRule,
  { fence, currency }: { readonly fence: ValueFence; readonly currency: string },
): Promise<RowFence> {
  if (fence.by !== 'common') {
    const [low, high] = [fence.low, fence.high].map(each => valueAt(rule.table, rule.column, each));
    return { low: low ?? 0, high: high ?? 0, middle: (fence.low + fence.high) / 2 };
  }
  const found = await ch.query<{ v: number }>(
    factsSql`select v from (select ${numeric(rule.table, rule.column)} as v, count() as n
  from ${tableIdent(rule.table)} where ${about(rule, currency)} group by v)
where n >= ${p.float64(rareShare)} * (select count() from ${tableIdent(rule.table)} where ${about(rule, currency)})
order by n desc limit ${p.uint32(commonValues)}`,
    asked,
  );
  return { middle: fence.middle, values: found.map(({ v }) => Number(v)) };
}
