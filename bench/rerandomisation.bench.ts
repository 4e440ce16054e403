/**
 * The money rule on many people: B = 4,999 redraws of the assignment of one campaign with 3 % buyers and skewed
 * spend, against one pass that only sums the buyers' values as often. Size is the number of people in both arms.
 */
import { seededRng } from '../src/math/rng.ts';
import { defaultDraws, rerandomise } from '../src/models/re-randomisation.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 1_000_000;
const controlShare = 0.2;
const buyerShare = 0.03;

/** Log-normal spend of the buyers of one arm; everybody else is 0 and not listed. */
function spends(buyers: number, seed: number): Float64Array {
  const rng = seededRng(seed);
  return Float64Array.from({ length: buyers }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - rng.uniform())) * Math.cos(2 * Math.PI * rng.uniform());
    return Math.exp(4 + normal);
  });
}

/** One line: seconds of the whole test and interval. */
export async function* run(size: number) {
  const n = { control: Math.round(size * controlShare), treated: size - Math.round(size * controlShare) };
  const control = { n: n.control, values: spends(Math.round(n.control * buyerShare), 1) };
  const treated = { n: n.treated, values: spends(Math.round(n.treated * buyerShare), 2) };
  let sum = 0;
  const floorSeconds = await secondsOf(async () => {
    for (let draw = 0; draw < defaultDraws; draw += 1) {
      for (const value of control.values) sum += value;
    }
  });
  const seconds = await secondsOf(async () => {
    sum += rerandomise({ treated, control, seed: 7 }).p;
  });
  if (!Number.isFinite(sum)) process.exitCode = 1;
  yield benchLine('rerandomisation', size, { seconds, floorSeconds });
}
