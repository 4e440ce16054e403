/** What became of a hook's deliveries: counts a day, and the last ones without what they said. Bounded whatever comes. */
import { sql } from 'kysely';
import type { HookOutcome } from '../../records/hook.ts';
import type { StoreContext } from '../../store/context.ts';
import { scrubText } from '../track/contact-scrub.ts';

export interface DeliveryNote {
  readonly outcome: HookOutcome;
  readonly deliveryId: string;
  readonly events: number;
  readonly refused: number;
  readonly bytes: number;
  readonly code: string | null;
  readonly path: string | null;
}

const keptSigned = 180;
const keptUnsigned = 20;

/** Notes a delivery in two short statements' work, one round trip. */
export async function noteDelivery(
  { pg, now, settings }: StoreContext,
  hookId: string,
  note: DeliveryNote,
): Promise<void> {
  const { outcome, events, refused, bytes, code, path } = note;
  const isSigned = outcome !== 'unsigned';
  const at = now();
  const name = scrubText(note.deliveryId.toWellFormed().replaceAll('\u0000', '').slice(0, 100));
  await sql`
    with counted as (
      update inbound_hooks set deliveries = deliveries + 1 where hook_id = ${hookId} returning deliveries
    ), kept as (
      insert into hook_deliveries (hook_id, slot, received_at, delivery_id, outcome, events, refused, bytes, code, path)
      select ${hookId}::uuid, ${isSigned ? 0 : keptSigned}::int + deliveries % ${isSigned ? keptSigned : keptUnsigned}::int,
        ${at}::timestamptz, ${name}, ${outcome}, ${events}::int, ${refused}::int, ${bytes}::int, ${code}, ${path} from counted
      on conflict (hook_id, slot) do update set received_at = excluded.received_at, delivery_id = excluded.delivery_id,
        outcome = excluded.outcome, events = excluded.events, refused = excluded.refused, bytes = excluded.bytes,
        code = excluded.code, path = excluded.path
    )
    insert into hook_counts as known (hook_id, day, outcome, n)
    select ${hookId}::uuid, (${at}::timestamptz at time zone ${settings.zone})::date, ${outcome}, 1 from counted
    on conflict (hook_id, day, outcome) do update set n = known.n + 1`.execute(pg);
}

export interface WeekOfHook {
  readonly lastAt: string | null;
  readonly week: Partial<Record<HookOutcome, number>>;
}

/** By hook: the last signed delivery, and how many of the last seven days ended how. */
export async function findWeeks({ pg, now, settings }: StoreContext): Promise<Map<string, WeekOfHook>> {
  const [{ rows: counts }, { rows: last }] = await Promise.all([
    sql<{ id: string; outcome: HookOutcome; n: number }>`
      select hook_id as id, outcome, sum(n)::int as n from hook_counts
      where day > (${now()}::timestamptz at time zone ${settings.zone})::date - 7 group by hook_id, outcome`.execute(
      pg,
    ),
    sql<{ id: string; at: Date }>`
      select hook_id as id, max(received_at) as at from hook_deliveries where outcome <> 'unsigned' group by hook_id`.execute(
      pg,
    ),
  ]);
  const ids = [...new Set([...counts, ...last].map(({ id }) => id))];
  return new Map(
    ids.map(id => [
      id,
      {
        lastAt: last.find(each => each.id === id)?.at.toISOString() ?? null,
        week: Object.fromEntries(counts.filter(each => each.id === id).map(({ outcome, n }) => [outcome, n])),
      },
    ]),
  );
}

/** The last deliveries of a hook, newest first. */
export async function findDeliveries(
  { pg }: StoreContext,
  hookId: string,
): Promise<(DeliveryNote & { readonly at: Date })[]> {
  const { rows } = await sql<DeliveryNote & { readonly at: Date }>`
    select received_at as at, delivery_id as "deliveryId", outcome, events, refused, bytes, code, path
    from hook_deliveries where hook_id = ${hookId} order by received_at desc, slot desc`.execute(pg);
  return rows;
}
