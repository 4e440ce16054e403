import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalBelow } from '../math/distributions.ts';
import { bucketCount, bucketKey, bucketOfDigest, isControlBucket } from './assignment-bucket.ts';
import { breakEvenLift, subsidyBound } from './break-even.ts';
import { proposeControlShare } from './control-share.ts';
import {
  meanMde,
  meanSampleSize,
  peopleToShow,
  proportionMde,
  proportionSampleSize,
} from './experiment-plan.ts';
import { sampleRatioCheck } from './sample-ratio.ts';

const bucket = (salt: string, unit: string) =>
  bucketOfDigest(createHash('sha256').update(bucketKey(salt, unit), 'utf8').digest());

describe('assignment', () => {
  test.each([
    ['exp-001', 'cust-42', 2076],
    ['exp-001', '1', 1809],
    ['exp-002', '1', 8826],
    ['layer-holdout', '1', 398],
    ['活动', '客户1', 3729],
  ])('%s:%s falls into bucket %d', (salt, unit, expected) => {
    expect(bucket(salt, unit)).toBe(expected);
  });

  test('the two halves reduce exactly as one 64-bit number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 32 }), digest => {
        const whole = Buffer.from(digest).readBigUInt64BE(0);
        expect(bucketOfDigest(digest)).toBe(Number(whole % BigInt(bucketCount)));
      }),
      { seed: 41 },
    );
  });

  test('widening the control only adds people to it', () => {
    for (const value of [0, 999, 1000, 9999]) {
      expect(isControlBucket(value, 0.1)).toBe(value < 1000);
      if (isControlBucket(value, 0.1)) expect(isControlBucket(value, 0.3)).toBe(true);
    }
    expect(isControlBucket(0, 0)).toBe(false);
  });

  test('200 pairs of salts: 20 × 20 tables of buckets show no dependence', { timeout: 60_000 }, () => {
    const ps: number[] = [];
    for (let pair = 0; pair < 200; pair++) {
      const table = new Array<number>(400).fill(0);
      for (let unit = 0; unit < 1600; unit++) {
        const row = Math.floor(bucket(`left-${pair}`, `${unit}`) / 500);
        const column = Math.floor(bucket(`right-${pair}`, `${unit}`) / 500);
        table[row * 20 + column] = (table[row * 20 + column] as number) + 1;
      }
      ps.push(
        sampleRatioCheck(
          table,
          table.map(() => 1),
        ).p,
      );
    }
    ps.sort((left, right) => left - right);
    const distance = Math.max(...ps.map((p, index) => Math.max(p - index / 200, (index + 1) / 200 - p)));
    // Kolmogorov–Smirnov critical distance at p = .01 for 200 values.
    expect(distance).toBeLessThan(1.63 / Math.sqrt(200));
  });
});

describe('planning', () => {
  test('means: δ .3, variance 100, power .85 needs 39,906 people; .34 against .343 needs 897,348', () => {
    const plan = { difference: 0.3, variance1: 100, variance2: 100, alpha: 0.05, power: 0.85 };
    expect(2 * Math.ceil(meanSampleSize(plan))).toBe(39_906);
    expect(Math.floor(2 * proportionSampleSize(0.34, 0.343, { alpha: 0.05, power: 0.85 }))).toBe(897_348);
    expect(proportionSampleSize(0.5, 0.75, { alpha: 0.05, power: 0.9 })).toBeCloseTo(76.7, 1);
  });

  test('a covariate with correlation .6 saves 36 %, clusters of 3 with ICC .1 cost 20 %', () => {
    const plan = { difference: 0.1, variance1: 1, variance2: 1, alpha: 0.05, power: 0.8 };
    const plain = meanSampleSize(plan);
    expect(meanSampleSize({ ...plan, covariateCorrelation: 0.6 }) / plain).toBeCloseTo(0.64, 3);
    expect(meanSampleSize({ ...plan, clusterSize: 3, icc: 0.1 }) / plain).toBeCloseTo(1.2, 3);
  });

  test.each([
    [500, [7.1, 5.3, 4.3]],
    [2000, [3.6, 2.7, 2.1]],
    [5000, [2.3, 1.7, 1.4]],
    [20_000, [1.1, 0.8, 0.7]],
    [100_000, [0.5, 0.38, 0.3]],
  ])('with %d people at a base of 3 %%, 10/20/50 %% control can show %j points', (n, points) => {
    [0.1, 0.2, 0.5].forEach((share, index) => {
      const mde = proportionMde(0.03, { treated: n * (1 - share), control: n * share }) * 100;
      expect(Math.abs(mde - (points[index] as number))).toBeLessThanOrEqual(n < 100_000 ? 0.0501 : 0.00501);
    });
  });

  test('the difference a size can show is shown with the promised power', () => {
    const arms = { treated: 8000, control: 2000 };
    const se = Math.sqrt(4 * (1 / arms.treated + 1 / arms.control));
    expect(1 - normalBelow(1.959964 - meanMde(4, arms) / se)).toBeCloseTo(0.8, 5);
    expect(meanMde(4, { treated: 0, control: 10 })).toBe(Number.POSITIVE_INFINITY);
    const people = peopleToShow(0.01, 0.03, 0.2) as number;
    expect(proportionMde(0.03, { treated: people * 0.8, control: people * 0.2 })).toBeCloseTo(0.01, 5);
    expect(peopleToShow(0, 0.03, 0.2)).toBeNull();
  });
});

describe('control share', () => {
  test('the smallest share that can show the break-even lift is proposed', () => {
    const proposal = proposeControlShare({ expectedSends: 20_000, baseRate: 0.03, breakEvenLift: 0.009 });
    expect(proposal).toMatchObject({ share: 0.2, verdict: 'provable' });
    expect(proposeControlShare({ expectedSends: 100_000, baseRate: 0.03, breakEvenLift: 0.009 }).share).toBe(
      0.1,
    );
  });

  test('enough power with fewer than 30 expected control buyers is not enough', () => {
    const proposal = proposeControlShare({ expectedSends: 2000, baseRate: 0.05, breakEvenLift: 0.2 });
    expect(proposal.checks[0]).toMatchObject({ share: 0.1, provable: false, expectedControlBuyers: 10 });
    expect(proposal.share).toBe(0.3);
  });

  test('a small audience that cannot prove it gets half, a large one is told so', () => {
    const small = proposeControlShare({ expectedSends: 800, baseRate: 0.02, breakEvenLift: 0.005 });
    expect(small).toMatchObject({ share: 0.5, verdict: 'cannot-tell-once' });
    const large = proposeControlShare({ expectedSends: 20_000, baseRate: 0.03, breakEvenLift: 0.001 });
    expect(large).toMatchObject({ share: 0.2, verdict: 'cannot-tell-once' });
    expect(proposeControlShare({ expectedSends: 800, baseRate: 0.02, breakEvenLift: null }).verdict).toBe(
      'never-pays',
    );
  });
});

describe('break-even and subsidy', () => {
  test('the lift that pays covers contact and the coupons of those who would have bought anyway', () => {
    expect(
      breakEvenLift({ contactCost: 1, incentive: 0, marginPerPurchase: 100, baseRate: 0.03 }),
    ).toBeCloseTo(0.01, 12);
    const lift = breakEvenLift({
      contactCost: 0.9,
      incentive: 20,
      marginPerPurchase: 120,
      baseRate: 0.05,
    }) as number;
    expect(lift * (120 - 20) - 0.05 * 20 - 0.9).toBeCloseTo(0, 12);
    expect(breakEvenLift({ contactCost: 1, incentive: 50, marginPerPurchase: 50, baseRate: 0.1 })).toBeNull();
  });

  test('the subsidy is at most all redemptions', () => {
    expect(
      subsidyBound({ faceValue: 20, redemptions: 100, controlRate: 0.03, treatedRate: 0.05 }),
    ).toBeCloseTo(1200, 9);
    expect(subsidyBound({ faceValue: 20, redemptions: 100, controlRate: 0.06, treatedRate: 0.05 })).toBe(
      2000,
    );
    expect(subsidyBound({ faceValue: 20, redemptions: 0, controlRate: 0, treatedRate: 0 })).toBe(0);
  });
});
