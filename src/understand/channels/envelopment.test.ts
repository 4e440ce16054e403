/** Envelopment against worked references, against its dual, and against what must not change it. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRng } from '../../math/rng.ts';
import {
  efficiencyIntervals,
  envelopment,
  leastUnits,
  type SolveLinear,
  type Units,
} from '../../models/envelopment.ts';
import { loadSolver } from './linear-solver.store.ts';

let solve: SolveLinear;
beforeAll(async () => {
  solve = await loadSolver();
});

const thetas = (units: Units, returns: 'constant' | 'variable' = 'constant') =>
  envelopment(solve, units, returns).map(each => each.theta);

/** The multiplier form: max u·y₀ s.t. v·x₀ = 1, u·y − v·x ≤ 0, u, v ≥ 0. */
function dualOf({ inputs, outputs }: Units, unit: number): number {
  const sum = (rows: readonly (readonly number[])[], j: number, [name, sign]: [string, string]) =>
    (rows[j] ?? []).map((value, k) => ` ${sign} ${value} ${name}${k}`).join('');
  const rows = inputs.map(
    (_, j) => ` r${j}:${sum(outputs, j, ['u', '+'])}${sum(inputs, j, ['v', '-'])} <= 0\n`,
  );
  const model = `Maximize\n obj:${sum(outputs, unit, ['u', '+'])}\nSubject To\n n:${sum(inputs, unit, ['v', '+'])} = 1\n${rows.join('')}End\n`;
  const values = solve(model);
  return (outputs[unit] ?? []).reduce((total, value, k) => total + value * (values?.get(`u${k}`) ?? 0), 0);
}

const cell = fc.double({ min: 0.1, max: 1000, noNaN: true });
const table = fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 4, maxLength: 9 }).map(rows => ({
  inputs: rows.map(([a, b]) => [a, b]),
  outputs: rows.map(([, , c, d]) => [c, d]),
}));

/** Of what was found in runs with random seeds: units of a thousandth of the largest, whose second programme had no answer. */
const farApart: Units = {
  inputs: [
    [0.1, 0.1],
    [0.1, 0.1],
    [643.7398412952983, 0.1],
    [0.1, 160.93496032382467],
  ],
  outputs: [
    [155.26639152279935, 155.18875832703787],
    [0.1, 0.1],
    [0.1, 499.99999999985846],
    [0.10000000000000007, 0.1],
  ],
};

describe('envelopment', () => {
  it('measures units of a thousandth of the largest to 1e-6', () => {
    const [first, second, third, fourth] = envelopment(solve, farApart, 'constant');
    for (const unit of [first, third]) expect(unit?.theta).toBeCloseTo(1, 9);
    // The second needs 0.1/155.266 of the first for its first output, and that makes enough of the other.
    expect(second?.theta).toBeCloseTo(0.1 / 155.18875832703787, 6);
    expect(second?.peers).toEqual([{ unit: 0, weight: expect.closeTo(0.1 / 155.18875832703787, 6) }]);
    expect(fourth?.theta).toBeCloseTo(0.1 / 155.18875832703787, 6);
    expect(fourth?.inputSlacks[1]).toBeCloseTo((160.93496032382467 - 0.1) * (fourth?.theta ?? 0), 3);
  });

  it('gives the eight stores of Cooper, Seiford & Tone, table 1.1', () => {
    // Employees 2 3 3 4 5 5 6 8, sales 1 3 2 3 4 2 3 5: efficiency is sales per employee over the best, B.
    const found = thetas({
      inputs: [[2], [3], [3], [4], [5], [5], [6], [8]],
      outputs: [[1], [3], [2], [3], [4], [2], [3], [5]],
    });
    const expected = [0.5, 1, 2 / 3, 0.75, 0.8, 0.4, 0.5, 0.625];
    for (const [at, theta] of expected.entries()) expect(found[at]).toBeCloseTo(theta, 7);
  });

  it('gives the six units of two inputs and one output, with their peers', () => {
    // Cooper, Seiford & Tone, table 2.2 (one output of 1): A (4,3), B (7,3), C (8,1), D (4,2), E (2,4), F (10,1).
    const found = envelopment(
      solve,
      {
        inputs: [
          [4, 3],
          [7, 3],
          [8, 1],
          [4, 2],
          [2, 4],
          [10, 1],
        ],
        outputs: [[1], [1], [1], [1], [1], [1]],
      },
      'constant',
    );
    const expected = [6 / 7, 12 / 19, 1, 1, 1, 1];
    for (const [at, theta] of expected.entries()) expect(found[at]?.theta).toBeCloseTo(theta, 7);
    // A is measured against D and E, .7143 and .2857; F makes C's output with two more of the first input.
    expect(found[0]?.peers.map(peer => peer.unit)).toEqual([3, 4]);
    expect(found[0]?.peers[0]?.weight).toBeCloseTo(5 / 7, 6);
    expect(found[5]?.inputSlacks[0]).toBeCloseTo(2, 4);
  });

  it('measures size apart: variable returns envelop more closely', () => {
    // Input 1 2 4 8, output 1 4 6 7: the frontier of variable returns runs through all four.
    const units = { inputs: [[1], [2], [4], [8], [4]], outputs: [[1], [4], [6], [7], [4]] };
    expect(thetas(units, 'variable').map(theta => Number(theta.toFixed(6)))).toEqual([1, 1, 1, 1, 0.5]);
    expect(thetas(units).map(theta => Number(theta.toFixed(6)))).toEqual([0.5, 1, 0.75, 0.4375, 0.5]);
  });

  it('is the ratio to the best with one input and one output', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 12 }), rows => {
        const best = Math.max(...rows.map(([x, y]) => y / x));
        const found = thetas({ inputs: rows.map(([x]) => [x]), outputs: rows.map(([, y]) => [y]) });
        rows.forEach(([x, y], at) => {
          expect(found[at]).toBeCloseTo(y / x / best, 5);
        });
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('equals its dual to 1e-7', () => {
    const rng = seededRng(3);
    const drawn = () => Array.from({ length: 12 }, () => [0.2 + rng.uniform(), 0.2 + rng.uniform()]);
    const units = { inputs: drawn(), outputs: drawn() };
    for (const [unit, theta] of thetas(units).entries())
      expect(Math.abs(theta - dualOf(units, unit))).toBeLessThan(1e-7);
  });

  it('knows no unit of measurement, and constant returns are never kinder than variable ones', () => {
    fc.assert(
      fc.property(table, units => {
        const constant = thetas(units);
        const scaled = thetas({
          inputs: units.inputs.map(([a = 0, b = 0]) => [a * 1000, b / 7]),
          outputs: units.outputs.map(([a = 0, b = 0]) => [a / 100, b * 3]),
        });
        const variable = thetas(units, 'variable');
        for (const [at, theta] of constant.entries()) {
          expect(scaled[at]).toBeCloseTo(theta, 5);
          expect(variable[at] ?? 0).toBeGreaterThan(theta - 1e-6);
        }
        expect(Math.max(...constant)).toBeCloseTo(1, 6);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('gives intervals at or below what was found, the same for the same seed', () => {
    const rng = seededRng(11);
    const units = {
      inputs: Array.from({ length: 30 }, () => [1 + rng.uniform()]),
      outputs: Array.from({ length: 30 }, () => [rng.uniform(), rng.uniform()]),
    };
    const found = thetas(units, 'variable');
    const intervals = () =>
      efficiencyIntervals(solve, units, { returns: 'variable', rng: seededRng(6), draws: 40, thetas: found });
    const first = intervals();
    for (const [at, interval] of first.entries()) {
      const theta = found[at] ?? 0;
      expect(interval === null).toBe(theta > 1 - 1e-6);
      expect(interval?.hi ?? 0).toBeLessThanOrEqual(theta + 1e-9);
      expect(interval?.lo ?? 0).toBeLessThanOrEqual(interval?.hi ?? 0);
    }
    expect(first.some(interval => interval !== null)).toBe(true);
    expect(intervals()).toEqual(first);
  });

  it('asks for three units an input and output', () => {
    expect(leastUnits(1, 2)).toBe(9);
    expect(leastUnits(3, 2)).toBe(15);
  });
});
