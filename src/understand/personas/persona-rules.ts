/** Who belongs to which persona, and what sets one apart from the base (METHODS §7, by rules instead of clusters). */
import { normalTwoSided } from '../../math/distributions.ts';
import { benjaminiHochberg } from '../../models/false-discovery.ts';
import type { LifeCycleStage } from '../../records/feature.ts';
import type { Persona, PersonaKind, PersonaTrait, ReviewPersonas } from '../../records/review-persona.ts';
import type { SegmentRule } from '../../records/segment.ts';

export interface PersonaRule {
  readonly kind: Exclude<PersonaKind, 'undetermined'>;
  readonly stages: readonly LifeCycleStage[];
  /** Of the high tier, not of it, or of any. */
  readonly tier: 'high' | 'other' | 'any';
}

/** Each customer has one stage, so no two of these hold for one; who is in none is undetermined. */
export const personaRules: readonly PersonaRule[] = [
  { kind: 'core', stages: ['growing', 'mature'], tier: 'high' },
  { kind: 'rising', stages: ['growing'], tier: 'other' },
  { kind: 'steady', stages: ['mature'], tier: 'other' },
  { kind: 'new', stages: ['new'], tier: 'any' },
  { kind: 'slipping-value', stages: ['declining', 'dormant', 'lost'], tier: 'high' },
  { kind: 'slipping', stages: ['declining', 'dormant'], tier: 'other' },
  { kind: 'gone', stages: ['lost'], tier: 'other' },
  { kind: 'potential', stages: ['potential'], tier: 'any' },
];

const leastCustomers = 100;
/** Of one value of a trait; a smaller cell says more about persons than about a persona. */
export const leastCell = 20;
const mostTraits = 4;
const leastIndex = 110;

const high: SegmentRule = { feature: 'tier', op: 'eq', value: 'high' };

/** The persona as a segment's rule; the undetermined are those whose stage says so. */
export function personaRule(kind: PersonaKind): SegmentRule {
  const rule = personaRules.find(each => each.kind === kind);
  if (!rule) return { feature: 'stage', op: 'eq', value: 'undetermined' };
  const stage: SegmentRule = { feature: 'stage', op: 'in', value: [...rule.stages] };
  if (rule.tier === 'any') return stage;
  return { all: [stage, rule.tier === 'high' ? high : { not: high }] };
}

export interface PersonaSums {
  /** Null: the whole base. */
  readonly kind: PersonaKind | null;
  readonly customers: number;
  readonly value365Minor: number;
  readonly medians: Persona['medians'];
}

export interface TraitCount {
  readonly kind: PersonaKind;
  readonly trait: PersonaTrait;
  readonly name: string;
  readonly customers: number;
  /** With any value of the trait: in the persona, and in the base; with this value in the base. */
  readonly known: number;
  readonly baseKnown: number;
  readonly base: number;
}

/**
 * Two-sided p of a persona's share of a trait against the base it is part of: the persona as a draw without replacement, so
 * that a persona that is the whole base differs in nothing.
 */
function chanceOf({ customers, known, baseKnown, base }: TraitCount): number {
  const expected = base / baseKnown;
  const rest = baseKnown > 1 ? (baseKnown - known) / (baseKnown - 1) : 0;
  const variance = (expected * (1 - expected) * rest) / known;
  return variance > 0 ? normalTwoSided((customers / known - expected) / Math.sqrt(variance)) : 1;
}

/** The personas of a base, largest value first. Traits are judged together: q ≤ .05 over all of all personas. */
export function personasOf(
  sums: readonly PersonaSums[],
  counts: readonly TraitCount[],
  { currency, valueIs }: Pick<ReviewPersonas, 'currency' | 'valueIs'>,
): ReviewPersonas {
  const whole = sums.find(row => row.kind === null);
  const base = { customers: whole?.customers ?? 0, medians: whole?.medians ?? noMedians };
  const value = whole?.value365Minor ?? 0;
  const shown = sums.filter(row => row.kind !== null && row.customers >= leastCustomers);
  const judged = counts.filter(
    row =>
      row.customers >= leastCell && shown.some(each => each.kind === row.kind) && row.base < row.baseKnown,
  );
  const q = benjaminiHochberg(judged.map(chanceOf));
  const traitsOf = (kind: PersonaKind) =>
    judged
      .map((row, at) => {
        const share = row.customers / row.known;
        return { ...row, share, index: (100 * share * row.baseKnown) / row.base, q: q[at] ?? 1 };
      })
      .filter(row => row.kind === kind && row.q <= 0.05 && row.index >= leastIndex)
      .sort((a, b) => b.share - b.base / b.baseKnown - (a.share - a.base / a.baseKnown))
      .slice(0, mostTraits)
      .map(({ trait, name, customers, share, index, q: own }) => ({
        ...{ trait, name, customers },
        share: rounded(share),
        index: Math.round(index),
        q: rounded(own),
      }));
  const each = value > 0 && base.customers > 0 ? value / base.customers : null;
  const personas = shown.flatMap(({ kind, customers, value365Minor, medians }) =>
    kind === null
      ? []
      : [
          {
            kind,
            customers,
            share: base.customers > 0 ? rounded(customers / base.customers) : 0,
            valueShare: value > 0 ? rounded(value365Minor / value) : 0,
            valueIndex: each === null ? null : Math.round((100 * value365Minor) / customers / each),
            medians,
            traits: traitsOf(kind),
            rule: personaRule(kind),
          },
        ],
  );
  return {
    currency,
    valueIs,
    base,
    personas: personas.sort((a, b) => b.valueShare - a.valueShare || b.customers - a.customers),
    suppressed: sums.flatMap(({ kind, customers }) =>
      kind !== null && customers > 0 && customers < leastCustomers ? [{ kind, customers }] : [],
    ),
  };
}

const noMedians: Persona['medians'] = {
  recencyDays: null,
  occasions: null,
  value365Minor: null,
  orderValueMinor: null,
};
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
