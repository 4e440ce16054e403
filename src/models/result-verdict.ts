/**
 * The one word of a result page: paid, could not tell, lost, or not enough data. It is read from the best figure the
 * data allow — profit, else sales, else buyers — and never from a p-value of something else.
 */
import type { Verdict } from '../records/result.ts';

/** An interval that was allowed to be computed. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

export interface VerdictInput {
  /** Sample-ratio mismatch on the analysed population: blocks every verdict. */
  readonly sampleRatioBlocks: boolean;
  readonly people: { readonly treated: number; readonly control: number };
  /** Total incremental profit, fixed cost included; null where refused or margins are unknown. */
  readonly profit: Interval | null;
  /** Value per person (margin or sales); null where refused. */
  readonly value: Interval | null;
  readonly valueIsMargin: boolean;
  readonly buyers: Interval | null;
  /** Catalogue code of the money rule's refusal, when it refused. */
  readonly moneyRefusal: string | null;
}

type Effect = Verdict['effect'];

const effectOf = (interval: Interval | null): Effect => {
  if (!interval) return 'not-shown';
  if (interval.lo > 0) return 'more';
  return interval.hi < 0 ? 'fewer' : 'not-shown';
};

const profitWord: Record<Effect, Verdict['word']> = {
  more: 'paid',
  fewer: 'lost',
  'not-shown': 'could-not-tell',
};

/**
 * Decision table, first match wins:
 * 1. arms not as assigned, or an empty arm → not enough data, whatever the figures say;
 * 2. profit known → its interval above 0 paid, below 0 lost, around 0 could not tell;
 * 3. money allowed, margins unknown (sales): fewer sales → lost; more sales → not enough data (the effect is shown,
 *    what it earned is not); else could not tell;
 * 4. money refused: the primary metric is buyers; a word about money is not given, its effect is.
 */
export function resultVerdict(input: VerdictInput): Verdict {
  const { people } = input;
  if (people.treated < 2 || people.control < 2) {
    return { word: 'not-enough-data', basis: 'none', effect: 'not-shown', reasons: ['result-no-people'] };
  }
  if (input.sampleRatioBlocks) {
    return { word: 'not-enough-data', basis: 'none', effect: 'not-shown', reasons: ['result-sample-ratio'] };
  }
  if (input.profit) {
    const effect = effectOf(input.profit);
    const reasons = effect === 'not-shown' ? ['result-interval-holds-zero'] : [];
    return { word: profitWord[effect], basis: 'profit', effect, reasons };
  }
  if (input.value && !input.valueIsMargin) return salesVerdict(effectOf(input.value));
  const reasons = input.moneyRefusal ? [input.moneyRefusal] : [];
  return { word: 'not-enough-data', basis: 'buyers', effect: effectOf(input.buyers), reasons };
}

function salesVerdict(effect: Effect): Verdict {
  const margin = 'result-margin-unknown';
  if (effect === 'fewer') return { word: 'lost', basis: 'sales', effect, reasons: [margin] };
  if (effect === 'more') return { word: 'not-enough-data', basis: 'sales', effect, reasons: [margin] };
  const reasons = ['result-interval-holds-zero', margin];
  return { word: 'could-not-tell', basis: 'sales', effect, reasons };
}
