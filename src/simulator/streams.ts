/**
 * Random numbers of the simulated shop. Every draw belongs to a stream named by (seed, purpose, customer, index), so
 * that no draw depends on the order in which customers are generated and two worlds share every number that the
 * difference between them does not touch. Names fill all 128 bits of a generator's state: a million customers with
 * dozens of streams each would collide in the 32 bits that suffice elsewhere.
 */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** What a stream is for. A number never changes its meaning: that would change every shop of every seed. */
export const purposes = {
  traits: 1,
  identity: 2,
  arrival: 3,
  life: 4,
  order: 5,
  returns: 6,
  dirt: 7,
  answer: 8,
  induced: 9,
  assortment: 10,
  walkIn: 11,
  spend: 12,
  duplicates: 13,
} as const;
export type Purpose = keyof typeof purposes;

const tau = 2 * Math.PI;

/** Draws from one stream. All draws are in the order of the calls; nothing is cached between them. */
export class Stream {
  readonly #generator: RandomGenerator;
  constructor(generator: RandomGenerator) {
    this.#generator = generator;
  }

  /** Uniform on the open interval (0, 1) in steps of 2^-32. */
  uniform(): number {
    return ((this.#generator.next() >>> 0) + 0.5) / 4294967296;
  }

  /** A whole number from 0 to `count` − 1. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log(this.uniform());
  }

  /** Standard normal by Box and Muller, two uniforms a draw. */
  normal(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(tau * this.uniform());
  }

  /** Gamma with scale 1 by Marsaglia and Tsang (2000); shapes below 1 by their power of a uniform. */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  beta(a: number, b: number): number {
    const x = this.gamma(a);
    return x / (x + this.gamma(b));
  }

  /** Poisson by multiplication of uniforms; meant for means below about 20. */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }

  /** Index drawn by cumulative weights whose last entry is the total. */
  pick(cumulative: ArrayLike<number>): number {
    const target = this.uniform() * (cumulative[cumulative.length - 1] ?? 0);
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Running totals of weights, for `Stream.pick`. */
export function cumulate(weights: readonly number[]): number[] {
  let total = 0;
  return weights.map(weight => {
    total += weight;
    return total;
  });
}

/** Finaliser of MurmurHash3: every input bit changes every output bit with probability near a half. */
function avalanche(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

type Words = readonly [seedHigh: number, purpose: number, customer: number, index: number];

/** A stream's name in 32 bits, by a lane constant; four lanes make the 128 bits of a state. */
function lane(constant: number, seedLow: number, words: Words): number {
  let h = avalanche(seedLow ^ constant);
  h = avalanche(Math.imul(h, 5) + words[0] + constant);
  h = avalanche(Math.imul(h, 5) + words[1] + constant);
  h = avalanche(Math.imul(h, 5) + words[2] + constant);
  return avalanche(Math.imul(h, 5) + words[3] + constant);
}

/**
 * The stream of a purpose for a customer (or product), and an index where there is one (order, message hash).
 * `seed` is a non-negative integer below 2^53. Costs about 0.1 µs.
 */
export function stream(
  seed: number,
  purpose: Purpose,
  of: number | readonly [customer: number, index: number],
): Stream {
  const [customer, index] = typeof of === 'number' ? [of, 0] : of;
  const low = seed >>> 0;
  const words: Words = [Math.floor(seed / 4294967296), purposes[purpose], customer, index];
  return new Stream(
    xoroshiro128plusFromState([
      lane(0x9e3779b9, low, words),
      lane(0x7f4a7c15, low, words),
      lane(0x94d049bb, low, words),
      lane(0x1ce4e5b9, low, words),
    ]),
  );
}

/** A text as 32 bits (FNV-1a), to name streams by campaign. */
export function textHash(text: string): number {
  let h = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  return avalanche(h) >>> 0;
}
