/** Pure choices of a features run: the window of a new customer and the table of trend thresholds. */
import type { GapFit } from '../models/gap-model.ts';
import { trendThresholds } from '../models/rate-trend.ts';
import { type RepeatTimes, repeatTimeQuantile } from '../models/repeat-time.ts';
import type { RhythmModel } from '../records/review.ts';
import { addDays, operationalDays, type SeasonalClock } from './seasonal-clock.ts';

export interface NewWindow {
  readonly days: number | null;
  readonly from: RhythmModel['newWindowFrom'];
}

/** z of the 75th percentile: the fallback takes the same share of the modelled gap. */
const upperQuartile = 0.6744897501960817;

/**
 * How long after the first purchase a customer is new: the time by which three quarters of first buyers have come
 * back; where too few ever do, the 75th percentile of a typical repeat buyer's gap; without a model no end is known.
 */
export function newWindow(times: readonly RepeatTimes[], fit: GapFit): NewWindow {
  const seen = repeatTimeQuantile(times, 0.75);
  if (seen !== null) return { days: seen, from: 'kaplan-meier' };
  if (fit.status !== 'ok') return { days: null, from: 'none' };
  const days = Math.exp(fit.mu + upperQuartile * Math.hypot(fit.sigma, fit.tau));
  return { days: Math.round(days), from: 'rhythm-model' };
}

const periodDays = 30;
const pairKey = (periods: number, older: number) => periods * 100_000 + older;

/**
 * Trend thresholds of each (30-day periods of tenure, older repeats) that occurs. The recent window is the later half
 * of the tenure, at most six periods; both are measured on the operational clock, so that a season is no trend.
 */
export function trendTable(
  pairs: readonly { periods: number; older: number }[],
  clock: SeasonalClock,
  asOfDay: string,
): TrendTable {
  const thresholds = pairs.map(({ periods, older }) => {
    const recentFrom = addDays(asOfDay, -periodDays * Math.min(6, Math.floor(periods / 2)));
    const olderFrom = addDays(asOfDay, -periodDays * periods);
    return trendThresholds({
      older,
      recentDays: Math.max(1, operationalDays(clock, recentFrom, asOfDay)),
      olderDays: Math.max(1, operationalDays(clock, olderFrom, recentFrom)),
    });
  });
  return {
    keys: pairs.map(({ periods, older }) => pairKey(periods, older)),
    growingFrom: thresholds.map(each => each.growingFrom),
    decliningTo: thresholds.map(each => each.decliningTo),
  };
}

export interface TrendTable {
  /** periods · 100,000 + older repeats. */
  readonly keys: readonly number[];
  readonly growingFrom: readonly number[];
  readonly decliningTo: readonly number[];
}

/** What the review says about the rhythm model. */
export function rhythmOf(fit: GapFit, window: NewWindow, clock: SeasonalClock): RhythmModel {
  const shared = {
    customersWithGaps: fit.customers,
    gaps: fit.gaps,
    newWindowDays: window.days,
    newWindowFrom: window.from,
    seasonalClock: clock.kind,
  };
  if (fit.status !== 'ok') {
    return {
      status: 'insufficient',
      sigma: null,
      tau: null,
      stop: null,
      logLikelihood: null,
      typicalGapDays: [],
      ...shared,
    };
  }
  const gap = (category: string, mu: number, customers: number) => ({
    category,
    days: Math.round(Math.exp(mu) * 10) / 10,
    customers,
  });
  const byCategory = Object.entries(fit.muByCategory).map(([category, mu]) =>
    gap(category, mu, fit.customersByCategory[category] ?? 0),
  );
  return {
    status: 'ok',
    sigma: fit.sigma,
    tau: fit.tau,
    stop: fit.stop,
    logLikelihood: Math.round(fit.logLikelihood * 100) / 100,
    typicalGapDays: [gap('', fit.mu, fit.customers), ...byCategory],
    ...shared,
  };
}
