/** Campaigns that approach the same people within seven days, for the waterfall and the calendar. */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { StateTables } from '../store/state/tables.ts';

export interface Overlap {
  readonly campaign: string;
  readonly title: string;
  readonly people: number;
  readonly startsAt: string;
  /** One of the two is not launched: its list is counted, before consent, caps and control. */
  readonly planned: boolean;
}

interface OverlapRow {
  readonly campaign: string;
  readonly title: string;
  readonly people: number;
  readonly startsAt: Date;
  readonly planned: boolean;
}

/** Whether a campaign writes to people at all: a canceled one no longer does, arms drawn for history never did. */
const approaches = (campaign: 'c' | 'c1' | 'c2') => {
  const table = sql.ref(campaign);
  return sql`${table}.state <> 'canceled'
    and (${table}.definition -> 'audience' ->> 'retrospective') is distinct from 'true'`;
};

const withIso = (row: OverlapRow): Overlap => ({ ...row, startsAt: row.startsAt.toISOString() });

/**
 * Other launched campaigns that reach people of `draft_audience` of this transaction within seven days of their own slot
 * in the draft. The draft's control (buckets below `controlBuckets`) is not approached and does not count.
 */
export async function loadOverlaps(
  trx: Transaction<StateTables>,
  of: { campaignId: string; controlBuckets: number },
): Promise<Overlap[]> {
  const { rows } = await sql<OverlapRow>`
    select c.name as campaign, c.title, count(*)::int as people, min(a.slot_at) as "startsAt", false as planned
    from draft_audience d
    join campaign_audience a on a.customer_id = d.customer_id and a.arm = 'treatment'
      and a.slot_at between d.slot_at - interval '7 days' and d.slot_at + interval '7 days'
      and a.would_send is not false
    join campaigns c on c.campaign_id = a.campaign_id and ${approaches('c')}
    where d.reason is null and d.bucket >= ${of.controlBuckets} and a.campaign_id <> ${of.campaignId}
    group by c.name, c.title order by people desc`.execute(trx);
  return rows.map(withIso);
}

/** How near two approaches of one person may be before the calendar warns. */
const near = sql`interval '7 days'`;

/**
 * Who is approached when, in campaigns that touch the period: launched ones by the slots of the people they write to;
 * planned ones (draft or approved, not over) by the newest list of their segment and the hours it is spread over,
 * before consent, caps and control, which are only judged at launch.
 */
const approachedIn = (period: { from: Date; to: Date; now: Date }) => sql`
  select a.campaign_id, a.customer_id, a.slot_at as first_at, a.slot_at as last_at, false as planned
  from campaign_audience a join campaigns c on c.campaign_id = a.campaign_id and ${approaches('c')}
  where a.arm = 'treatment' and a.would_send is not false
    and a.slot_at between ${period.from}::timestamptz - ${near} and ${period.to}::timestamptz + ${near}
  union all
  select p.campaign_id, m.customer_id, p.first_at, p.last_at, true
  from (
    select c.campaign_id, s.snapshot_id, greatest(t.starts_at, ${period.now}::timestamptz) as first_at, t.ends_at as last_at
    from campaigns c
    cross join lateral (
      select (c.definition -> 'schedule' ->> 'startsAt')::timestamptz as starts_at,
        (c.definition -> 'schedule' ->> 'startsAt')::timestamptz
          + make_interval(secs => (c.definition -> 'schedule' ->> 'spreadHours')::float8 * 3600) as ends_at
    ) t
    join segments g on g.name = c.definition -> 'audience' ->> 'segment'
    cross join lateral (
      select snapshot_id from segment_snapshots s where s.segment_id = g.segment_id
      order by s.created_at desc, s.snapshot_id desc limit 1
    ) s
    where c.state in ('draft', 'approved') and ${approaches('c')} and t.ends_at >= ${period.now}
      and t.starts_at <= ${period.to}::timestamptz + ${near} and t.ends_at >= ${period.from}::timestamptz - ${near}
  ) p
  join segment_snapshot_members m on m.snapshot_id = p.snapshot_id`;

/**
 * For each campaign that approaches people in a period, launched or planned, the others that reach the same people
 * within seven days of it, with how many. Where one of the two is only planned (`planned`), that is at most how many.
 * Cost: one hash join of the people of campaigns within seven days of the period with themselves.
 */
export async function loadCalendarOverlaps(
  db: Kysely<StateTables>,
  period: { from: Date; to: Date; now: Date },
): Promise<Map<string, Overlap[]>> {
  const { rows } = await sql<OverlapRow & { of: string }>`
    with approached as materialized (${approachedIn(period)})
    select c1.name as of, c2.name as campaign, c2.title, count(distinct a1.customer_id)::int as people,
      min(a2.first_at) as "startsAt", bool_or(a1.planned or a2.planned) as planned
    from approached a1
    join approached a2 on a2.customer_id = a1.customer_id and a2.campaign_id <> a1.campaign_id
      and a2.first_at <= a1.last_at + ${near} and a2.last_at >= a1.first_at - ${near}
    join campaigns c1 on c1.campaign_id = a1.campaign_id
    join campaigns c2 on c2.campaign_id = a2.campaign_id
    where a1.last_at >= ${period.from} and a1.first_at <= ${period.to}
    group by 1, 2, 3 order by people desc, campaign`.execute(db);
  const found = new Map<string, Overlap[]>();
  for (const { of, ...row } of rows) found.set(of, [...(found.get(of) ?? []), withIso(row)]);
  return found;
}
