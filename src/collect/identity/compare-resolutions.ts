/** What one resolution would change about another of the same records. Pure. */
import type { Resolution } from './resolve.ts';

export interface Compared {
  readonly peopleBefore: number;
  readonly peopleAfter: number;
  /** Records whose person would have records it does not have now, or would lose some. */
  readonly joining: number;
  readonly parting: number;
  /** Some pairs of records, by number. */
  readonly examples: readonly {
    readonly kind: 'join' | 'part';
    readonly left: number;
    readonly right: number;
  }[];
}

const mostExamples = 5;

/** Groups of one resolution that hold several of the other: how many records, and a pair of each such group. */
function mixed(groups: Uint32Array, others: Uint32Array) {
  const first = new Map<number, number>();
  const pairs = new Map<number, readonly [number, number]>();
  for (const [record, group] of groups.entries()) {
    const known = first.get(group);
    if (known === undefined) first.set(group, record);
    else if (others[known] !== others[record] && !pairs.has(group)) pairs.set(group, [known, record]);
  }
  const records = groups.reduce((sum, group) => sum + Number(pairs.has(group)), 0);
  return { people: first.size, records, pairs: [...pairs.values()].slice(0, mostExamples) };
}

/** Compares by who is together, not by which record names them. Linear. */
export function compareResolutions(
  before: Pick<Resolution, 'canonical'>,
  after: Pick<Resolution, 'canonical'>,
): Compared {
  const joined = mixed(after.canonical, before.canonical);
  const parted = mixed(before.canonical, after.canonical);
  return {
    peopleBefore: parted.people,
    peopleAfter: joined.people,
    joining: joined.records,
    parting: parted.records,
    examples: [
      ...joined.pairs.map(([left, right]) => ({ kind: 'join' as const, left, right })),
      ...parted.pairs.map(([left, right]) => ({ kind: 'part' as const, left, right })),
    ],
  };
}
