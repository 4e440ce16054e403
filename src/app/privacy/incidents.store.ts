/**
 * Incidents from opening to closing: each step is a row with its time and its doer, written in the transaction of what
 * it tells of, with its audit entry. A closed incident does not change.
 */
import { sql } from 'kysely';
import type { AuditAction } from '../../kernel/audit-actions.ts';
import { badInput, conflict, notFound } from '../../kernel/errors.ts';
import {
  type AffectedCounts,
  affectedCounts,
  type IncidentNotice,
  type IncidentRequest,
  type IncidentSource,
  type IncidentSummary,
  type IncidentView,
  incidentSource,
  noticeFacts,
  type PeopleExtent,
  stopDone,
} from '../../records/incident.ts';
import type { IncidentStepName } from '../../records/incident-names.ts';
import type { StoreContext } from '../../store/context.ts';
import { holdsContact, saveAudit } from '../../store/state/audit.store.ts';
import { type StateDb, type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { loadActors } from './audit.store.ts';
import { checklistOf } from './incident-checklist.ts';
import { countAffected, saveAffected } from './incident-people.store.ts';
import { findSource } from './incident-source.store.ts';
import { momentOf } from './moments.ts';

interface Row {
  readonly incident_id: string;
  readonly mode: 'drill' | 'real';
  readonly finding: string;
  readonly source: unknown;
  readonly found_at: Date;
  readonly opened_at: Date;
  readonly people: unknown;
  readonly notice_facts: unknown;
  readonly closed_at: Date | null;
  readonly conclusion: string | null;
}

export interface Incident {
  readonly incidentId: string;
  readonly mode: 'drill' | 'real';
  readonly source: IncidentSource;
  readonly foundAt: Date;
  /** Null: the affected have not been listed. */
  readonly people: AffectedCounts | null;
}

const target = (incidentId: string) => `incident:${incidentId}`;

/** Texts people write say what happened, not to whom. Throws `incident-personal-data`; the value is not repeated. */
export function requireNoContact(texts: Readonly<Record<string, string | undefined>>): void {
  for (const [path, text] of Object.entries(texts)) {
    if (text !== undefined && holdsContact(text)) throw badInput('incident-personal-data', { path });
  }
}

/** The incident, its row locked until the transaction ends. Throws `incident-unknown` and `incident-closed`. */
export async function lockedIncident(trx: StateTransaction, incidentId: string): Promise<Incident> {
  const { rows } =
    await sql<Row>`select * from incidents where incident_id = ${incidentId} for update`.execute(trx);
  const [row] = rows;
  if (!row) throw notFound('incident-unknown', { path: 'id', received: incidentId });
  if (row.closed_at) throw conflict('incident-closed', { path: 'id' });
  return {
    incidentId,
    mode: row.mode,
    source: incidentSource.parse(row.source),
    foundAt: row.found_at,
    people: row.people === null ? null : affectedCounts.parse(row.people),
  };
}

interface StepDone {
  readonly incidentId: string;
  readonly step: IncidentStepName;
  readonly action: AuditAction;
  /** When it was done where that is not now. */
  readonly at?: Date;
  /** Counts and names of things; never of people. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes a step and its audit entry. */
export async function saveStep(trx: StateTransaction, ctx: StoreContext, done: StepDone): Promise<void> {
  const { incidentId, step, action, at = ctx.now(), detail } = done;
  await sql`
    insert into incident_steps (incident_id, step, at, done_by, detail)
    values (${incidentId}, ${step}, ${at}, ${ctx.caller?.actorId ?? 'system'}, ${JSON.stringify(detail)}::jsonb)`.execute(
    trx,
  );
  await saveAudit(trx, ctx, { action, target: target(incidentId), after: detail });
}

/** A time that was given: not after now, nor before `least`. Throws `incident-time`. */
export function requirePast(
  ctx: StoreContext,
  path: string,
  given: { at: string | undefined; least?: Date },
): Date {
  const now = ctx.now();
  const at = given.at === undefined ? now : momentOf(ctx.settings, given.at);
  const { least } = given;
  if (at > now || (least && at < least)) {
    const expected = `${least ? `${least.toISOString()} – ` : '≤ '}${now.toISOString()}`;
    throw badInput('incident-time', { path, received: at.toISOString(), expected });
  }
  return at;
}

/** Opens an incident or a drill and returns its id. Throws `incident-personal-data`, `incident-time` and what the source does. */
export async function openIncident(ctx: StoreContext, asked: IncidentRequest): Promise<string> {
  const { mode, finding } = asked;
  requireNoContact({ finding });
  const foundAt = requirePast(ctx, 'foundAt', { at: asked.foundAt });
  const { source, customerIds } = await findSource(ctx, asked.source);
  const incidentId = ctx.newId();
  await withTransaction(ctx.pg, async trx => {
    await sql`
      insert into incidents (incident_id, mode, finding, source, found_at, opened_at)
      values (${incidentId}, ${mode}, ${finding}, ${JSON.stringify(source)}::jsonb, ${foundAt}, ${ctx.now()})`.execute(
      trx,
    );
    await sql`
      insert into incident_people (incident_id, customer_id)
      select ${incidentId}, unnest(${customerIds}::uuid[]) on conflict do nothing`.execute(trx);
    const detail = { mode, source: source.kind, ...(source.id ? { of: source.id } : {}) };
    await saveStep(trx, ctx, { incidentId, step: 'found', action: 'incident.open', at: foundAt, detail });
  });
  return incidentId;
}

/** Lists the affected anew and keeps the counts. Throws `incident-unknown`, `incident-closed`. */
export async function listAffected(
  ctx: StoreContext,
  incidentId: string,
  extent: PeopleExtent,
): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    const { source } = await lockedIncident(trx, incidentId);
    await saveAffected(trx, ctx, { incidentId, source, extent });
    const counts = await countAffected(trx, ctx, { incidentId, source, extent });
    await sql`
      update incidents set people = ${JSON.stringify(counts)}::jsonb where incident_id = ${incidentId}`.execute(
      trx,
    );
    const { people, withEmail, withPhone, withoutContact } = counts;
    const detail = { extent, people, withEmail, withPhone, withoutContact };
    await saveStep(trx, ctx, { incidentId, step: 'people', action: 'incident.people', detail });
  });
}

/** Closes an incident for good. Throws `incident-unknown`, `incident-closed`, `incident-personal-data`. */
export async function closeIncident(
  ctx: StoreContext,
  incidentId: string,
  conclusion: string,
): Promise<void> {
  requireNoContact({ conclusion });
  await withTransaction(ctx.pg, async trx => {
    const { mode } = await lockedIncident(trx, incidentId);
    await sql`
      update incidents set closed_at = ${ctx.now()}, conclusion = ${conclusion}
      where incident_id = ${incidentId}`.execute(trx);
    await saveStep(trx, ctx, { incidentId, step: 'closed', action: 'incident.close', detail: { mode } });
  });
}

interface StepRow {
  readonly incident_id: string;
  readonly step: IncidentStepName;
  readonly at: Date;
  readonly done_by: string;
  readonly detail: unknown;
}

const loadSteps = async (db: StateDb, ids: readonly string[]): Promise<StepRow[]> => {
  const { rows } = await sql<StepRow>`
    select incident_id, step, at, done_by, detail from incident_steps
    where incident_id = any(${ids}::uuid[]) order by step_no`.execute(db);
  return rows;
};

type Names = ReadonlyMap<string, string>;

function summaryOf(
  ctx: StoreContext,
  row: Row,
  { steps, names }: { steps: readonly StepRow[]; names: Names },
): IncidentSummary {
  const own = steps.filter(step => step.incident_id === row.incident_id);
  const source = incidentSource.parse(row.source);
  const entries = own.map(({ step, at, done_by }) => ({ step, at, by: names.get(done_by) ?? done_by }));
  return {
    incidentId: row.incident_id,
    mode: row.mode,
    finding: row.finding,
    source:
      source.kind === 'account' ? { ...source, label: names.get(source.id ?? '') ?? source.id } : source,
    foundAt: row.found_at.toISOString(),
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    conclusion: row.conclusion,
    people: row.people === null ? null : affectedCounts.parse(row.people),
    // A closed one is judged as of its close: what was open then was not done.
    steps: checklistOf(entries, { foundAt: row.found_at, now: row.closed_at ?? ctx.now() }),
  };
}

async function namesOf(ctx: StoreContext): Promise<Names> {
  const actors = await loadActors(ctx);
  return new Map(actors.flatMap(({ actorId, label }) => (label === null ? [] : [[actorId, label] as const])));
}

/** The newest 200 incidents and drills. */
export async function findIncidents(ctx: StoreContext): Promise<IncidentSummary[]> {
  const { rows } = await sql<Row>`
    select * from incidents order by opened_at desc, incident_id desc limit 200`.execute(ctx.pg);
  const steps = await loadSteps(
    ctx.pg,
    rows.map(row => row.incident_id),
  );
  const names = await namesOf(ctx);
  return rows.map(row => summaryOf(ctx, row, { steps, names }));
}

interface NoticeRow {
  readonly recipient: IncidentNotice['recipient'];
  readonly locale: IncidentNotice['locale'];
  readonly body: string;
  readonly drafted_at: Date;
  readonly edited_at: Date | null;
}

/** One incident with its checklist, what was stopped and its notices. Throws `incident-unknown`. */
export async function loadIncident(ctx: StoreContext, incidentId: string): Promise<IncidentView> {
  const { rows } = await sql<Row>`select * from incidents where incident_id = ${incidentId}`.execute(ctx.pg);
  const [row] = rows;
  if (!row) throw notFound('incident-unknown', { path: 'id', received: incidentId });
  const steps = await loadSteps(ctx.pg, [incidentId]);
  const { rows: notices } = await sql<NoticeRow>`
    select recipient, locale, body, drafted_at, edited_at from incident_notices
    where incident_id = ${incidentId} order by recipient, locale desc`.execute(ctx.pg);
  const stopped = steps.findLast(({ step }) => step === 'sending-stopped');
  return {
    ...summaryOf(ctx, row, { steps, names: await namesOf(ctx) }),
    stopped: stopped ? stopDone.parse(stopped.detail) : null,
    noticeFacts: row.notice_facts === null ? null : noticeFacts.parse(row.notice_facts),
    notices: notices.map(each => ({
      recipient: each.recipient,
      locale: each.locale,
      body: each.body,
      draftedAt: each.drafted_at.toISOString(),
      editedAt: each.edited_at?.toISOString() ?? null,
    })),
  };
}
