/** q and P(alive) by the law of waits, as columns of the scoring statement; the formulas are those of `models/wait-law`. */
import { pauseClassFrom, type WaitLaw, waitBound } from '../../models/wait-law.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
import type { WaitsModel } from './standing.ts';

const bounded = (z: FactsSql): FactsSql =>
  factsSql`least(${p.float64(waitBound)}, greatest(${p.float64(-waitBound)}, ${z}))`;

/** Share of a rhythm's waits that last longer than a standardised one. */
function lasting(law: WaitLaw, z: FactsSql): FactsSql {
  const x = factsSql`((${bounded(z)} - ${p.float64(law.centre)}) / ${p.float64(law.spread)})`;
  return law.shape === 'normal'
    ? factsSql`0.5 * erfc(${x} / sqrt(2))`
    : factsSql`(1 + exp(${x})) * exp(-exp(${x}))`;
}

/** q of a standardised wait; without a law waits end as the rhythm model says. */
export const endedBy = (waits: WaitsModel | null, z: FactsSql): FactsSql =>
  waits ? factsSql`1 - ${lasting(waits.law, z)}` : factsSql`0.5 * erfc(-${z} / sqrt(2))`;

const pausing = (law: WaitLaw, z: FactsSql): FactsSql =>
  factsSql`0.5 * erfc((${bounded(z)} - ${p.float64(law.pauseCentre)}) / ${p.float64(law.pauseSpread)} / sqrt(2))`;

/** Chance that a pause that runs ends within so many operational days; nobody returns where the purchase model says who has left. */
export function pauseEndsWithin(waits: WaitsModel | null, days: number): FactsSql {
  const law = waits?.alive;
  if (!law) return factsSql`0.`;
  const later = factsSql`(log(${p.float64(days)} + greatest(assumeNotNull(elapsed_days), 0.5)) - level) / level_spread`;
  return factsSql`if(pause_lasts > 0, 1 - ${pausing(law, later)} / pause_lasts, 0.)`;
}

/** P(alive) as `p_alive`, from `model_alive` of the purchase model or, where it tells more, from the law and `z`. */
export function aliveColumns(waits: WaitsModel | null): FactsSql {
  const law = waits?.alive;
  if (!law) return factsSql`model_alive as p_alive`;
  const shares = law.pauseShares.map((share, at) => {
    const next = pauseClassFrom[at + 1];
    return next === undefined
      ? factsSql`${p.float64(share)}`
      : factsSql`occasions < ${p.uint32(next)}, ${p.float64(share)}`;
  });
  return factsSql`multiIf(${joinSql(shares, ', ')}) as pause_share, (1 - pause_share) * ${lasting(law, factsSql`z`)} as waits_on,
  ${pausing(law, factsSql`z`)} as pause_lasts, pause_share * pause_lasts as pauses_on,
  if(waits_on + pauses_on > 0, waits_on / (waits_on + pauses_on), 0) as p_alive`;
}
