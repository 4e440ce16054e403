/**
 * How much of people each account and key reads: noted in memory with each reply that holds masked names or contacts,
 * written together every ten seconds. A process that is killed loses the notes of that time; the audit log of changes,
 * reveals and exports loses nothing.
 */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { MaskedRead } from '../../records/masked-read.ts';
import type { StoreContext } from '../../store/context.ts';

const writeEveryMs = 10_000;
const mostShown = 500;

export interface MaskedReply {
  readonly actorKind: string;
  readonly actorId: string;
  /** `GET /api/customers`. */
  readonly route: string;
  readonly people: number;
}

export interface ReadBook {
  note(reply: MaskedReply): void;
  /** Writes what is noted. */
  write(): Promise<void>;
  /** Writes it and stops. */
  close(): Promise<void>;
}

interface Noted {
  readonly day: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly route: string;
  readonly requests: number;
  readonly people: number;
  readonly last_at: Date;
}

const sum = (one: Noted | undefined, other: Noted): Noted =>
  one ? { ...other, requests: one.requests + other.requests, people: one.people + other.people } : other;

/** Opens the book. A write that fails is repeated with the next. Days are the organisation's, by the machine's clock. */
export function openReadBook(ctx: Pick<StoreContext, 'pg' | 'machineNow' | 'settings' | 'log'>): ReadBook {
  const noted = new Map<string, Noted>();
  const keep = (row: Noted) => {
    const key = `${row.day} ${row.actor_kind} ${row.actor_id} ${row.route}`;
    noted.set(key, sum(noted.get(key), row));
  };
  const writeNoted = async () => {
    const rows = [...noted.values()];
    noted.clear();
    if (rows.length === 0) return;
    await saveReads(ctx, rows).catch((cause: unknown) => {
      ctx.log.warn({ cause }, 'masked-reads-not-written');
      for (const row of rows) keep(row);
    });
  };
  let last = Promise.resolve();
  const write = () => {
    last = last.then(writeNoted);
    return last;
  };
  const timer = setInterval(() => void write(), writeEveryMs).unref();
  return {
    note({ actorKind, actorId, route, people }) {
      const now = ctx.machineNow();
      const day = DateTime.fromJSDate(now, { zone: ctx.settings.zone }).toISODate() ?? '';
      keep({ day, actor_kind: actorKind, actor_id: actorId, route, requests: 1, people, last_at: now });
    },
    write,
    async close() {
      clearInterval(timer);
      await write();
    },
  };
}

const saveReads = ({ pg }: Pick<StoreContext, 'pg'>, rows: readonly Noted[]) =>
  sql`
  insert into masked_reads as r (day, actor_kind, actor_id, route, requests, people, last_at)
  select * from unnest(${rows.map(row => row.day)}::date[], ${rows.map(row => row.actor_kind)}::text[],
    ${rows.map(row => row.actor_id)}::text[], ${rows.map(row => row.route)}::text[],
    ${rows.map(row => row.requests)}::int[], ${rows.map(row => row.people)}::bigint[],
    ${rows.map(row => row.last_at)}::timestamptz[])
  on conflict (day, actor_kind, actor_id, route) do update set requests = r.requests + excluded.requests,
    people = r.people + excluded.people, last_at = greatest(r.last_at, excluded.last_at)`.execute(pg);

interface Period {
  readonly actor: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** The newest 500 counts of a period, newest day first, those who read most before others. */
export async function findMaskedReads(
  { pg }: StoreContext,
  { actor, from, to }: Period,
): Promise<Omit<MaskedRead, 'actor'>[]> {
  const { rows } = await sql<Omit<MaskedRead, 'actor' | 'lastAt'> & { lastAt: Date }>`
    select day::text as day, actor_kind as "actorKind", actor_id as "actorId", route, requests, people,
      last_at as "lastAt"
    from masked_reads
    where (${actor}::text is null or actor_id = ${actor}) and (${from}::date is null or day >= ${from}::date)
      and (${to}::date is null or day <= ${to}::date)
    order by day desc, people desc, actor_id, route limit ${mostShown}`.execute(pg);
  return rows.map(row => ({ ...row, lastAt: row.lastAt.toISOString() }));
}
