/**
 * The law of a base's waits: q is by the likelier shape. P(alive) is by the log-normal one, whose long tail holds those whose
 * rhythm has slowed (the other takes them for pausing: simulated customers given .31 were there in .47). The law and the
 * purchase model both claim to know how waits end, so the one serves that gave the waits of this base the higher
 * likelihood: on the simulated shop, CDNOW, Online Retail II and Complete Journey the law, on memoryless customers the
 * model (decision 0050).
 */
import { type GapModel, standardisedWait, waitSpread } from '../../models/gap-model.ts';
import { historyTable, type PurchaseModel, purchaseLogLikelihood } from '../../models/purchase-model.ts';
import { fitRhythmLaw } from '../../models/rhythm-law-fit.ts';
import { fitWaitLaws, type Wait, type WaitLaw, type WaitLawFit } from '../../models/wait-law.ts';
import type { SeasonalClock } from '../seasonal-clock.ts';
import {
  type BuyerDays,
  type BuyerHistory,
  historyOf,
  ticksOf,
  type WaitsModel,
  windowTicks,
} from './standing.ts';

export interface WaitsInput {
  readonly clock: SeasonalClock;
  readonly rhythm: GapModel;
  readonly families: readonly {
    readonly fromYear: number;
    readonly toYear: number;
    readonly model: PurchaseModel | null;
  }[];
  readonly buyers: readonly BuyerDays[];
  /** Days since 1970. */
  readonly asOf: number;
}

/** A customer's waits in order, each against what the gaps before it had said; the last still runs. */
export function waitsOf(buyer: BuyerHistory, rhythm: GapModel, now: number): Wait[] {
  const model = { ...rhythm, mu: rhythm.muByCategory[buyer.category] ?? rhythm.mu };
  return buyer.ticks.map((tick, gaps) => {
    const elapsedDays = Math.max(0.5, (buyer.ticks[gaps + 1] ?? now) - tick);
    const meanLogGap = gaps === 0 ? 0 : (buyer.logGaps[gaps] as number) / gaps;
    const z = standardisedWait(model, { gaps, meanLogGap, elapsedDays });
    return { z, isOpen: gaps + 1 === buyer.ticks.length, purchases: gaps + 1 };
  });
}

/** From densities of standardised waits to those of days, for the waits that ended. */
function logScale(buyer: BuyerHistory, rhythm: GapModel): number {
  let total = buyer.logGaps.at(-1) as number;
  for (let gaps = 0; gaps + 1 < buyer.ticks.length; gaps++) total += Math.log(waitSpread(rhythm, gaps));
  return -total;
}

const dayMs = 86_400_000;

/** ln L of the purchase models for these buyers; −Infinity where one of them has none. */
function purchasesLogLikelihood(
  { families }: WaitsInput,
  buyers: readonly BuyerHistory[],
  now: number,
): number {
  const parts = families.map(({ fromYear, toYear, model }) => {
    const own = buyers.filter(({ days: [first = 0] }) => {
      const year = new Date(first * dayMs).getUTCFullYear();
      return year >= fromYear && year <= toYear;
    });
    if (!model) return Number.NEGATIVE_INFINITY;
    const table = historyTable(
      own.map(({ ticks }) => {
        const [first, last] = [ticks[0] as number, ticks.at(-1) as number];
        return { x: ticks.length - 1, tx: last - first, age: now - first };
      }),
    );
    return purchaseLogLikelihood(model, table).value;
  });
  return parts.reduce((a, b) => a + b, 0);
}

/** Two years, as before a season is told from chance: of less history few pauses are seen to end, and the counts of two windows serve. */
const trendFrom = 731;

function trendLaw(
  buyers: readonly BuyerHistory[],
  { rhythm, asOf }: WaitsInput,
  tick: (day: number) => number,
) {
  const first = buyers.reduce((least, { days }) => Math.min(least, days[0] as number), asOf);
  if (asOf - first < trendFrom) return null;
  const windows = windowTicks(asOf, tick);
  return fitRhythmLaw({
    customers: buyers.map(({ days, ticks }) => ({ ticks, bought: ticks.length, ...windows(days) })),
    mu: rhythm.mu,
    tau: rhythm.tau,
  });
}

/** Null where the purchase model says more of the waits. Cost: a few passes over the waits of the buyers given, and under a second. */
export function fitWaits(input: WaitsInput): WaitsModel | null {
  const { clock, rhythm, asOf } = input;
  const tick = ticksOf(clock);
  const now = tick(asOf);
  const buyers = input.buyers.map(buyer => historyOf(buyer, tick));
  const waits = buyers.flatMap(buyer => waitsOf(buyer, rhythm, now));
  if (waits.length === 0) return null;
  const { normal, erlang } = fitWaitLaws(waits);
  const inDays = buyers.reduce((total, buyer) => total + logScale(buyer, rhythm), normal.logLikelihood);
  if (inDays <= purchasesLogLikelihood(input, buyers, now)) return null;
  return {
    law: lawOf(erlang.logLikelihood > normal.logLikelihood ? erlang : normal),
    alive: lawOf(normal),
    trend: trendLaw(buyers, input, tick),
  };
}

const lawOf = ({ logLikelihood: _, ...law }: WaitLawFit): WaitLaw => law;
