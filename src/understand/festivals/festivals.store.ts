/** Sums by day for the festivals of a review: one pass over three columns of the run's lines. */
import { tenThousandths } from '../../kernel/decimal4.ts';
import { currencyExponent } from '../../kernel/money.ts';
import type { ReviewChanges } from '../../records/review-change.ts';
import type { ReviewFestivals } from '../../records/review-festival.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { FeaturesRun } from '../compute-features.store.ts';
import { addDays } from '../seasonal-clock.ts';
import { type DaySums, festivalsOf, sumsOf } from './festival-sales.ts';

type Row = Record<'sold_on' | 'net' | 'orders' | 'squares', string>;

/** Five festivals back and the window before the oldest. */
const keptDays = 6 * 366;

const daysSql = (lines: FactsSql, asOfDay: string): FactsSql =>
  factsSql`select toString(booked_day) as sold_on, sum(net_amount) as net, uniqExactIf(order_key, is_refund = 0) as orders,
  sum(toDecimal128(pow(toFloat64(net_amount), 2), 4)) as squares
from ${lines} as lines where booked_day >= ${p.date(addDays(asOfDay, -keptDays))} and booked_day < ${p.date(asOfDay)}
group by booked_day order by booked_day`;

/** The statement of the days as a person can run it. */
export const festivalStatement = ({ source, asOfDay }: Pick<FeaturesRun, 'source' | 'asOfDay'>): FactsSql =>
  daysSql(source.shown, asOfDay);

/** How much more customers vary than their lines, over the longest comparison of the review. */
function togetherOf({ changes }: ReviewChanges, days: ReadonlyMap<string, DaySums>): number | null {
  const longest = changes[0];
  if (!longest) return null;
  const lines = sumsOf(days, longest.before).squares + sumsOf(days, longest.after).squares;
  const customers = ((longest.noise.hi - longest.noise.lo) / 2 / 1.959964) ** 2;
  return lines > 0 ? Math.max(1, customers / lines) : null;
}

/** The chapter of a run whose draft lines still stand and whose comparisons are made. */
export async function loadFestivals(
  { ch }: Pick<StoreContext, 'ch'>,
  run: Pick<FeaturesRun, 'source' | 'asOfDay'>,
  { changes, firstDay }: { changes: ReviewChanges; firstDay: string | null },
): Promise<ReviewFestivals> {
  const { currency, activities } = run.source.lines.definition;
  if (activities.every(({ kind }) => kind === 'balance' || kind === 'subscription'))
    return { currency, historyDays: changes.historyDays, festivals: [], laidByMonth: true, aligned: null };
  const scale = 10 ** (4 - currencyExponent(currency));
  const rows = await ch.query<Row>(daysSql(run.source.drafted, run.asOfDay), {
    tag: 'festivals.days',
    role: 'batch',
  });
  const days = new Map(
    rows.map(row => [
      row.sold_on,
      {
        net: Number(tenThousandths(row.net)) / scale,
        orders: Number(row.orders),
        squares: Number(row.squares) * 100 ** currencyExponent(currency),
      },
    ]),
  );
  return festivalsOf({
    currency,
    asOfDay: run.asOfDay,
    firstDay,
    historyDays: changes.historyDays,
    days,
    together: togetherOf(changes, days),
  });
}
