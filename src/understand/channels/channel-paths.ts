/** Paths of messages to purchases: their steps, who assists and who comes last, and the matrix of sales channels. */
import type { ChannelPaths, ChannelSwitching } from '../../records/channel-summary.ts';
import { shareOf } from './channel-conflicts.ts';

/** Messages further apart belong to two paths; a purchase this long after the last message belongs to none. */
export const pathGapDays = 30;
/** Steps of a path that are kept, its last ones. */
export const pathSteps = 20;
const shownPaths = 20;
/** Fewer closed paths say nothing about a way. */
const leastPaths = 30;

export interface PathCounts {
  readonly path: readonly string[];
  readonly converted: number;
  readonly lost: number;
}

export interface PathInput {
  readonly rows: readonly {
    readonly path: readonly string[];
    readonly converted: string | number;
    readonly lost: string | number;
    readonly open: string | number;
    readonly cut: string | number;
  }[];
  readonly times: { readonly quantiles: readonly number[]; readonly n: string | number };
}

/** Steps of closed paths, one from the start and one into the end for each path: every row in equals its rows out. */
export function stepsOf(paths: readonly PathCounts[]): ChannelPaths['steps'] {
  const found = new Map<string, ChannelPaths['steps'][number]>();
  const add = (step: Omit<ChannelPaths['steps'][number], 'n'>, n: number) => {
    const key = JSON.stringify([step.from, step.to, step.kind]);
    found.set(key, { ...step, n: (found.get(key)?.n ?? 0) + n });
  };
  for (const { path, converted, lost } of paths) {
    for (const [at, to] of path.entries())
      add({ from: at === 0 ? null : (path[at - 1] ?? null), to, kind: 'channel' }, converted + lost);
    const last = path.at(-1) ?? null;
    if (converted > 0) add({ from: last, to: '', kind: 'conversion' }, converted);
    if (lost > 0) add({ from: last, to: '', kind: 'none' }, lost);
  }
  return [...found.values()].filter(step => step.n > 0).sort((a, b) => b.n - a.n);
}

/** Of each channel: closed paths it is in, purchases it came last before, and purchases it only helped towards. */
export function assistsOf(paths: readonly PathCounts[]): ChannelPaths['assists'] {
  const channels = [...new Set(paths.flatMap(({ path }) => path))];
  const sum = (holds: (path: readonly string[]) => boolean, of: (row: PathCounts) => number) =>
    paths.reduce((total, row) => total + (holds(row.path) ? of(row) : 0), 0);
  return channels
    .map(channel => {
      const inIt = (path: readonly string[]) => path.includes(channel);
      const last = sum(
        path => path.at(-1) === channel,
        row => row.converted,
      );
      const assisted = sum(
        path => inIt(path) && path.at(-1) !== channel,
        row => row.converted,
      );
      return {
        channel,
        paths: sum(inIt, row => row.converted + row.lost),
        last,
        assisted,
        ratio: last > 0 ? assisted / last : null,
      };
    })
    .sort((a, b) => b.paths - a.paths);
}

/** Paths with their ends, steps and assists; `too-few` and without rates under thirty closed ones. */
export function pathsOf({ rows, times }: PathInput): ChannelPaths {
  const counted = rows.map(row => ({
    path: row.path,
    converted: Number(row.converted),
    lost: Number(row.lost),
  }));
  const total = (of: 'converted' | 'lost' | 'open' | 'cut') =>
    rows.reduce((sum, row) => sum + Number(row[of]), 0);
  const [converted, lost] = [total('converted'), total('lost')];
  const closed = counted.filter(row => row.converted + row.lost > 0);
  const enough = converted + lost >= leastPaths;
  const [p25 = 0, p50 = 0, p75 = 0, p90 = 0] = times.quantiles;
  return {
    status: rows.length === 0 ? 'no-touches' : enough ? 'ok' : 'too-few',
    gapDays: pathGapDays,
    converted,
    lost,
    open: total('open'),
    truncated: total('cut'),
    rate: shareOf(converted, converted + lost),
    paths: closed
      .slice(0, shownPaths)
      .map(row => ({ channels: [...row.path], converted: row.converted, lost: row.lost })),
    steps: stepsOf(closed),
    assists: assistsOf(closed),
    daysToConvert: Number(times.n) >= leastPaths ? { p25, p50, p75, p90 } : null,
  };
}

/** The switching matrix: rows add up to the repeat purchases of their channel. */
export function switchingOf({
  rows,
  times,
}: {
  readonly rows: readonly { readonly from: string; readonly to: string; readonly n: string | number }[];
  readonly times: readonly { readonly from: string; readonly days: readonly number[] }[];
}): ChannelSwitching {
  const totals = new Map<string, number>();
  for (const row of rows) totals.set(row.from, (totals.get(row.from) ?? 0) + Number(row.n));
  return {
    purchases: [...totals.values()].reduce((sum, n) => sum + n, 0),
    rows: [...totals]
      .sort((a, b) => b[1] - a[1])
      .map(([from, n]) => ({
        from,
        n,
        medianDays: times.find(time => time.from === from)?.days[0] ?? null,
        to: rows
          .filter(row => row.from === from)
          .map(row => ({ channel: row.to, n: Number(row.n), share: shareOf(Number(row.n), n) }))
          .sort((a, b) => b.n - a.n),
      })),
  };
}
