/** Coverage rolled up from counts by region, tier, stage and media: sets are counted, never added over media. */
import type { ChannelCoverage, ReachCounts, ReachMedium } from '../../records/channel-summary.ts';
import { reachMedia } from '../../records/channel-summary.ts';
import { valueTiers } from '../../records/feature.ts';

/** Customers with these bits of media; a number as the engine writes it. */
export interface ReachRow {
  readonly region: string;
  readonly tier: string;
  readonly stage: string;
  readonly reachable: number | string;
  readonly consented: number | string;
  readonly deliverable: number | string;
  readonly customers: number | string;
}

const bitOf = (medium: ReachMedium): number => 1 << reachMedia.indexOf(medium);
const steps = ['reachable', 'consented', 'deliverable'] as const;

const countOf = (rows: readonly ReachRow[], holds: (row: ReachRow) => boolean): number =>
  rows.reduce((sum, row) => sum + (holds(row) ? Number(row.customers) : 0), 0);

const all = (rows: readonly ReachRow[]) => countOf(rows, () => true);

/** How many the media of `bits` reach at each step: any of them is enough. */
function reachOf(rows: readonly ReachRow[], bits: number): ReachCounts {
  const [reachable = 0, consented = 0, deliverable = 0] = steps.map(step =>
    countOf(rows, row => (Number(row[step]) & bits) !== 0),
  );
  return { reachable, consented, deliverable };
}

function groupedBy(rows: readonly ReachRow[], key: (row: ReachRow) => string): Map<string, ReachRow[]> {
  const groups = new Map<string, ReachRow[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** The whole coverage of a base. Every count is of all customers, so none has an interval. */
export function coverageOf(rows: readonly ReachRow[], computedAt: Date): ChannelCoverage {
  const every = reachMedia.reduce((bits, medium) => bits | bitOf(medium), 0);
  const tierOf = (row: ReachRow) => valueTiers.find(tier => tier === row.tier) ?? 'none';
  const cells = groupedBy(rows, row => `${tierOf(row)} ${row.region}`);
  const combos = Array.from({ length: every + 1 }, (_, bits) => ({
    media: reachMedia.filter(medium => bits & bitOf(medium)),
    customers: countOf(rows, row => Number(row.deliverable) === bits),
  }));
  return {
    computedAt: computedAt.toISOString(),
    target: all(rows),
    any: reachOf(rows, every),
    media: reachMedia.map(medium => ({
      medium,
      ...reachOf(rows, bitOf(medium)),
      alone: countOf(rows, row => Number(row.deliverable) === bitOf(medium)),
    })),
    combos: combos
      .filter(combo => combo.customers > 0)
      .sort(
        (a, b) => Number(a.media.length === 0) - Number(b.media.length === 0) || b.customers - a.customers,
      ),
    cells: [...cells.values()]
      .map(own => ({
        region: own[0]?.region ?? '',
        tier: own[0] ? tierOf(own[0]) : ('none' as const),
        customers: all(own),
        ...reachOf(own, every),
      }))
      .sort((a, b) => b.customers - a.customers || a.region.localeCompare(b.region, 'zh')),
    stages: [...groupedBy(rows, row => row.stage)]
      .map(([stage, own]) => ({ stage, customers: all(own), ...reachOf(own, every) }))
      .sort((a, b) => b.customers - a.customers),
  };
}
