/** Campaigns that approach the same people within seven days, for the waterfall and the calendar. */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { StateTables } from '../store/state/tables.ts';

export interface Overlap {
  readonly campaign: string;
  readonly title: string;
  readonly people: number;
  readonly startsAt: string;
}

interface OverlapRow {
  readonly campaign: string;
  readonly title: string;
  readonly people: number;
  readonly startsAt: Date;
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
    select c.name as campaign, c.title, count(*)::int as people, min(a.slot_at) as "startsAt"
    from draft_audience d
    join campaign_audience a on a.customer_id = d.customer_id and a.arm = 'treatment'
      and a.slot_at between d.slot_at - interval '7 days' and d.slot_at + interval '7 days'
      and a.would_send is not false
    join campaigns c on c.campaign_id = a.campaign_id and ${approaches('c')}
    where d.reason is null and d.bucket >= ${of.controlBuckets} and a.campaign_id <> ${of.campaignId}
    group by c.name, c.title order by people desc`.execute(trx);
  return rows.map(withIso);
}

/** For each launched campaign in a period, the others that reach the same people within seven days of it. */
export async function loadCalendarOverlaps(
  db: Kysely<StateTables>,
  period: { from: Date; to: Date },
): Promise<Map<string, Overlap[]>> {
  const { rows } = await sql<OverlapRow & { of: string }>`
    select c1.name as of, c2.name as campaign, c2.title, count(*)::int as people, min(a2.slot_at) as "startsAt"
    from campaign_audience a1
    join campaigns c1 on c1.campaign_id = a1.campaign_id and ${approaches('c1')}
    join campaign_audience a2 on a2.customer_id = a1.customer_id and a2.campaign_id <> a1.campaign_id
      and a2.arm = 'treatment' and a2.would_send is not false
      and a2.slot_at between a1.slot_at - interval '7 days' and a1.slot_at + interval '7 days'
    join campaigns c2 on c2.campaign_id = a2.campaign_id and ${approaches('c2')}
    where a1.arm = 'treatment' and a1.would_send is not false
      and a1.slot_at between ${period.from} and ${period.to}
    group by 1, 2, 3 order by people desc`.execute(db);
  const found = new Map<string, Overlap[]>();
  for (const { of, ...row } of rows) found.set(of, [...(found.get(of) ?? []), withIso(row)]);
  return found;
}
