/** A product's own season, as far as its months can tell it from chance: taken out before a trend is read. */
import { medianOfSorted } from '../math/rank-trend.ts';

export interface SeasonPoint {
  readonly x: number;
  readonly y: number;
  /** 0–11. */
  readonly monthOfYear: number;
}

const leastSpan = 24;
const median = (values: readonly number[]) => medianOfSorted([...values].sort((a, b) => a - b));

/** What a centred year leaves: the trend is a median over the months within half a year, whatever its shape. */
function withoutTrend(points: readonly SeasonPoint[]): number[] {
  return points.map(
    ({ x, y }) => y - median(points.filter(each => Math.abs(each.x - x) <= 6).map(each => each.y)),
  );
}

/**
 * The points less their season: means by month of the year, shrunk by what differs between years anyway (variance
 * components, so that pure noise is left nearly untouched). Series under 24 months come back as they are. Cost O(n²).
 */
export function seasonless(points: readonly SeasonPoint[]): { x: number; y: number }[] {
  const plain = points.map(({ x, y }) => ({ x, y }));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || last.x - first.x + 1 < leastSpan) return plain;
  const rest = withoutTrend(points);
  const groups = Map.groupBy(
    points.map((point, index) => ({ month: point.monthOfYear, rest: rest[index] as number })),
    each => each.month,
  );
  const means = new Map<number, { mean: number; n: number }>();
  let [within, freedom] = [0, 0];
  for (const [month, group] of groups) {
    const mean = group.reduce((sum, each) => sum + each.rest, 0) / group.length;
    means.set(month, { mean, n: group.length });
    within += group.reduce((sum, each) => sum + (each.rest - mean) ** 2, 0);
    freedom += group.length - 1;
  }
  const noise = freedom > 0 ? within / freedom : 0;
  const all = [...means.values()];
  const centre = all.reduce((sum, each) => sum + each.mean, 0) / all.length;
  const spread = all.reduce((sum, each) => sum + (each.mean - centre) ** 2, 0) / Math.max(1, all.length - 1);
  const between = Math.max(0, spread - (noise * all.length) / points.length);
  return points.map(({ x, y, monthOfYear }) => {
    const { mean, n } = means.get(monthOfYear) ?? { mean: centre, n: 1 };
    const kept = between > 0 ? between / (between + noise / n) : 0;
    return { x, y: y - (mean - centre) * kept };
  });
}
