/** Words and figures that several parts of the products page share. */
import type { TFunction } from 'i18next';
import type { CountedRate, ProductEvidence, ProductSummary } from '../../../../src/records/product.ts';
import type { Format } from '../../format/use-format.ts';

/** The text of a definition in the page's language. */
export const definitionOf = (summary: ProductSummary, figure: string, f: Format): string | undefined => {
  const text = summary.definitions.find(entry => entry.figure === figure)?.text;
  return text && (f.locale === 'en' ? text.en : text.zh);
};

/** ln share per month as a change in percent a month. */
export const monthly = (slope: number, f: Format): string =>
  `${slope >= 0 ? '+' : '−'}${f.percent(Math.abs(Math.expm1(slope)), 1)}`;

export const rateText = ({ rate, lo, hi }: CountedRate, f: Format): string =>
  rate === null || lo === null || hi === null
    ? '–'
    : `${f.percent(rate, 0)} (${f.percent(lo, 0)}–${f.percent(hi, 0)})`;

const moneyCodes = ['contribution', 'contribution-before'];
const countCodes = ['days-since-sale', 'stock-outs'];

function figureOf({ code, value }: ProductEvidence, f: Format): string {
  if (moneyCodes.includes(code)) return f.money(value);
  if (countCodes.includes(code)) return f.count(value);
  if (code === 'slope') return monthly(value, f);
  return f.percent(value, 0);
}

/** One piece of evidence as a sentence part with the base's own figure where there is one. */
export function evidenceText(evidence: ProductEvidence, t: TFunction, f: Format): string {
  const text = t(`products:evidence.${evidence.code}`, { value: figureOf(evidence, f) });
  if (evidence.base === null) return text;
  return t('products:evidence.against', {
    text,
    base: figureOf({ ...evidence, value: evidence.base }, f),
  });
}

export const classTone = {
  A: 'more',
  B: 'outline',
  C: 'plain',
  negative: 'less',
  unknown: 'warn',
  none: 'plain',
} as const;
