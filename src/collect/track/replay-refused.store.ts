/**
 * Takes refused events in: mended in the fields their reason is about, or as they are once the rules have changed. Row,
 * people, orders, events on their way to facts and the audit entry are one transaction, so each is taken in once.
 */
import { sql } from 'kysely';
import { badInput, conflict, notFound } from '../../kernel/errors.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { HeldEventChange, ReplayAllRequest, ReplayReply } from '../../records/refused-event.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { findHooks, type StoredHook } from '../hooks/hook.store.ts';
import { heldDelivery } from '../hooks/prepare-delivery.ts';
import { replayedDelivery } from '../hooks/replay-delivery.ts';
import { takeInTransaction } from './commit-events.store.ts';
import { isObject } from './json-text.ts';
import type { TrackingPlan } from './plan-check.ts';
import { type PreparedEvents, prepareEvents } from './prepare-events.ts';
import { findHeld, heldWhere } from './refused-events.store.ts';
import { mendableFields, placeInEvent, withValue } from './refused-fields.ts';
import { loadPlan, rulesOf } from './tracking-plan.store.ts';

interface HeldPayload {
  readonly id: string;
  readonly source: string;
  readonly kind: string;
  readonly state: string;
  readonly code: string;
  readonly path: string;
  readonly expected: string;
  readonly receivedAt: Date;
  readonly machineAt: Date;
  readonly cipher: Buffer;
  readonly version: number;
}

const columns = sql`refused_id as id, source, event_type as kind, state, code, path, expected, received_at as "receivedAt",
  coalesce(machine_at, received_at) as "machineAt", payload_cipher as cipher, key_version as version`;

/** The event a row holds; what was refused alone before this was kept says its kind beside it. */
function eventOf({ keys }: StoreContext, { id, kind, cipher, version }: HeldPayload): unknown {
  const event: unknown = JSON.parse(
    keys.decrypt(cipher, version, fieldAad('event_quarantine', 'payload', id)),
  );
  return isObject(event) ? { type: kind, ...event } : event;
}

interface Rules {
  readonly plan: TrackingPlan;
  /** By id. */
  readonly hooks: ReadonlyMap<string, StoredHook>;
}

function prepared(
  ctx: StoreContext,
  { plan, hooks }: Rules,
  { row, event }: { readonly row: HeldPayload; readonly event: unknown },
): PreparedEvents {
  const { source, receivedAt, machineAt } = row;
  const held = heldDelivery(event);
  if (held)
    return replayedDelivery({ event, held, hooks, keys: ctx.keys, plan, source, receivedAt, machineAt });
  const envelope = { kind: null, context: {}, sentAt: undefined, receivedAt, machineAt };
  return prepareEvents([event], { keys: ctx.keys, source, bytes: 0, envelope, plan });
}

interface Outcome {
  readonly row: HeldPayload;
  readonly outcome: ReplayReply['outcome'];
  readonly prepared: PreparedEvents;
}

function outcomeOf(
  { rows: [event], refused }: PreparedEvents,
  erased: ReadonlySet<string>,
): ReplayReply['outcome'] {
  if (refused.length > 0) return 'refused';
  return event && erased.has(event.customer_id) ? 'dropped' : 'replayed';
}

async function saveRefusedAgain(ctx: StoreContext, trx: StateTransaction, outcomes: readonly Outcome[]) {
  const rows = outcomes.flatMap(({ row: { id }, prepared: { refused } }) =>
    refused.map(refusal => ({
      ...refusal,
      id,
      ...ctx.keys.encrypt(refusal.payload, fieldAad('event_quarantine', 'payload', id)),
    })),
  );
  if (rows.length === 0) return;
  await sql`
    update event_quarantine q set code = said.code, path = said.path, received = said.received,
      expected = said.expected, event_type = said.kind, event_name = said.name, message_id = said.message_id,
      payload_cipher = said.cipher, key_version = ${rows[0]?.keyVersion ?? 1}
    from unnest(${rows.map(each => each.id)}::uuid[], ${rows.map(each => each.code)}::text[],
      ${rows.map(each => placeInEvent(each.path))}::text[], ${rows.map(each => each.received)}::text[],
      ${rows.map(each => each.expected)}::text[], ${rows.map(each => each.kind)}::text[],
      ${rows.map(each => each.name)}::text[], ${rows.map(each => each.messageId)}::text[],
      ${rows.map(each => each.cipher)}::bytea[])
      as said (id, code, path, received, expected, kind, name, message_id, cipher)
    where q.refused_id = said.id`.execute(trx);
}

const idsOf = (outcomes: readonly Outcome[], wanted: ReplayReply['outcome']) =>
  outcomes.filter(({ outcome }) => outcome === wanted).map(({ row }) => row.id);

/** Takes locked rows in and notes what became of each; those of people who were erased go. */
async function settle(
  ctx: StoreContext,
  trx: StateTransaction,
  given: readonly { readonly row: HeldPayload; readonly event: unknown }[],
): Promise<Outcome[]> {
  const rules = {
    plan: rulesOf(await loadPlan({ pg: trx })),
    hooks: new Map((await findHooks(trx)).map(hook => [hook.id, hook])),
  };
  const group = given.map(each => ({ row: each.row, prepared: prepared(ctx, rules, each) }));
  const erased = await takeInTransaction(
    ctx,
    trx,
    group.map(each => each.prepared),
  );
  const outcomes = group.map(each => ({ ...each, outcome: outcomeOf(each.prepared, erased) }));
  await sql`update event_quarantine set state = 'replayed', settled_at = ${ctx.now()}
    where refused_id = any(${idsOf(outcomes, 'replayed')}::uuid[])`.execute(trx);
  await sql`delete from event_quarantine where refused_id = any(${idsOf(outcomes, 'dropped')}::uuid[])`.execute(
    trx,
  );
  await saveRefusedAgain(
    ctx,
    trx,
    outcomes.filter(({ outcome }) => outcome === 'refused'),
  );
  return outcomes;
}

function mended(row: HeldPayload, event: unknown, changes: readonly HeldEventChange[]): unknown {
  const fields = mendableFields(row);
  return changes.reduce((before: unknown, { path, value }, index) => {
    if (!fields.includes(path))
      throw badInput('refused-event-field', {
        path: `changes[${index}].path`,
        received: path,
        expected: fields.join(', '),
      });
    return withValue(before, path, value);
  }, event);
}

export interface ReplayOne {
  readonly id: string;
  readonly changes: readonly HeldEventChange[];
  readonly locale: Locale;
}

/**
 * Takes one refused event in after the changes. It may break another rule: then it stands under that one, changed. Throws
 * `refused-event-unknown`, `refused-event-settled` and `refused-event-field`.
 */
export async function replayOne(ctx: StoreContext, { id, changes, locale }: ReplayOne): Promise<ReplayReply> {
  const outcome = await withTransaction(ctx.pg, async trx => {
    const { rows } = await sql<HeldPayload>`
      select ${columns} from event_quarantine where refused_id = ${id} for update`.execute(trx);
    const [row] = rows;
    if (!row) throw notFound('refused-event-unknown', { path: 'id' });
    if (row.state !== 'waiting') throw conflict('refused-event-settled', { path: 'id' });
    const [done] = await settle(ctx, trx, [{ row, event: mended(row, eventOf(ctx, row), changes) }]);
    const { code, source } = row;
    await saveAudit(trx, ctx, {
      action: 'event.replay',
      target: `refused-event:${id}`,
      // What was put in may be about a person: only where.
      after: { source, code, changed: changes.map(({ path }) => path), outcome: done?.outcome },
    });
    return done?.outcome ?? 'dropped';
  });
  return { outcome, event: outcome === 'dropped' ? null : await findHeld(ctx, id, locale) };
}

const rowsAtOnce = 500;
const first = '00000000-0000-0000-0000-000000000000';

async function replayPart(ctx: StoreContext, filter: ReplayAllRequest, after: string) {
  return withTransaction(ctx.pg, async trx => {
    const { rows } = await sql<HeldPayload>`
      select ${columns} from event_quarantine
      where state = 'waiting' and refused_id > ${after} and ${heldWhere(ctx, filter)}
      order by refused_id limit ${rowsAtOnce} for update skip locked`.execute(trx);
    if (rows.length === 0) return [];
    const outcomes = await settle(
      ctx,
      trx,
      rows.map(row => ({ row, event: eventOf(ctx, row) })),
    );
    await saveAudit(trx, ctx, {
      action: 'event.replay',
      target: `refused-events:${filter.code ?? 'all'}`,
      after: { ...filter, ...countsOf(outcomes) },
    });
    return outcomes;
  });
}

const countsOf = (outcomes: readonly Outcome[]) => ({
  replayed: idsOf(outcomes, 'replayed').length,
  refused: idsOf(outcomes, 'refused').length,
  dropped: idsOf(outcomes, 'dropped').length,
});

/**
 * Takes in everything that waits under the filter as it is, 500 to a transaction; run again after a crash it goes on with
 * what still waits. Rows somebody is mending at the moment are left to them.
 */
export async function replayAll(ctx: StoreContext, filter: ReplayAllRequest) {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from event_quarantine where state = 'waiting' and ${heldWhere(ctx, filter)}`.execute(
    ctx.pg,
  );
  const total = rows[0]?.n ?? 0;
  const sum = { replayed: 0, refused: 0, dropped: 0 };
  for (let after = first, done = 0; ; ) {
    const outcomes = await replayPart(ctx, filter, after);
    const last = outcomes.at(-1);
    if (!last) return sum;
    const counts = countsOf(outcomes);
    sum.replayed += counts.replayed;
    sum.refused += counts.refused;
    sum.dropped += counts.dropped;
    after = last.row.id;
    done += outcomes.length;
    await ctx.progress({ done, total: Math.max(done, total), label: 'replay' });
  }
}
