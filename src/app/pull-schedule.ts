/** Starts the pulls whose time has come: each so many minutes after its last run, never twice at once. */
import { sql } from 'kysely';
import { pullKind, reconcileKind } from '../collect/pull/pull-kinds.ts';
import type { TickDef } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';
import type { JobDesk } from './jobs.ts';

const system = { actorId: 'system', actorKind: 'system' } as const;

/** Nothing of a pull waits or runs: a look and a run exclude each other. */
const isIdle = sql`not exists (select from jobs where kind in (${pullKind}, ${reconcileKind})
  and state in ('queued', 'running') and input->>'pullId' = pull_id::text)`;

/** Pulls whose source is to be looked at for gone rows; one that failed is looked at again after an hour. */
async function findToReconcile({ pg, machineNow }: StoreContext): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select pull_id as id from pulls
    where not paused and caught_up and reconcile_hours is not null and ${isIdle}
      and coalesce(last_reconciled_at, created_at) + make_interval(hours => reconcile_hours) <= ${machineNow()}
      and not exists (select from jobs where kind = ${reconcileKind} and input->>'pullId' = pull_id::text
        and finished_at > ${machineNow()}::timestamptz - interval '1 hour')`.execute(pg);
  return rows.map(({ id }) => id);
}

/** Pulls to be run now; a source that failed is asked again at the same pace. */
async function findDue({ pg, machineNow }: StoreContext): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select pull_id as id from pulls
    where not paused and every_minutes is not null
      and (last_run_at is null or last_run_at + make_interval(mins => every_minutes) <= ${machineNow()})
      and ${isIdle}
    order by last_run_at nulls first`.execute(pg);
  return rows.map(({ id }) => id);
}

/** Looks every 15 seconds. */
export const pullTick = (desk: Pick<JobDesk, 'start'>): TickDef<StoreContext> => ({
  name: 'pulls',
  everySeconds: 15,
  async run(ctx) {
    for (const pullId of await findToReconcile(ctx))
      await desk.start({ kind: reconcileKind, input: { pullId }, caller: system });
    for (const pullId of await findDue(ctx))
      await desk.start({ kind: pullKind, input: { pullId }, caller: system });
    // Looked at again after the pause: what was started is queued now.
    return 0;
  },
});
