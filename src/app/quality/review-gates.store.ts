/** What a check-up was made on: gates measured freshly before it, kept beside it so that they are read with it. */
import { sql } from 'kysely';
import { takeQuality } from '../../collect/quality/quality-run.store.ts';
import { findRun } from '../../collect/quality/quality-runs.store.ts';
import { gatesOf } from '../../collect/quality/quality-scores.ts';
import { CodedError } from '../../kernel/errors.ts';
import type { QualityRun, ReviewGates } from '../../records/quality.ts';
import type { StoreContext } from '../../store/context.ts';

/** Whether rows came or went by an import since the data was measured, or other rules stand. */
async function isOutdated({ pg }: StoreContext, { runId, rulesVersion }: QualityRun): Promise<boolean> {
  const { rows } = await sql<{ older: boolean }>`
    select coalesce((select max(greatest(finished_at, undone_at)) from imports)
      > (select created_at from quality_runs where run_id = ${runId}), false)
      or coalesce((select max(version) from quality_rule_sets), 0) <> ${rulesVersion} as older`.execute(pg);
  return rows[0]?.older ?? true;
}

/** A person asked to stop, or the process is stopping: no answer of the measurement. */
const ends = (failure: unknown) =>
  failure instanceof CodedError && ['work-canceled', 'work-stopped'].includes(failure.code);

/**
 * The gates as they stand, measured anew where an import came after the last measurement. A measurement that fails does not
 * keep the check-up from being made; that the gates are unknown is said with it.
 */
export async function loadReviewGates(ctx: StoreContext): Promise<ReviewGates> {
  try {
    const last = await findRun(ctx, 'latest');
    return gatesOf(!last || (await isOutdated(ctx, last)) ? await takeQuality(ctx) : last);
  } catch (failure) {
    if (ends(failure)) throw failure;
    ctx.log.error({ cause: failure }, 'quality-not-measured');
    return { runId: null, measuredAt: null, failed: [] };
  }
}
