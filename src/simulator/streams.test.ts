import { describe, expect, it } from 'vitest';
import { cumulate, type Stream, stream, textHash } from './streams.ts';

const moments = (draw: () => number, n = 40_000) => {
  const values = Array.from({ length: n }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, sd: Math.sqrt(variance) };
};

describe('streams of random numbers', () => {
  it('give the same numbers for the same name and others for any other name', () => {
    const take = (one: Stream) => [one.uniform(), one.uniform(), one.uniform()].join();
    const names = [
      stream(1, 'life', [5, 0]),
      stream(2, 'life', [5, 0]),
      stream(1, 'order', [5, 0]),
      stream(1, 'life', [6, 0]),
      stream(1, 'life', [5, 1]),
      stream(1 + 2 ** 32, 'life', [5, 0]),
    ];
    expect(new Set(names.map(take)).size).toBe(names.length);
    expect(take(stream(1, 'life', 5))).toBe(take(stream(1, 'life', 5)));
  });

  it('are uncorrelated between neighbouring customers', () => {
    const pairs = Array.from(
      { length: 20_000 },
      (_, n) => [stream(3, 'traits', n).uniform(), stream(3, 'traits', n + 1).uniform()] as const,
    );
    const covariance = pairs.reduce((sum, [a, b]) => sum + (a - 0.5) * (b - 0.5), 0) / pairs.length;
    // Standard error of the correlation is 0.007.
    expect(Math.abs(covariance * 12)).toBeLessThan(0.03);
  });

  it('have the moments of their distributions', () => {
    const draw = stream(11, 'traits', 0);
    const cases: [name: string, sample: () => number, mean: number, sd: number][] = [
      ['uniform', () => draw.uniform(), 0.5, Math.sqrt(1 / 12)],
      ['exponential', () => draw.exponential(), 1, 1],
      ['normal', () => draw.normal(), 0, 1],
      ['gamma 1.7', () => draw.gamma(1.7), 1.7, Math.sqrt(1.7)],
      ['gamma 0.4', () => draw.gamma(0.4), 0.4, Math.sqrt(0.4)],
      ['beta 1.3, 10', () => draw.beta(1.3, 10), 1.3 / 11.3, Math.sqrt((1.3 * 10) / (11.3 ** 2 * 12.3))],
      ['poisson 1.2', () => draw.poisson(1.2), 1.2, Math.sqrt(1.2)],
    ];
    for (const [name, sample, mean, sd] of cases) {
      const found = moments(sample);
      expect(Math.abs(found.mean - mean), name).toBeLessThan((5 * sd) / 200);
      expect(found.sd / sd, name).toBeGreaterThan(0.96);
      expect(found.sd / sd, name).toBeLessThan(1.04);
    }
  });

  it('pick by cumulative weights', () => {
    const draw = stream(4, 'traits', 0);
    const counts = [0, 0, 0];
    for (let n = 0; n < 30_000; n++) {
      const picked = draw.pick(cumulate([1, 0, 2]));
      counts[picked] = (counts[picked] ?? 0) + 1;
    }
    expect(counts[1]).toBe(0);
    expect((counts[2] ?? 0) / 30_000).toBeCloseTo(2 / 3, 1);
  });

  it('hash texts to 32 bits without collisions on a thousand campaign names', () => {
    const hashes = new Set(Array.from({ length: 1000 }, (_, n) => textHash(`campaign-${n}#0`)));
    expect(hashes.size).toBe(1000);
  });
});
