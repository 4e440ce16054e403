/**
 * The sentence of a card in both languages. It states what was seen and what comparable customers do, and says in so
 * many words that the difference is not what a campaign will earn.
 */
import { currencyExponent } from '../kernel/money.ts';
import type { BothLanguages } from '../records/estimate.ts';
import type { Opportunity, OpportunityKind } from '../records/opportunity.ts';

const titles: Readonly<Record<OpportunityKind, BothLanguages>> = {
  overdue: { zh: '节律超期', en: 'Overdue by their own rhythm' },
  'high-value-lost': { zh: '高价值流失', en: 'High-value, lost' },
};

const subjects: Readonly<Record<OpportunityKind, (n: string) => BothLanguages>> = {
  overdue: n => ({
    zh: `${n} 位客户已超出自己的购买节律。`,
    en: `${n} customers are past their own buying rhythm.`,
  }),
  'high-value-lost': n => ({
    zh: `${n} 位高价值客户远远超出自己的购买节律（超期概率 99% 以上）。`,
    en: `${n} high-value customers are far past their own buying rhythm (overdue with a probability of 99% or more).`,
  }),
};

export const opportunityTitle = (kind: OpportunityKind): BothLanguages => titles[kind];

type Language = keyof BothLanguages;
const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

/** Three digits are all a planning figure deserves: ¥8.13万, £81.3K. */
function moneyText(minor: string, currency: string, language: Language): string {
  const major = Number(minor) / 10 ** currencyExponent(currency);
  return new Intl.NumberFormat(locales[language], {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 3,
    useGrouping: 'always',
  }).format(major);
}

/** A price as it was fixed, to the smallest coin: ¥0.10, ¥16.95, ¥20. */
function priceText(minor: number, currency: string, language: Language): string {
  const exponent = currencyExponent(currency);
  return new Intl.NumberFormat(locales[language], {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
    trailingZeroDisplay: 'stripIfInteger',
  }).format(minor / 10 ** exponent);
}

const countText = (n: number, language: Language) => new Intl.NumberFormat(locales[language]).format(n);

function rangeText(lo: string | null, hi: string | null, text: (minor: string) => string): string | null {
  return lo === null || hi === null ? null : `${text(lo)}–${text(hi)}`;
}

/** The sentence of a finished card; a refused one says what stands and what does not. */
export function opportunitySentence(card: Opportunity): BothLanguages {
  return { zh: sentence(card, 'zh'), en: sentence(card, 'en') };
}

function sentence(card: Opportunity, language: Language): string {
  const subject = subjects[card.kind](countText(card.customers, language))[language];
  const { baselineMinor, referenceMinor, valueAtStakeMinor } = card;
  if (!baselineMinor || !referenceMinor || !valueAtStakeMinor) {
    return (
      subject +
      { zh: '可比的历史太少，不给金额。', en: ' Too little comparable history for money.' }[language]
    );
  }
  const text = (minor: string) => moneyText(minor, card.currency, language);
  const figures = {
    value: card.valueIs === 'margin' ? { zh: '毛利', en: 'margin' } : { zh: '销售额', en: 'sales' },
    baseline: withRange(
      text(baselineMinor.estimate),
      rangeText(baselineMinor.lo, baselineMinor.hi, text),
      language,
    ),
    reference: text(referenceMinor.estimate),
    stake: text(valueAtStakeMinor.estimate),
    range: rangeText(valueAtStakeMinor.lo, valueAtStakeMinor.hi, text),
  };
  const { baseline, reference, stake, range } = figures;
  const zhRange = range ? `（${range}，80%）` : '（历史太短，没有区间）';
  const enRange = range ? ` (${range}, 80%)` : ' (history too short for a range)';
  const money = {
    zh: `照旧，未来 ${card.horizonDays} 天预计贡献${figures.value.zh} ${baseline}；同类仍在节律内的同样人数约 ${reference}，差距 ${stake}${zhRange}。`,
    en: ` As things go they bring ${baseline} of ${figures.value.en} in the next ${card.horizonDays} days; as many comparable customers still on rhythm bring ${reference}, a gap of ${stake}${enRange}.`,
  }[language];
  return subject + money + caution(card, language);
}

const withRange = (estimate: string, range: string | null, language: Language) => {
  if (!range) return estimate;
  return language === 'zh' ? `${estimate}（${range}）` : `${estimate} (${range})`;
};

function caution(card: Opportunity, language: Language): string {
  const not = { zh: '差距不是活动能赚回的钱', en: ' The gap is not what a campaign will earn' }[language];
  if (card.valueIs === 'sales') {
    return `${not}${{ zh: '；没有成本，不给保本线。', en: '; without costs there is no break-even.' }[language]}`;
  }
  if (card.breakEvenLift === null) {
    return `${not}${{ zh: '：一单的毛利抵不过这份优惠，发券不可能保本。', en: ': an order earns less than this incentive, no lift breaks even.' }[language]}`;
  }
  const { contactCostMinor, incentiveMinor } = card.assumptions;
  const contact = priceText(contactCostMinor, card.currency, language);
  const incentive = priceText(incentiveMinor, card.currency, language);
  const perHundred = (card.breakEvenLift * 100).toFixed(1);
  return {
    zh: `${not}：按每人 ${contact} 触达、${incentive} 优惠，每百人多来 ${perHundred} 人保本。`,
    en: `${not}: at ${contact} a contact and an incentive of ${incentive}, ${perHundred} more buyers per hundred break even.`,
  }[language];
}
