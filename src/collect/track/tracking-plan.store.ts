/** The tracking plan in state: read whole, changed one event at a time, each change a new version. */
import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { PlannedEvent, PlannedEventChange, TrackingPlanView } from '../../records/tracking-plan.ts';
import type { PlanMode } from '../../records/tracking-plan-names.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateDb, type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import type { TrackingPlan } from './plan-check.ts';

interface PlanRow extends Omit<PlannedEvent, 'changedAt'> {
  readonly changedAt: Date;
}

async function findEvents(db: StateDb): Promise<PlannedEvent[]> {
  const { rows } = await sql<PlanRow>`
    select event_name as name, mode, description, owner, properties, changed_at as "changedAt"
    from tracking_plan_events order by event_name`.execute(db);
  return rows.map(row => ({ ...row, changedAt: row.changedAt.toISOString() }));
}

const findHead = async (db: StateDb): Promise<Pick<TrackingPlanView, 'version' | 'undeclared'>> => {
  const { rows } = await sql<{
    version: number;
    undeclared: PlanMode;
  }>`select version, undeclared from tracking_plan`.execute(db);
  return rows[0] ?? { version: 0, undeclared: 'count' };
};

/** The plan as it stands. */
export async function loadPlan({ pg }: Pick<StoreContext, 'pg'>): Promise<TrackingPlanView> {
  return { ...(await findHead(pg)), events: await findEvents(pg) };
}

/** Locks the plan against other changes and gives it its next version. */
const nextVersion = async (trx: StateTransaction): Promise<void> => {
  await sql`update tracking_plan set version = version + 1`.execute(trx);
};

/** Declares an event or changes its declaration; what was there before stands in the audit log. */
export async function savePlannedEvent(
  ctx: StoreContext,
  name: string,
  change: PlannedEventChange,
): Promise<TrackingPlanView> {
  await withTransaction(ctx.pg, async trx => {
    await nextVersion(trx);
    const before = (await findEvents(trx)).find(event => event.name === name);
    await sql`
      insert into tracking_plan_events (event_name, mode, description, owner, properties, changed_at)
      values (${name}, ${change.mode}, ${change.description}, ${change.owner},
        ${JSON.stringify(change.properties)}::jsonb, ${ctx.now()})
      on conflict (event_name) do update set mode = excluded.mode, description = excluded.description,
        owner = excluded.owner, properties = excluded.properties, changed_at = excluded.changed_at`.execute(
      trx,
    );
    await saveAudit(trx, ctx, {
      action: 'tracking-plan.declare',
      target: `tracked-event:${encodeURIComponent(name)}`,
      ...(before ? { before } : {}),
      after: change,
    });
  });
  return loadPlan(ctx);
}

/** Takes a declaration back. Throws `planned-event-unknown`. */
export async function removePlannedEvent(ctx: StoreContext, name: string): Promise<TrackingPlanView> {
  await withTransaction(ctx.pg, async trx => {
    await nextVersion(trx);
    const before = (await findEvents(trx)).find(event => event.name === name);
    if (!before) throw notFound('planned-event-unknown', { path: 'name', received: name });
    await sql`delete from tracking_plan_events where event_name = ${name}`.execute(trx);
    await saveAudit(trx, ctx, {
      action: 'tracking-plan.remove',
      target: `tracked-event:${encodeURIComponent(name)}`,
      before,
    });
  });
  return loadPlan(ctx);
}

/** Says what becomes of events nobody declared. */
export async function saveUndeclared(ctx: StoreContext, mode: PlanMode): Promise<TrackingPlanView> {
  await withTransaction(ctx.pg, async trx => {
    const { undeclared: before } = await findHead(trx);
    await sql`update tracking_plan set version = version + 1, undeclared = ${mode}`.execute(trx);
    await saveAudit(trx, ctx, {
      action: 'tracking-plan.undeclared',
      target: 'tracking-plan:undeclared',
      before: { mode: before },
      after: { mode },
    });
  });
  return loadPlan(ctx);
}

/** The plan as events are judged by. */
export function rulesOf({ version, undeclared, events }: TrackingPlanView): TrackingPlan {
  return { version, undeclared, events: new Map(events.map(event => [event.name, event])) };
}

/** How long a process may judge by a plan before it looks whether there is a newer one. */
const freshMs = 1_000;

/** Reads the plan at most once a second, and whole only when its version has changed. The reader rejects as state does. */
export function planReader({ pg }: Pick<StoreContext, 'pg'>): () => Promise<TrackingPlan> {
  let known: TrackingPlan | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<TrackingPlan> | null = null;
  const look = async (): Promise<TrackingPlan> => {
    const { version } = await findHead(pg);
    if (known?.version !== version) known = rulesOf(await loadPlan({ pg }));
    lookedAt = performance.now();
    return known;
  };
  return async () => {
    if (known && performance.now() - lookedAt < freshMs) return known;
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };
}
