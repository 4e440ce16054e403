import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellCount, CellTable, mergedBlocks, twin } from './opportunity-cells.ts';
import {
  asGoing,
  asTwins,
  blockTotals,
  onRhythmReference,
  overOrigins,
  stakeAt,
} from './opportunity-stake.ts';

const cell = (
  occasions: number,
  rhythm: number,
  third: number,
  rest: Partial<CellCount> = {},
): CellCount => ({
  occasions,
  rhythm,
  third,
  group: 0,
  customers: 0,
  // Unless a test says otherwise, everybody is expected to come back alike.
  weight: rest.customers ?? 0,
  value: 0,
  buyers: 0,
  ...rest,
});

/** Overdue customers who bring 2 a head where their on-rhythm twins bring 5. */
const origin = (scale = 1) => ({
  at: new Date('2026-01-01T00:00:00Z'),
  seasonFactor: 1,
  cells: [cell(1, 1, 1, { customers: 400, value: 800 * scale, buyers: 80 })],
  peers: [cell(1, 0, 1, { customers: 1000, value: 5000 * scale, buyers: 500 })],
});
const list = [cell(1, 1, 1, { customers: 200 })];
const compared = { list, blocks: [{ cells: list }], reference: onRhythmReference };

describe('stake', () => {
  it('is the twins’ value minus the cell’s own, for the customers of today', () => {
    const found = stakeAt(compared, origin());
    expect(found).toMatchObject({
      baseline: 400,
      reference: 1000,
      stake: 600,
      buyingShare: 0.2,
      referenceBuyingShare: 0.5,
    });
  });

  it('scales with the season ahead and with the unit of money', () => {
    const winter = stakeAt(compared, { ...origin(), seasonFactor: 1.5 });
    expect(winter?.stake).toBeCloseTo(900, 10);
    expect(stakeAt(compared, origin(7))?.stake).toBeCloseTo(4200, 10);
  });

  it('corrects what comes as things go and what twins bring by their own records', () => {
    const corrections = { baseline: 0.5, reference: 0.9 };
    const found = stakeAt({ ...compared, corrections }, origin());
    expect(found).toMatchObject({ baseline: 200, reference: 900, stake: 700, buyingShare: 0.1 });
    expect(found?.referenceBuyingShare).toBeCloseTo(0.45, 12);
  });

  it('is not given where too few customers were comparable', () => {
    const few = {
      ...origin(),
      cells: [cell(1, 1, 1, { customers: 29 })],
    };
    expect(stakeAt(compared, few)).toBeNull();
    const fewTwins = { ...origin(), peers: [cell(1, 0, 1, { customers: 29 })] };
    expect(stakeAt(compared, fewTwins)).toBeNull();
    expect(stakeAt({ ...compared, list: [], blocks: [] }, origin())).toBeNull();
  });

  it('weights the cells of a block as today’s list has them', () => {
    const table = new CellTable([
      cell(1, 1, 0, { customers: 900, value: 900, buyers: 0 }),
      cell(3, 1, 0, { customers: 100, value: 1000, buyers: 100 }),
    ]);
    const today = [cell(1, 1, 0, { customers: 50 }), cell(3, 1, 0, { customers: 50 })];
    expect(blockTotals(today, table, asGoing)).toEqual({ value: 550, buyers: 50 });
  });

  it('takes the rates of its block for a cell that held fewer than twenty', () => {
    const table = new CellTable([
      cell(1, 1, 0, { customers: 90, value: 90 }),
      cell(3, 1, 0, { customers: 10, value: 9990 }),
    ]);
    const today = [cell(1, 1, 0, { customers: 1 }), cell(3, 1, 0, { customers: 99 })];
    expect(blockTotals(today, table, asGoing).value).toBeCloseTo(1 + 99 * 100.8, 6);
  });

  it('expects less of a list that the rhythm model expects less of, and the same of its twins', () => {
    const aged = [cell(1, 1, 1, { customers: 200, weight: 50 })];
    const { cells, peers } = origin();
    expect(blockTotals(aged, new CellTable(cells), asGoing)).toEqual({ value: 100, buyers: 10 });
    expect(blockTotals(aged, new CellTable(peers), asTwins(twin))).toEqual({ value: 1000, buyers: 100 });
  });

  it('is nothing where nobody was expected to come back', () => {
    const table = new CellTable([cell(1, 1, 1, { customers: 40, weight: 0 })]);
    expect(blockTotals(list, table, asGoing)).toEqual({ value: 0, buyers: 0 });
  });
});

describe('a reference of one’s own', () => {
  const then = { at: new Date('2026-01-01T00:00:00Z'), seasonFactor: 2, peers: [] };
  const cells = [cell(1, 1, 1, { customers: 400, value: 800, buyers: 80 })];

  it('is the year before as it was, whatever the season ahead', () => {
    const own = [cell(1, 1, 1, { customers: 200, ownValue: 1500, ownBuyers: 150 })];
    const found = stakeAt(
      { list: own, blocks: [{ cells: own }], reference: { kind: 'own-last-year' } },
      { ...then, cells },
    );
    expect(found).toMatchObject({ baseline: 800, reference: 1500, stake: 700, buyingShare: 0.2 });
    expect(found?.referenceBuyingShare).toBe(0.75);
  });

  it('is what messages cost and the offers that buyers take', () => {
    const own = [cell(1, 1, 1, { customers: 200, messages: 900, messageCost: 90 })];
    const reference = { kind: 'spending', offer: { incentive: 10, redeemShare: 0.5 } } as const;
    const found = stakeAt({ list: own, blocks: [{ cells: own }], reference }, { ...then, cells });
    // 40 buyers, half of whom take an offer of 10.
    expect(found).toMatchObject({ baseline: 800, reference: 290, stake: -510 });
  });
});

describe('interval over origins', () => {
  it('is t(.9, K−1)·sd·√(1 + 1/K) about the mean', () => {
    const found = overOrigins([418, 184, 295]);
    expect(found.estimate).toBeCloseTo(299, 10);
    // sd 117.05, t(.9, 2) = 1.885618, √(4/3)
    expect(found.hi).toBeCloseTo(299 + 117.0512 * 1.885618 * Math.sqrt(4 / 3), 2);
    expect((found.lo ?? 0) + (found.hi ?? 0)).toBeCloseTo(598, 8);
  });

  it('is missing below three origins', () => {
    expect(overOrigins([1, 2])).toEqual({ estimate: 1.5, lo: null, hi: null });
  });
});

describe('cells', () => {
  it('merge until every block and its twins hold a hundred at every origin, losing no cell', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 48, maxLength: 48 });
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 3 }), origins => {
        const all: CellCount[] = [];
        for (const occasions of [0, 1, 2, 3])
          for (const rhythm of [0, 1, 2, 3])
            for (const third of [0, 1, 2]) all.push(cell(occasions, rhythm, third));
        const tables = origins.map(numbers => {
          const table = new CellTable(
            all.map((each, index) => ({ ...each, customers: numbers[index] ?? 0 })),
          );
          return { members: table, peers: table };
        });
        const cells = all.filter(each => each.occasions >= 1 && (each.rhythm === 1 || each.rhythm === 2));
        const blocks = mergedBlocks(cells, tables);
        expect(blocks.flatMap(block => block.cells)).toHaveLength(cells.length);
        const enough = blocks.every(block =>
          tables.every(
            ({ members, peers }) =>
              members.total(block.cells).customers >= 100 &&
              peers.total(block.cells.map(twin)).customers >= 100,
          ),
        );
        expect(enough || blocks.length === 1).toBe(true);
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
