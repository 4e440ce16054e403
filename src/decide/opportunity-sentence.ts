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
  'first-not-repeated': { zh: '首购未复购', en: 'First purchase not repeated' },
  falling: { zh: '频次或消费下降', en: 'Falling frequency or spend' },
  'category-gap': { zh: '品类缺口', en: 'Category gap' },
  'stop-spending': { zh: '停止投入', en: 'Stop spending' },
};

type Subject = (n: string, card: Opportunity) => BothLanguages;
const subjects: Readonly<Record<OpportunityKind, Subject>> = {
  overdue: n => ({
    zh: `${n} 位客户已超出自己的购买节律。`,
    en: `${n} customers are past their own buying rhythm.`,
  }),
  'high-value-lost': n => ({
    zh: `${n} 位高价值客户远远超出自己的购买节律（超期概率 99% 以上）。`,
    en: `${n} high-value customers are far past their own buying rhythm (overdue with a probability of 99% or more).`,
  }),
  'first-not-repeated': n => ({
    zh: `${n} 位客户只买过一次，已过了多数人复购的时候。`,
    en: `${n} customers bought once and are past the time by which most come again.`,
  }),
  falling: n => ({
    zh: `${n} 位客户近半年购买的次数或金额明显低于去年同期，但还没有流失。`,
    en: `${n} customers bought in the last half-year clearly less often or for less than in the same half of the year before, and are not lost yet.`,
  }),
  'category-gap': (n, { category }) => ({
    zh: `${n} 位活跃客户近一年没有买过「${category ?? ''}」。`,
    en: `${n} active customers bought nothing of “${category ?? ''}” within a year.`,
  }),
  'stop-spending': (n, { messages, horizonDays }) => ({
    zh: `${n} 位客户在过去 ${horizonDays} 天里收到 ${countText(messages?.count ?? 0, 'zh')} 条消息，带来的却不够付消息和优惠的钱。`,
    en: `${n} customers got ${countText(messages?.count ?? 0, 'en')} messages in the last ${horizonDays} days and bring less than messages and offers cost.`,
  }),
};

/** The figures of a card in words, each with what it is held against. */
interface Figures {
  readonly days: number;
  readonly value: BothLanguages;
  readonly baseline: string;
  readonly reference: string;
  readonly stake: string;
  readonly zhRange: string;
  readonly enRange: string;
}

type Money = (figures: Figures) => BothLanguages;
const heldAgainst =
  (compared: BothLanguages): Money =>
  ({ days, value, baseline, reference, stake, zhRange, enRange }) => ({
    zh: `照旧，未来 ${days} 天预计贡献${value.zh} ${baseline}；${compared.zh}约 ${reference}，差距 ${stake}${zhRange}。`,
    en: ` As things go they bring ${baseline} of ${value.en} in the next ${days} days; ${compared.en} ${reference}, a gap of ${stake}${enRange}.`,
  });

const onRhythm = heldAgainst({
  zh: '同类仍在节律内的同样人数',
  en: 'as many comparable customers still on rhythm bring',
});
const moneys: Readonly<Record<OpportunityKind, Money>> = {
  overdue: onRhythm,
  'high-value-lost': onRhythm,
  'first-not-repeated': heldAgainst({
    zh: '首购品类相同、已有第二单的同样人数',
    en: 'as many with the same first category who came a second time bring',
  }),
  falling: heldAgainst({ zh: '他们自己去年同期', en: 'in the same days of last year they brought' }),
  'category-gap': heldAgainst({
    zh: '按同类客户的购买比例，同样人数在该品类',
    en: 'as many customers with the category’s share of buyers among comparable ones bring in it',
  }),
  'stop-spending': ({ days, value, baseline, reference, stake, zhRange, enRange }) => ({
    zh: `照旧，未来 ${days} 天预计贡献${value.zh} ${baseline}，同样的投入要花 ${reference}，入不敷出 ${stake}${zhRange}。`,
    en: ` As things go they bring ${baseline} of ${value.en} in the next ${days} days, and the same spending costs ${reference}: ${stake} more than they bring${enRange}.`,
  }),
};

/** A kind's name, with the category where it is about one. */
export function opportunityTitle(kind: OpportunityKind, category: string | null): BothLanguages {
  const { zh, en } = titles[kind];
  return category === null ? { zh, en } : { zh: `${zh}：${category}`, en: `${en}: ${category}` };
}

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
  const subject = subjects[card.kind](countText(card.customers, language), card)[language];
  const { baselineMinor, referenceMinor, valueAtStakeMinor } = card;
  if (!baselineMinor || !referenceMinor || !valueAtStakeMinor) {
    return (
      subject +
      { zh: '可比的历史太少，不给金额。', en: ' Too little comparable history for money.' }[language]
    );
  }
  const text = (minor: string) => moneyText(minor, card.currency, language);
  const range = rangeText(valueAtStakeMinor.lo, valueAtStakeMinor.hi, text);
  const money = moneys[card.kind]({
    days: card.horizonDays,
    value: card.valueIs === 'margin' ? { zh: '毛利', en: 'margin' } : { zh: '销售额', en: 'sales' },
    baseline: withRange(
      text(baselineMinor.estimate),
      rangeText(baselineMinor.lo, baselineMinor.hi, text),
      language,
    ),
    reference: text(referenceMinor.estimate),
    stake: text(valueAtStakeMinor.estimate),
    zhRange: range ? `（${range}，80%）` : '（历史太短，没有区间）',
    enRange: range ? ` (${range}, 80%)` : ' (history too short for a range)',
  })[language];
  return subject + money + caution(card, language);
}

const withRange = (estimate: string, range: string | null, language: Language) => {
  if (!range) return estimate;
  return language === 'zh' ? `${estimate}（${range}）` : `${estimate} (${range})`;
};

function caution(card: Opportunity, language: Language): string {
  if (card.kind === 'stop-spending')
    return {
      zh: '即使这些贡献全都来自这些消息，停发也不亏。',
      en: ' Even if all of it came of the messages, stopping them would lose nothing.',
    }[language];
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
