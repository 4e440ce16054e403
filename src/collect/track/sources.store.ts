/** Where events come from: each key that may send and each source that did, with when, how many and how many refused. */
import { sql } from 'kysely';
import type { TrackingSource } from '../../records/tracking-source.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';

type Key = NonNullable<TrackingSource['key']>;

interface KeyRow extends Omit<Key, 'createdAt' | 'lastUsedAt'> {
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** The newest key of each name that may send. */
async function findKeys({ pg, machineNow }: StoreContext): Promise<Map<string, Key>> {
  const { rows } = await sql<KeyRow>`
    select distinct on (name) name, scope, prefix, created_at as "createdAt", last_used_at as "lastUsedAt",
      case when revoked_at is not null then 'revoked' when expires_at < ${machineNow()} then 'expired' else 'live' end as state
    from api_keys where scope in ('track', 'manage')
    order by name, revoked_at is not null, created_at desc`.execute(pg);
  return new Map(
    rows.map(({ name, createdAt, lastUsedAt, ...key }) => [
      name,
      { ...key, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null },
    ]),
  );
}

async function countRefused({ pg }: StoreContext): Promise<Map<string, number>> {
  const { rows } = await sql<{ source: string; n: number }>`
    select source, count(*)::int as n from event_quarantine where state = 'waiting' group by source`.execute(
    pg,
  );
  return new Map(rows.map(({ source, n }) => [source, n]));
}

type Counts = Pick<TrackingSource, 'last' | 'minutes5' | 'hour' | 'day' | 'days30' | 'departing' | 'hours'>;

const none: Counts = {
  last: null,
  minutes5: 0,
  hour: 0,
  day: 0,
  days30: 0,
  departing: 0,
  hours: Array.from({ length: 24 }, () => 0),
};

interface CountRow {
  readonly source: string;
  readonly at: string;
  readonly type: string;
  readonly event: string;
  readonly m5: string;
  readonly h1: string;
  readonly d1: string;
  readonly d30: string;
  readonly departing: string;
  readonly hours: string[];
}

const minuteMs = 60_000;

async function countEvents({ ch }: StoreContext, now: Date): Promise<Map<string, Counts>> {
  const ago = (minutes: number) => p.dateTime(new Date(now.getTime() - minutes * minuteMs));
  const day = ago(24 * 60);
  const rows = await ch.query<CountRow>(
    factsSql`select source, toString(max(received_at)) as at, argMax(kind, received_at) as type,
  argMax(event, received_at) as event, countIf(received_at > ${ago(5)}) as m5, countIf(received_at > ${ago(60)}) as h1,
  countIf(received_at > ${day}) as d1, count() as d30, countIf(received_at > ${day} and notEmpty(violations)) as departing,
  sumForEach(if(received_at > ${day}, arrayMap(hour -> toUInt64(hour = least(23, intDiv(dateDiff('second', ${day}, received_at), 3600))), range(24)),
    arrayWithConstant(24, toUInt64(0)))) as hours
from events where received_at > ${ago(30 * 24 * 60)} group by source`,
    { tag: 'events.sources', role: 'interactive' },
  );
  return new Map(
    rows.map(row => [
      row.source,
      {
        last: { at: `${row.at.replace(' ', 'T')}Z`, type: row.type, event: row.event },
        minutes5: Number(row.m5),
        hour: Number(row.h1),
        day: Number(row.d1),
        days30: Number(row.d30),
        departing: Number(row.departing),
        hours: row.hours.map(Number),
      },
    ]),
  );
}

/** Every source, those that sent last first. One pass over 30 days of events. */
export async function findSources(ctx: StoreContext, now: Date): Promise<TrackingSource[]> {
  const [keys, counts, refused] = await Promise.all([
    findKeys(ctx),
    countEvents(ctx, now),
    countRefused(ctx),
  ]);
  const isShown = (key: Key | undefined, source: string) =>
    counts.has(source) || refused.has(source) || key?.state === 'live';
  const names = [...new Set([...keys.keys(), ...counts.keys(), ...refused.keys()])];
  return names
    .filter(source => isShown(keys.get(source), source))
    .map(source => ({
      source,
      key: keys.get(source) ?? null,
      ...(counts.get(source) ?? none),
      refused: refused.get(source) ?? 0,
    }))
    .sort((a, b) => (b.last?.at ?? '').localeCompare(a.last?.at ?? '') || a.source.localeCompare(b.source));
}
