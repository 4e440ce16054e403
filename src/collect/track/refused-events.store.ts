/** Events in quarantine as people look at them: a page of them, counts by reason, source and day, and one of them opened. */
import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { textOf } from '../../kernel/catalogue.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Locale } from '../../kernel/settings.ts';
import type {
  HeldEvent,
  HeldEventCounts,
  HeldEventDetail,
  heldEventList,
  heldEventQuery,
  ReplayAllRequest,
} from '../../records/refused-event.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { orderSql, pageOf, windowOf } from '../../store/list-window.ts';
import { mendableFields, shownEvent } from './refused-fields.ts';

interface HeldRow extends Omit<HeldEvent, 'receivedAt' | 'settledAt' | 'message' | 'remedy' | 'fields'> {
  readonly receivedAt: Date;
  readonly settledAt: Date | null;
}

const columns = sql`refused_id as id, source, message_id as "messageId", event_type as type, event_name as event, code, path,
  received, expected, received_at as "receivedAt", state, settled_at as "settledAt"`;

function heldOf(row: HeldRow, locale: Locale): HeldEvent {
  const { code, path, received, expected } = row;
  const { message, remedy } = textOf(code, locale, { path, received, expected });
  return {
    ...row,
    receivedAt: row.receivedAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
    message,
    ...(remedy ? { remedy } : {}),
    fields: row.state === 'waiting' ? mendableFields(row) : [],
  };
}

/** The condition of a filter; a day is one of the organisation's zone. */
export function heldWhere(
  { settings }: Pick<StoreContext, 'settings'>,
  { source = null, code = null, day = null }: { [key in keyof ReplayAllRequest]?: string | null | undefined },
): RawBuilder<unknown> {
  return sql`(${source}::text is null or source = ${source}) and (${code}::text is null or code = ${code})
    and (${day}::date is null or (received_at >= ${day}::date::timestamp at time zone ${settings.zone}
      and received_at < (${day}::date + 1)::timestamp at time zone ${settings.zone}))`;
}

/** One page, newest first. Throws `cursor-invalid`. */
export async function findHeldPage(
  ctx: StoreContext,
  query: z.output<typeof heldEventQuery>,
  locale: Locale,
): Promise<z.infer<typeof heldEventList>> {
  const window = windowOf(ctx, 'refused-events', query);
  const { state = null } = query;
  const where = sql`where ${heldWhere(ctx, query)} and (${state}::text is null or state = ${state})`;
  const order = orderSql(query.sort ?? '-at', { at: sql`received_at` }, sql`refused_id desc`);
  const { rows } = await sql<HeldRow>`
    select ${columns} from event_quarantine ${where} ${order} limit ${window.limit} offset ${window.offset}`.execute(
    ctx.pg,
  );
  const { rows: counted } = await sql<{
    n: number;
  }>`select count(*)::int as n from event_quarantine ${where}`.execute(ctx.pg);
  const total = counted[0]?.n ?? 0;
  return {
    events: rows.map(row => heldOf(row, locale)),
    ...pageOf(ctx, 'refused-events', { ...window, total }),
  };
}

interface CountRow {
  readonly code: string | null;
  readonly source: string | null;
  readonly day: string | null;
  readonly waiting: number;
  readonly replayed: number;
}

const daysShown = 90;

/** Counts over the whole quarantine, which retention keeps to some months. One statement. */
export async function countHeld({ pg, settings }: StoreContext, locale: Locale): Promise<HeldEventCounts> {
  const { rows } = await sql<CountRow>`
    select code, source, to_char(day, 'YYYY-MM-DD') as day,
      count(*) filter (where state = 'waiting')::int as waiting,
      count(*) filter (where state = 'replayed')::int as replayed
    from (select code, source, state, (received_at at time zone ${settings.zone})::date as day
      from event_quarantine) as held
    group by grouping sets ((code), (source), (day), ())
    order by waiting desc, replayed desc`.execute(pg);
  const of = ({ waiting, replayed }: CountRow) => ({ waiting, replayed });
  const all = rows.find(row => row.code === null && row.source === null && row.day === null);
  return {
    waiting: all?.waiting ?? 0,
    replayed: all?.replayed ?? 0,
    byCode: rows.flatMap(row => {
      if (row.code === null) return [];
      const { message, remedy } = textOf(row.code, locale, {});
      return [{ code: row.code, message, ...(remedy ? { remedy } : {}), ...of(row) }];
    }),
    bySource: rows.flatMap(row => (row.source === null ? [] : [{ source: row.source, ...of(row) }])),
    byDay: rows
      .flatMap(row => (row.day === null ? [] : [{ day: row.day, ...of(row) }]))
      .sort((a, b) => b.day.localeCompare(a.day))
      .slice(0, daysShown),
  };
}

/** One refused event with what may be seen of it. Throws `refused-event-unknown`. */
export async function findHeld(ctx: StoreContext, id: string, locale: Locale): Promise<HeldEventDetail> {
  const { rows } = await sql<HeldRow & { cipher: Buffer; version: number }>`
    select ${columns}, payload_cipher as cipher, key_version as version
    from event_quarantine where refused_id = ${id}`.execute(ctx.pg);
  const [row] = rows;
  if (!row) throw notFound('refused-event-unknown', { path: 'id' });
  const { cipher, version, ...held } = row;
  const payload = ctx.keys.decrypt(cipher, version, fieldAad('event_quarantine', 'payload', id));
  const shown = shownEvent(JSON.parse(payload));
  return { ...heldOf(held, locale), shown: shown && JSON.stringify(shown, null, 2) };
}
