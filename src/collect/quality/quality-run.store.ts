/** One look at all data: every table scanned under the rules in force, scored, and kept. */
import type { QualityRun, QualityTable } from '../../records/quality.ts';
import { qualityTables } from '../../records/quality-names.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadSalesDefinition } from '../../store/state/sales-definition.store.ts';
import { standingRules } from './quality-rules.ts';
import { type DayRow, saveDays, saveRun } from './quality-runs.store.ts';
import { qualityQueryVersion, scanTable, type TableScan } from './quality-scan.store.ts';
import { tableOf } from './quality-scores.ts';
import { findRuleSet } from './rule-sets.store.ts';
import { loadShifts } from './value-shifts.store.ts';

/** Measures everything as it stands now. One pass a table; memory is that of one group a day. */
export async function takeQuality(ctx: StoreContext): Promise<QualityRun> {
  const began = ctx.machineNow().getTime();
  const runId = ctx.newId();
  const asOf = ctx.now();
  const { version, rules: own } = await findRuleSet(ctx);
  const rules = standingRules(own);
  const { zone, currency } = await loadSalesDefinition(ctx);
  const tables: QualityTable[] = [];
  for (const [done, table] of qualityTables.entries()) {
    await ctx.progress({ done, total: qualityTables.length, label: table });
    const time = { asOf, zone, currency };
    const scan = await scanTable(ctx, table, { rules: rules.map(({ rule }) => rule), time });
    const shifts = await loadShifts(ctx, table, { time, lastDay: scan.lastWholeDay });
    await saveDays(ctx, runId, { table, rows: dayRows(scan) });
    tables.push(tableOf({ ...scan.facts, shifts }, rules));
  }
  const run: QualityRun = {
    runId,
    asOf: asOf.toISOString(),
    queryVersion: qualityQueryVersion,
    rulesVersion: version,
    zone,
    seconds: (ctx.machineNow().getTime() - began) / 1000,
    tables,
  };
  await saveRun(ctx, run);
  await ctx.progress({ done: qualityTables.length, total: qualityTables.length, label: 'quality' });
  return run;
}

/** Counts by day of what was applicable on it; rule '' is all rows. */
function dayRows({ days, rules, facts: { table } }: TableScan): DayRow[] {
  return days.flatMap(({ day, rows, counts }) =>
    day === null
      ? []
      : [
          { table_name: table, rule: '', day, checked: rows, passed: rows },
          ...rules.flatMap((rule, at) => {
            const counted = counts[at];
            return counted && counted.checked > 0
              ? [{ table_name: table, rule: rule.name, day, ...counted }]
              : [];
          }),
        ],
  );
}
