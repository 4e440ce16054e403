/** Measures the data by itself: each day at five in the organisation's zone, once imports have come to
 * rest, and each hour where rows are promised by a time. */
import { sql } from 'kysely';
import { qualityKind } from '../../collect/quality/quality.job.ts';
import type { TickDef } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { slotBefore } from '../backups/backup-slot.ts';
import type { JobDesk } from '../jobs.ts';

const dailyAt = '05:00';
/** One file is often followed by another: the data is measured once after the last of them. */
const restSeconds = 60;
const retryMs = 3_600_000;
/** A promised time that passed is known within the hour. */
const promiseMs = 3_600_000;

interface Standing {
  readonly last: Date | null;
  readonly hasData: boolean;
  readonly changedAt: Date | null;
  readonly isBusy: boolean;
  readonly failedAt: Date | null;
  /** Some rule names a time by which rows are to come in. */
  readonly hasPromise: boolean;
}

const system = { actorId: 'system', actorKind: 'system' } as const;

/** Whether the data is to be measured now. */
export function isDue(
  { last, hasData, changedAt, isBusy, failedAt, hasPromise }: Standing,
  { now, machineNow, zone }: { readonly now: Date; readonly machineNow: Date; readonly zone: string },
): boolean {
  if (!hasData || isBusy) return false;
  if (failedAt !== null && machineNow.getTime() - failedAt.getTime() < retryMs) return false;
  if (last === null || last < slotBefore(now, dailyAt, zone)) return true;
  if (hasPromise && now.getTime() - last.getTime() >= promiseMs) return true;
  return changedAt !== null && changedAt > last && now.getTime() - changedAt.getTime() >= restSeconds * 1000;
}

async function loadStanding({ pg }: StoreContext): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select (select max(created_at) from quality_runs) as last,
      exists (select from customers) or exists (select from imports where state = 'committed') as "hasData",
      (select max(greatest(finished_at, undone_at)) from imports) as "changedAt",
      exists (select from jobs where state in ('queued', 'running')
        and kind in (${qualityKind}, 'import', 'import-undo')) as "isBusy",
      (select finished_at from jobs where kind = ${qualityKind} and state = 'failed'
        order by finished_at desc limit 1) as "failedAt",
      coalesce((select rules @> '[{"kind": "fresh-within"}]' from quality_rule_sets
        order by version desc limit 1), false) as "hasPromise"`.execute(pg);
  const nothing = {
    last: null,
    hasData: false,
    changedAt: null,
    isBusy: false,
    failedAt: null,
    hasPromise: false,
  };
  return rows[0] ?? nothing;
}

/** Looks every half minute. */
export const qualityTick = (desk: Pick<JobDesk, 'start'>): TickDef<StoreContext> => ({
  name: 'quality',
  everySeconds: 30,
  async run(ctx) {
    const clocks = { now: ctx.now(), machineNow: ctx.machineNow(), zone: ctx.settings.zone };
    if (!isDue(await loadStanding(ctx), clocks)) return 0;
    await desk.start({ kind: qualityKind, input: {}, caller: system });
    // One a look: the next begins after the pause.
    return 0;
  },
});
