/** What check-ups say of one customer: the newest one's row, what its scores were made of, and the ones before. */
import { z } from 'zod';
import { nextPurchase, personValueRange } from '../../models/person-outlook.ts';
import type { CustomerFeatures } from '../../records/customer.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';

const iso = (text: string): string => `${text.replace(' ', 'T')}Z`;

type Outlook = CustomerFeatures['outlook'];
type OutlookRow = Record<
  | 'alive'
  | 'chance90'
  | 'chance365'
  | 'chance1095'
  | 'orders365'
  | 'gapDays'
  | 'spread'
  | 'elapsed'
  | 'mean12'
  | 'sd12'
  | 'mean36'
  | 'sd36',
  number | null
> & { readonly valueIs: 'margin' | 'sales' };

function worthOf(mean: number | null, sd: number | null, chance: number | null): Outlook['value12'] {
  if (mean === null || sd === null || chance === null) return null;
  return { mean, ...personValueRange({ mean, sd, chance }) };
}

function outlookOf(row: OutlookRow): Outlook {
  const { gapDays, spread, elapsed } = row;
  const rhythm = gapDays !== null && spread !== null && elapsed !== null;
  return {
    aliveProbability: row.alive,
    orderProbability90: row.chance90,
    orderProbability365: row.chance365,
    expectedOrders365: row.orders365,
    nextPurchase: rhythm ? nextPurchase({ gapDays, spread, elapsedDays: elapsed }) : null,
    value12: worthOf(row.mean12, row.sd12, row.chance365),
    value36: worthOf(row.mean36, row.sd36, row.chance1095),
    valueIs: row.valueIs,
  };
}

type Scores = NonNullable<CustomerFeatures['scores']>;
type FeatureRow = Omit<CustomerFeatures, 'outlook' | 'scores' | 'history' | 'asOf'> &
  OutlookRow &
  Record<'recency' | 'frequency' | 'monetary' | 'valueScore', number | null> &
  Record<'r' | 'f' | 'm' | 'cuts' | 'definition', number> & { readonly at: string };

const shownTimes = 25;

/** The customer's row at each check-up time, newest first. The times lead the table's order, so that each is one seek. */
const loadRows = ({ ch }: StoreContext, id: string): Promise<FeatureRow[]> =>
  ch.query<FeatureRow>(
    factsSql`select toString(as_of) as at, definition_version as definition, stage, tier, rfm_cell as rfmCell, rhythm_band as rhythmBand, occasions,
  toString(last_day) as lastDay, expected_gap_days as expectedGapDays, overdue_probability as overdueProbability,
  main_category as mainCategory, main_channel as mainChannel, toString(stage_since) as stageSince, alive_probability as alive,
  order_probability_90 as chance90, order_probability_365 as chance365, order_probability_1095 as chance1095,
  expected_orders_365 as orders365, expected_gap_days as gapDays, log_gap_spread as spread, elapsed_days as elapsed,
  future_value_12 as mean12, future_value_12_sd as sd12, future_value_36 as mean36, future_value_36_sd as sd36, value_is as valueIs,
  recency_days as recency, frequency, toFloat64(monetary) as monetary, r_score as r, f_score as f, m_score as m,
  value_score as valueScore, cut_version as cuts
from (select * from customer_features where customer_id = ${p.uuid(id)} settings final = 1) as snapshots
order by as_of desc, definition_version desc limit ${p.uint32(shownTimes)}`,
    { tag: 'customer.features', role: 'interactive' },
  );

const tierRule = z.object({
  tierCuts: z.object({ high: z.number(), mid: z.number() }),
  tierMoney: z.object({ high: z.number(), mid: z.number() }).nullish(),
});

async function tiersOf({ pg }: StoreContext, version: number): Promise<Scores['tiers']> {
  const row = await pg
    .selectFrom('cut_versions')
    .select('cuts')
    .where('version', '=', version)
    .executeTakeFirst();
  if (!row) return null;
  const { tierCuts, tierMoney } = tierRule.parse(row.cuts);
  return tierMoney ? { by: 'money', ...tierMoney } : { by: 'score', ...tierCuts };
}

async function scoresOf(ctx: StoreContext, row: FeatureRow): Promise<CustomerFeatures['scores']> {
  const { recency, frequency, monetary, valueScore, r, f, m, cuts } = row;
  if (recency === null || frequency === null || monetary === null || valueScore === null || r === 0)
    return null;
  const found = { recencyDays: recency, frequency, monetary, r, f, m, valueScore, cutVersion: cuts };
  return { ...found, tiers: await tiersOf(ctx, cuts) };
}

/** The first day of the unbroken run of times with the stage of now, or what the newest time itself says where that is earlier. */
function sinceOf(rows: readonly FeatureRow[]): string | null {
  const [newest] = rows;
  if (!newest?.stageSince) return null;
  const other = rows.findIndex(row => row.stage !== newest.stage);
  const first = rows[(other < 0 ? rows.length : other) - 1]?.at.slice(0, 10) ?? newest.stageSince;
  return first < newest.stageSince ? first : newest.stageSince;
}

/** Null before the first check-up, and for whom none has seen yet. */
export async function findFeatures(ctx: StoreContext, id: string): Promise<CustomerFeatures | null> {
  const all = await loadRows(ctx, id);
  const rows = all.filter(row => row.definition === all[0]?.definition);
  const [row] = rows;
  if (!row) return null;
  const { stage, tier, rfmCell, rhythmBand, occasions, lastDay, mainCategory, mainChannel } = row;
  const named = { stage, tier, rfmCell, rhythmBand, occasions, lastDay, mainCategory, mainChannel };
  const { expectedGapDays, overdueProbability } = row;
  return {
    asOf: iso(row.at),
    ...named,
    stageSince: sinceOf(rows),
    expectedGapDays,
    overdueProbability,
    outlook: outlookOf(row),
    scores: await scoresOf(ctx, row),
    history: rows.slice(1).map(then => ({
      asOf: iso(then.at),
      stage: then.stage,
      tier: then.tier,
      rfmCell: then.rfmCell,
      valueScore: then.valueScore,
      aliveProbability: then.alive,
      value12: then.mean12,
    })),
  };
}
