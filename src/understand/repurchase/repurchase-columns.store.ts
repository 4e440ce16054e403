/** The corrected chance of an order as columns of the scoring statement, behind the stage of the same statement. */
import { logOddsBounds } from '../../models/logistic-recalibration.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type {
  HorizonCalibration,
  RepurchaseCalibration,
  StageRecalibration,
} from './repurchase-calibration.ts';

const texts = (values: readonly number[]): FactsSql =>
  factsSql`arrayMap(x -> toFloat64(x), ${p.strings(values.map(String))})`;

function ofStage(
  { stages }: HorizonCalibration,
  of: (one: StageRecalibration) => number,
  otherwise: number,
): FactsSql {
  if (stages.length === 0) return factsSql`${p.float64(otherwise)}`;
  return factsSql`transform(life_stage, ${p.strings(stages.map(each => each.stage))}, ${texts(stages.map(of))}, ${p.float64(otherwise)})`;
}

/** A chance as its stage corrects it; where nothing corrects it, as it is. */
function corrected(chance: FactsSql, horizon: HorizonCalibration): FactsSql {
  if (horizon.stages.length === 0) return chance;
  const { least, most } = logOddsBounds;
  const odds = factsSql`least(${p.float64(most)}, greatest(${p.float64(least)}, log(assumeNotNull(${chance})) - log(1 - assumeNotNull(${chance}))))`;
  const logOdds = factsSql`(${ofStage(horizon, s => s.intercept, 0)} + ${ofStage(horizon, s => s.slope, 1)} * ${odds})`;
  return factsSql`if(isNull(${chance}), null, round(1 / (1 + exp(-${logOdds})), 6))`;
}

/**
 * Chances of an order in 90, 365 and 1,095 days, each at least the one before, and the standard deviation of the first as a
 * mean of its stage: whatever is wrong with it is wrong for all of the stage at once. Null where no model scores.
 */
export function repurchaseColumns({ quarter, year }: RepurchaseCalibration): FactsSql {
  const spread =
    quarter.stages.length === 0
      ? factsSql`cast(null as Nullable(Float64))`
      : factsSql`round(chance_quarter * (1 - chance_quarter) * ${ofStage(quarter, s => s.spread, 0)}, 6)`;
  return factsSql`${corrected(factsSql`soon`, quarter)} as chance_quarter, ${spread} as chance_quarter_sd,
  greatest(chance_quarter, ${corrected(factsSql`within_year`, year)}) as chance_year, greatest(chance_year, within_three) as chance_three`;
}
