/**
 * The law of rhythm, pauses and changes of a base by expectation–maximisation (Dempster, Laird & Rubin 1977) on the grid of
 * `rhythm-law`: levels and changes without a form (Kiefer & Wolfowitz 1956), pauses and the shape of waits in closed families
 * with weak priors. Everything is taken from the base.
 */
import { nelderMead } from '../math/nelder-mead.ts';
import {
  beyondCell,
  changes,
  heavyRows,
  type KnownWait,
  knownWaits,
  lowestCell,
  type PurchaseTimes,
  pauseChance,
  pauseTable,
  perLevel,
  perLog,
  type RhythmLaw,
  type RhythmTables,
  rhythmTable,
  rhythmTables,
  weigh,
} from './rhythm-law.ts';
import { pauseClassFrom } from './wait-law.ts';

interface RhythmSample {
  readonly customers: readonly PurchaseTimes[];
  /** Mean and spread of customers' levels by the rhythm model, from which the search begins. */
  readonly mu: number;
  readonly tau: number;
}

/** Of more customers the law is no better known than it matters; of a larger base every nth is taken. */
const mostCustomers = 4000;
const steps = 10;
/** Weak priors: five waits of each class of which half a one pauses, and ten customers of whom nine do not change. */
const prior = { waits: 5, pauses: 0.5, customers: 10, steady: 0.9, pauseSpread: 0.5, beyond: 0.7 };
/** Pauses begin in the search this far above the level in natural logarithms. */
const start = { shape: 1.5, beyond: Math.log(2.5), pauseShare: 0.12, pauseSpread: 1 };
const search = { step: 0.2, tolerance: 1e-5, maxEvaluations: 120 };
const widest = 3.5;
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

function startOf({ mu, tau }: RhythmSample): RhythmLaw {
  const half = Math.ceil((Math.max(1, Math.min(4, widest * tau)) * perLog) / perLevel);
  const levels = Array.from({ length: 2 * half + 1 }, (_, at) => ((at - half) * perLevel) / perLog);
  const shares = levels.map(x => Math.exp(-0.5 * (x / Math.max(0.3, tau)) ** 2));
  const total = shares.reduce((a, b) => a + b, 0);
  return {
    shape: start.shape,
    pauseCentre: mu + Math.exp(start.beyond),
    pauseSpread: start.pauseSpread,
    pauseShares: pauseClassFrom.map(() => start.pauseShare),
    levelFrom: Math.round(mu * perLog) - half * perLevel,
    levelShares: shares.map(share => share / total),
    changeShares: changes.map((_, change) => (change === 0 ? 0.5 : 0.5 / (changes.length - 1))),
  };
}

/** What the customers' posteriors add up to: customers by level and change, waits by where they lie, as rhythm and as pause. */
function expectation(tables: RhythmTables, { customers }: RhythmSample) {
  const { levels, rhythm, pause } = tables;
  const sums = {
    levels: new Float64Array(levels),
    changes: new Float64Array(changes.length),
    here: { ended: new Float64Array(rhythm.ended.length), open: new Float64Array(rhythm.ended.length) },
    away: { ended: new Float64Array(pause.ended.length), open: new Float64Array(pause.ended.length) },
    pauses: pauseClassFrom.map(() => 0),
    waits: pauseClassFrom.map(() => 0),
  };
  const weights = new Float64Array(tables.prior.length);
  const rows = new Int32Array(tables.prior.length);
  for (const customer of customers) {
    const waits = knownWaits(tables, customer);
    weigh(tables, waits, weights);
    const heavy = rows.subarray(0, heavyRows(weights, rows));
    for (const wait of waits) addWait(tables, sums, { wait, weights, heavy });
  }
  return sums;
}
type Sums = ReturnType<typeof expectation>;

/** Adds one wait of a customer; the first also says where the customer is, the third how they change: in fewer nothing shows. */
function addWait(
  tables: RhythmTables,
  sums: Sums,
  { wait, weights, heavy }: { wait: KnownWait; weights: Float64Array; heavy: Int32Array },
): void {
  const { levels } = tables;
  const { cell, purchases, isOpen } = wait;
  const of = pauseClassFrom.findLastIndex(from => purchases >= from);
  const [here, away] = isOpen ? [sums.here.open, sums.away.open] : [sums.here.ended, sums.away.ended];
  let pauses = 0;
  for (let n = 0; n < heavy.length; n++) {
    const row = heavy[n] as number;
    const weight = weights[row] as number;
    const change = Math.floor(row / levels);
    const level = row - change * levels;
    if (purchases === 1) sums.levels[level] = (sums.levels[level] as number) + weight;
    if (purchases === 3) sums.changes[change] = (sums.changes[change] as number) + weight;
    const at = lowestCell(tables, wait, change) - perLevel * level;
    const pause = weight * pauseChance(tables, wait, { at, change });
    const past = beyondCell(cell, at);
    here[at] = (here[at] as number) + weight - pause;
    away[past] = (away[past] as number) + pause;
    pauses += pause;
  }
  sums.waits[of] = (sums.waits[of] as number) + 1;
  sums.pauses[of] = (sums.pauses[of] as number) + pauses;
}

/** ln L of waits by cell under a table. */
function logLikelihood(
  { ended, open }: { readonly ended: Float64Array; readonly open: Float64Array },
  table: ReturnType<typeof pauseTable>,
): number {
  let total = 0;
  for (let at = 0; at < ended.length; at++) {
    const [e, o] = [ended[at] as number, open[at] as number];
    if (e > 0) total += e * Math.log((table.ended[at] as number) + 1e-300);
    if (o > 0) total += o * Math.log((table.lasting[at] as number) + 1e-300);
  }
  return total;
}

function maximisation(law: RhythmLaw, sums: Sums, mu: number): RhythmLaw {
  const shape = nelderMead(
    ([log = 0]) => -logLikelihood(sums.here, rhythmTable(Math.exp(log))),
    [Math.log(law.shape)],
    search,
  ).at;
  // Pauses lie above the rhythm by construction, so that the parts cannot change places.
  const pause = nelderMead(
    ([log = 0, spread = 0]) =>
      ((log - start.beyond) / prior.beyond) ** 2 / 2 +
      (spread / prior.pauseSpread) ** 2 / 2 -
      logLikelihood(sums.away, pauseTable(mu + Math.exp(log), Math.exp(spread))),
    [Math.log(law.pauseCentre - mu), Math.log(law.pauseSpread)],
    search,
  ).at;
  const levels = sums.levels.reduce((a, b) => a + b, 0);
  const changing = sums.changes.reduce((a, b) => a + b, 0) + prior.customers;
  const expected = (change: number) =>
    prior.customers * (change === 0 ? prior.steady : (1 - prior.steady) / (changes.length - 1));
  return {
    shape: Math.exp(shape[0] as number),
    pauseCentre: mu + Math.exp(pause[0] as number),
    pauseSpread: Math.exp(pause[1] as number),
    pauseShares: sums.pauses.map((n, at) => (n + prior.pauses) / ((sums.waits[at] as number) + prior.waits)),
    levelFrom: law.levelFrom,
    levelShares: [...sums.levels].map(n => n / levels),
    changeShares: changes.map(
      (_, change) => ((sums.changes[change] as number) + expected(change)) / changing,
    ),
  };
}

/**
 * The law of a base with at least one customer. Rounded to 1e-6, so that a repeated run is byte-identical. Cost: ten
 * passes over the waits of at most 4,000 customers.
 */
export function fitRhythmLaw(sample: RhythmSample): RhythmLaw {
  const every = Math.ceil(sample.customers.length / mostCustomers);
  const taken = { ...sample, customers: sample.customers.filter((_, at) => at % every === 0) };
  let law = startOf(sample);
  for (let step = 0; step < steps; step++)
    law = maximisation(law, expectation(rhythmTables(law), taken), sample.mu);
  return {
    shape: rounded(law.shape),
    pauseCentre: rounded(law.pauseCentre),
    pauseSpread: rounded(law.pauseSpread),
    pauseShares: law.pauseShares.map(rounded),
    levelFrom: law.levelFrom,
    levelShares: law.levelShares.map(rounded),
    changeShares: law.changeShares.map(rounded),
  };
}
