/** Sums by day for the festivals of a review: one pass over three columns of the run's lines. */
import { tenThousandths } from '../../kernel/decimal4.ts';
import { currencyExponent } from '../../kernel/money.ts';
import { isByMonth, sourceName } from '../../records/activity.ts';
import type { ReviewChanges } from '../../records/review-change.ts';
import type { ReviewFestivals } from '../../records/review-festival.ts';
import type { SalesDefinition } from '../../records/sales-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { FeaturesRun } from '../compute-features.store.ts';
import { type LineSource, linesFrom } from '../review-lines.store.ts';
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

/** Sources whose lines stand under the day of what was done; null where all do. */
function byDay({ lines: { definition } }: LineSource): SalesDefinition['activities'] | null {
  const daily = definition.activities.filter(source => !isByMonth(source));
  return daily.length < definition.activities.length ? daily : null;
}

/** The statement of the days as a person can run it. */
export function festivalStatement({ source, asOfDay }: Pick<FeaturesRun, 'source' | 'asOfDay'>): FactsSql {
  const daily = byDay(source);
  return daysSql(daily && daily.length > 0 ? linesFrom(source, daily).shown : source.shown, asOfDay);
}

async function loadDays(
  { ch }: Pick<StoreContext, 'ch'>,
  lines: FactsSql,
  { asOfDay, currency }: { asOfDay: string; currency: string },
): Promise<ReadonlyMap<string, DaySums>> {
  const scale = 10 ** (4 - currencyExponent(currency));
  const rows = await ch.query<Row>(daysSql(lines, asOfDay), { tag: 'festivals.days', role: 'batch' });
  return new Map(
    rows.map(row => [
      row.sold_on,
      {
        net: Number(tenThousandths(row.net)) / scale,
        orders: Number(row.orders),
        squares: Number(row.squares) * 100 ** currencyExponent(currency),
      },
    ]),
  );
}

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
  ctx: Pick<StoreContext, 'ch'>,
  run: Pick<FeaturesRun, 'source' | 'asOfDay'>,
  { changes, firstDay }: { changes: ReviewChanges; firstDay: string | null },
): Promise<ReviewFestivals> {
  const { currency, activities } = run.source.lines.definition;
  const { historyDays } = changes;
  const daily = byDay(run.source);
  if (daily?.length === 0) return { currency, historyDays, festivals: [], laidByMonth: true, aligned: null };
  const asked = { asOfDay: run.asOfDay, currency };
  const all = await loadDays(ctx, run.source.drafted, asked);
  const together = togetherOf(changes, all);
  const shared = { currency, asOfDay: run.asOfDay, historyDays, together };
  if (!daily) return festivalsOf({ ...shared, firstDay, days: all });
  // What is told by month may go further back than what is not.
  const days = await loadDays(ctx, linesFrom(run.source, daily).own, asked);
  const first = [...days.keys()][0] ?? null;
  const leftOut = activities.filter(isByMonth).map(sourceName);
  return { ...festivalsOf({ ...shared, firstDay: first, days }), leftOut };
}
