/**
 * Turns the distribution of the buyers into frozen cut points: quintiles whose duplicates collapse, medians for the
 * eight cells, and percentile grids for the value score. Pure; scores themselves are compared in SQL.
 */
import type { CutChoice } from '../records/cut-choice.ts';
import { defaultCutChoice } from '../records/cut-choice-default.ts';
import type { CutPoints } from '../records/review.ts';

/** Percentile of a value: the share of the buyers at or below the largest grid value that does not exceed it. */
export interface PercentileGrid {
  readonly values: readonly number[];
  readonly shares: readonly number[];
}

/** What is kept with a version so that a score can be computed again at any later time. */
export interface FrozenCuts extends CutPoints {
  readonly grids: {
    readonly value: PercentileGrid;
    readonly frequency: PercentileGrid;
    readonly loyalty: PercentileGrid;
  };
}

export interface BuyerDistribution {
  readonly buyers: number;
  /** Type-7 quantiles at .2 .4 .6 .8 and the median, by feature. */
  readonly recency: { readonly quintiles: readonly number[]; readonly median: number };
  readonly frequency: { readonly quintiles: readonly number[]; readonly median: number };
  readonly monetary: { readonly quintiles: readonly number[]; readonly median: number };
  readonly topFrequency: number;
}

export type RfmCuts = Pick<
  CutPoints,
  'recencyDays' | 'frequency' | 'monetary' | 'effectiveLevels' | 'frequencyRule' | 'medians'
>;

/** Frequencies 1 | 2 | 3–4 | 5–9 | 10+: upper ends of all levels but the last. */
const fixedFrequencyCuts = [1, 2, 4, 9];

const distinct = (cuts: readonly number[]): number[] => [...new Set(cuts)].sort((a, b) => a - b);

/** Levels a list of cuts really parts the buyers into. */
const levelsOf = (cuts: readonly number[], top: number) => 1 + cuts.filter(cut => cut < top).length;

/**
 * Cut points of R, F and M. Score = 1 + #{cut < x}, so equal values always share a score and equal cuts count once.
 * With fewer than three levels of frequency the fixed cuts stand in, and "frequent" means two or more.
 */
export function rfmCuts(distribution: BuyerDistribution): RfmCuts {
  const recencyDays = distinct(distribution.recency.quintiles);
  const monetary = distinct(distribution.monetary.quintiles);
  const quintiles = distinct(distribution.frequency.quintiles);
  const tooFew = levelsOf(quintiles, distribution.topFrequency) < 3;
  const frequency = tooFew ? fixedFrequencyCuts : quintiles;
  return {
    recencyDays,
    frequency,
    monetary,
    effectiveLevels: {
      r: 1 + recencyDays.length,
      f: levelsOf(frequency, distribution.topFrequency),
      m: 1 + monetary.length,
    },
    frequencyRule: tooFew ? 'fixed-1-2-3-5-10' : 'quintiles',
    medians: {
      recencyDays: distribution.recency.median,
      // "Frequent" is above the median; below 2 it would call a single purchase frequent.
      frequency: tooFew ? 1 : distribution.frequency.median,
      monetary: distribution.monetary.median,
    },
  };
}

/** The buyers' cuts with what the organisation fixed itself laid over them. */
export function chosenCuts(
  own: RfmCuts,
  choice: CutChoice,
  topFrequency: number,
): RfmCuts & Pick<CutPoints, 'tierMoney' | 'tierShares' | 'chosen'> {
  const { cells, tiers } = choice;
  const recencyDays = choice.recencyDays ?? own.recencyDays;
  const frequency = choice.frequency ?? own.frequency;
  const monetary = choice.monetary ?? own.monetary;
  const chosen: CutPoints['chosen'] = [];
  for (const part of ['recencyDays', 'frequency', 'monetary'] as const) if (choice[part]) chosen.push(part);
  if (Object.values(cells).some(border => border !== null)) chosen.push('cells');
  const { high, mid } = defaultCutChoice.tiers;
  if (tiers.by === 'money' || tiers.high !== high || tiers.mid !== mid) chosen.push('tiers');
  return {
    recencyDays: [...recencyDays],
    frequency: [...frequency],
    monetary: [...monetary],
    effectiveLevels: {
      r: 1 + recencyDays.length,
      f: levelsOf(frequency, topFrequency),
      m: 1 + monetary.length,
    },
    frequencyRule: choice.frequency ? 'chosen' : own.frequencyRule,
    medians: {
      recencyDays: cells.recencyDays ?? own.medians.recencyDays,
      frequency: cells.frequency ?? own.medians.frequency,
      monetary: cells.monetary ?? own.medians.monetary,
    },
    tierMoney: tiers.by === 'money' ? { high: tiers.high, mid: tiers.mid } : null,
    tierShares: tiers.by === 'score' ? { high: tiers.high, mid: tiers.mid } : { high, mid },
    chosen,
  };
}

/** How long a version serves before cuts are taken afresh: a quarter. */
export const cutVersionDays = 92;
