/**
 * Makes a group of tracking requests durable: what they say of people and what they broke in one state transaction, then
 * the events as one insert into facts, or into the spool while facts do not take them.
 */
import type { StoreContext } from '../../store/context.ts';
import type { Spool } from '../../store/spool/spool.ts';
import { enqueueFacts } from '../../store/state/outbox.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { saveRefusedEvents } from './event-quarantine.store.ts';
import {
  type EventRow,
  type Link,
  type OrderTold,
  type PersonSaid,
  type PreparedEvents,
  type RefusedEvent,
  versionAt,
} from './prepare-events.ts';
import { findKnown, savePeopleSaid, worthSaving } from './track-people.store.ts';
import { moveOrders, saveOrdersTold } from './tracked-orders.store.ts';

export interface EventSink {
  readonly ctx: StoreContext;
  readonly spool: Spool;
  /** How long an insert may take before the rows go to the spool instead. */
  readonly patienceMs: number;
}

interface OfSource {
  readonly source: string;
  readonly at: Date;
  readonly machineAt: Date;
  readonly people: readonly PersonSaid[];
  readonly links: readonly Link[];
  readonly refused: readonly RefusedEvent[];
  readonly orders: readonly OrderTold[];
}

/** Requests of one source put together; what a later one says of a person wins. */
function bySource(group: readonly PreparedEvents[]): OfSource[] {
  return [...Map.groupBy(group, ({ source }) => source)].map(([source, requests]) => {
    const people = new Map<string, PersonSaid>();
    for (const said of requests.flatMap(request => request.people)) {
      const before = people.get(said.customerId);
      people.set(said.customerId, {
        ...said,
        name: said.name ?? before?.name ?? null,
        email: said.email ?? before?.email ?? null,
        phone: said.phone ?? before?.phone ?? null,
      });
    }
    return {
      source,
      at: requests.at(-1)?.receivedAt ?? new Date(0),
      machineAt: requests.at(-1)?.machineAt ?? new Date(0),
      people: [...people.values()],
      links: requests.flatMap(request => request.links),
      refused: requests.flatMap(request => request.refused),
      orders: requests.flatMap(request => request.orders),
    };
  });
}

/** What a group says by source, less what it says of people about whom nothing may be stored. */
async function livingSources(db: Pick<StoreContext, 'pg'>, group: readonly PreparedEvents[]) {
  const ids = new Set(group.flatMap(({ rows }) => rows.map(row => row.customer_id)));
  const known = ids.size > 0 ? await findKnown(db, [...ids]) : { unknown: ids, erased: new Set<string>() };
  const living = bySource(group).map(each => ({
    ...each,
    people: worthSaving(each.people, known).filter(({ customerId }) => !known.erased.has(customerId)),
    links: each.links.filter(({ customerId }) => !known.erased.has(customerId)),
    orders: each.orders.filter(({ customerId }) => !known.erased.has(customerId)),
  }));
  return { living, erased: known.erased };
}

async function saveLiving(ctx: StoreContext, trx: StateTransaction, each: OfSource): Promise<void> {
  await moveOrders(trx, await savePeopleSaid(ctx, trx, each), each.at);
  await saveOrdersTold(ctx, trx, each);
}

/** Saves what a group brings to state and returns the ids about which nothing may be stored. Throws what state throws. */
export async function saveState(
  ctx: StoreContext,
  group: readonly PreparedEvents[],
): Promise<ReadonlySet<string>> {
  const { living, erased } = await livingSources(ctx, group);
  const isSilent = ({ people, links, refused, orders }: OfSource) =>
    people.length + links.length + refused.length + orders.length === 0;
  if (living.every(isSilent)) return erased;
  await withTransaction(ctx.pg, async trx => {
    for (const each of living) {
      await saveLiving(ctx, trx, each);
      await saveRefusedEvents(ctx, trx, each);
    }
  });
  return erased;
}

/**
 * Takes a group in within the caller's transaction, the events by the outbox: they reach facts once whatever dies on the
 * way. Returns the ids about which nothing may be stored. What the group refuses is the caller's.
 */
export async function takeInTransaction(
  ctx: StoreContext,
  trx: StateTransaction,
  group: readonly PreparedEvents[],
): Promise<ReadonlySet<string>> {
  const { living, erased } = await livingSources({ pg: trx }, group);
  for (const each of living) await saveLiving(ctx, trx, each);
  const at = ctx.now();
  // First arrivals stay: an event that comes late by this way must not take the place of one that is there.
  const rows = group
    .flatMap(request => request.rows)
    .filter(row => !erased.has(row.customer_id))
    .map(row => ({ ...row, version: versionAt(at) }));
  await enqueueFacts(trx, { table: 'events', rows: stampedRows(rows, at), at });
  return erased;
}

/** The work, or a rejection when it takes longer; the work itself goes on. */
function inTime(work: Promise<void>, patienceMs: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DOMException('facts insert', 'TimeoutError')), patienceMs);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

const stampedRows = (rows: readonly EventRow[], at: Date): object[] => {
  const ingested = at.toISOString();
  return rows.map(row => ({ ...row, ingested_at: ingested }));
};

async function storeRows({ ctx, spool, patienceMs }: EventSink, rows: readonly EventRow[]): Promise<void> {
  if (spool.bytes() > 0) return spool.append({ table: 'events', rows });
  try {
    const inserting = ctx.ch.insert('events', stampedRows(rows, ctx.now()), { tag: 'track.events' });
    await inTime(inserting, patienceMs);
  } catch (cause) {
    ctx.log.warn({ cause, rows: rows.length }, 'events-spooled');
    await spool.append({ table: 'events', rows });
  }
}

/** A request whose part for state is saved. */
export interface SavedEvents {
  readonly request: PreparedEvents;
  /** The ids about which nothing may be stored. */
  readonly erased: ReadonlySet<string>;
}

/** Makes the events of a group durable. Throws `spool-full`; then nothing of the group is acknowledged. */
export async function storeEvents(sink: EventSink, group: readonly SavedEvents[]): Promise<void> {
  const rows = group.flatMap(({ request, erased }) =>
    erased.size === 0 ? request.rows : request.rows.filter(row => !erased.has(row.customer_id)),
  );
  if (rows.length > 0) await storeRows(sink, rows);
}

const rowsAtOnce = 20_000;

/** Inserts spooled groups, but for people erased since. A repeat stores the same rows under the same keys. */
export async function storeSpooled(
  { ctx, patienceMs }: EventSink,
  groups: readonly { readonly table: string; readonly rows: readonly object[] }[],
): Promise<void> {
  const rows = groups.flatMap(group => group.rows) as readonly EventRow[];
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = rows.slice(from, from + rowsAtOnce);
    const { erased } = await findKnown(ctx, [...new Set(part.map(row => row.customer_id))]);
    const living = part.filter(row => !erased.has(row.customer_id));
    await inTime(
      ctx.ch.insert('events', stampedRows(living, ctx.now()), { tag: 'track.replay' }),
      patienceMs,
    );
  }
}
