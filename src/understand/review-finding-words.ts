/** A finding in one plain sentence and its definition, in both languages. */
import { currencyExponent } from '../kernel/money.ts';
import type { BothLanguages } from '../records/estimate.ts';
import type { FestivalName } from '../records/review-festival.ts';
import { festivalWords } from './festivals/festival-words.ts';
import type { Chosen } from './review-findings.ts';

type Language = keyof BothLanguages;
const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

interface Writer {
  readonly finding: Chosen;
  readonly money: (minor: number) => string;
  readonly percent: (share: number) => string;
  readonly count: (n: number) => string;
  /** The deviation's size, and its interval. */
  readonly off: string;
  readonly range: string;
  readonly isMore: boolean;
  readonly number: (name: string) => number;
}

function writerOf(finding: Chosen, currency: string, language: Language): Writer {
  const locale = locales[language];
  const scale = 10 ** currencyExponent(currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 3,
    useGrouping: 'always',
  });
  const money = (minor: number) => format.format(minor / scale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const count = new Intl.NumberFormat(locale);
  const to = language === 'zh' ? ' 至 ' : ' to ';
  return {
    finding,
    money,
    percent: share => percent.format(share),
    count: n => count.format(n),
    off: money(Math.abs(finding.amountMinor - finding.expectedMinor)),
    range: `${money(finding.lo)}${to}${money(finding.hi)}`,
    isMore: finding.amountMinor >= finding.expectedMinor,
    number: name => Number(finding.said[name] ?? 0),
  };
}

const driverNames: Readonly<Record<string, BothLanguages>> = {
  buyers: { zh: '购买人数', en: 'the number of buyers' },
  'orders-per-buyer': { zh: '人均订单数', en: 'orders a buyer' },
  'sales-per-order': { zh: '每单金额', en: 'sales an order' },
};

const spanText = ({ from, to }: { from: string; to: string }) => `${from} – ${to}`;
const days = ({ from, to }: { from: string; to: string }) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;

type Words = Readonly<
  Record<Chosen['kind'], { readonly zh: (w: Writer) => string; readonly en: (w: Writer) => string }>
>;

/** A share of the expected amount, or nothing where nothing was expected. */
const relative = ({ finding, percent }: Writer) =>
  finding.expectedMinor > 0
    ? percent(Math.abs(finding.amountMinor - finding.expectedMinor) / finding.expectedMinor)
    : '–';

const sentences: Words = {
  'sales-change': {
    zh: w =>
      `最近 ${days(w.finding.period)} 天净销售额 ${w.money(w.finding.amountMinor)}，比 ${spanText(w.finding.against ?? w.finding.period)} ${w.isMore ? '多' : '少'} ${w.off}（${relative(w)}；95% 区间 ${w.range}），其中最大的一项是${driverNames[String(w.finding.said['driver'])]?.zh ?? ''}（${w.money(w.number('driverMinor'))}）。`,
    en: w =>
      `Net sales of the last ${days(w.finding.period)} days are ${w.money(w.finding.amountMinor)}, ${w.off} ${w.isMore ? 'more' : 'less'} than in ${spanText(w.finding.against ?? w.finding.period)} (${relative(w)}; 95 % interval ${w.range}); the largest part is ${driverNames[String(w.finding.said['driver'])]?.en ?? ''} (${w.money(w.number('driverMinor'))}).`,
  },
  'kept-spend': {
    zh: w =>
      `两段都购买的 ${w.count(w.number('customers'))} 位客户最近 ${days(w.finding.period)} 天买了 ${w.money(w.finding.amountMinor)}，比 ${spanText(w.finding.against ?? w.finding.period)} ${w.isMore ? '多' : '少'} ${w.off}（${relative(w)}；95% 区间 ${w.range}）。`,
    en: w =>
      `The ${w.count(w.number('customers'))} customers who bought in both spans bought for ${w.money(w.finding.amountMinor)} in the last ${days(w.finding.period)} days, ${w.off} ${w.isMore ? 'more' : 'less'} than in ${spanText(w.finding.against ?? w.finding.period)} (${relative(w)}; 95 % interval ${w.range}).`,
  },
  replacement: {
    zh: w =>
      `未再购买的 ${w.count(w.number('lost'))} 位客户此前带来 ${w.money(w.finding.expectedMinor)}，新客与回流的 ${w.count(w.number('came'))} 位带来 ${w.money(w.finding.amountMinor)}：${w.isMore ? '多' : '少'} ${w.off}（95% 区间 ${w.range}）。`,
    en: w =>
      `The ${w.count(w.number('lost'))} customers who did not buy again had brought ${w.money(w.finding.expectedMinor)}; the ${w.count(w.number('came'))} who are new or came back brought ${w.money(w.finding.amountMinor)}: ${w.off} ${w.isMore ? 'more' : 'less'} (95 % interval ${w.range}).`,
  },
  'refund-rate': {
    zh: w =>
      `退款为销售额的 ${w.percent(w.number('rateAfter'))}，此前为 ${w.percent(w.number('rateBefore'))}：最近 ${days(w.finding.period)} 天${w.isMore ? '多' : '少'}退 ${w.off}（95% 区间 ${w.range}）。`,
    en: w =>
      `Refunds are ${w.percent(w.number('rateAfter'))} of sales, against ${w.percent(w.number('rateBefore'))} before: ${w.off} ${w.isMore ? 'more' : 'less'} in the last ${days(w.finding.period)} days (95 % interval ${w.range}).`,
  },
  'category-shift': {
    zh: w => slice(w, 'zh', '品类'),
    en: w => slice(w, 'en', 'category'),
  },
  'channel-shift': {
    zh: w => slice(w, 'zh', '渠道'),
    en: w => slice(w, 'en', 'channel'),
  },
  month: {
    zh: w =>
      `${w.finding.about} 净销售额 ${w.money(w.finding.amountMinor)}；按上年同月和之前 ${w.number('months')} 个月的同比（${w.percent(w.number('moved'))}）应为 ${w.money(w.finding.expectedMinor)}，${w.isMore ? '多' : '少'} ${w.off}（95% 区间 ${w.range}）。`,
    en: w =>
      `${w.finding.about} sold ${w.money(w.finding.amountMinor)}; the same month a year earlier, moved as the ${w.number('months')} months before (${w.percent(w.number('moved'))} year on year), predicts ${w.money(w.finding.expectedMinor)}: ${w.off} ${w.isMore ? 'more' : 'less'} (95 % interval ${w.range}).`,
  },
  festival: {
    zh: w =>
      `${festivalWords[w.finding.about as FestivalName]?.zh ?? ''}（${spanText(w.finding.period)}）净销售额 ${w.money(w.finding.amountMinor)}；上年同一节点 ${w.money(w.number('before'))}，按今年的工作日与休息日为 ${w.money(w.number('alike'))}，若与全年同步（${w.percent(w.number('growth'))}）应为 ${w.money(w.finding.expectedMinor)}，${w.isMore ? '多' : '少'} ${w.off}（95% 区间 ${w.range}）。`,
    en: w =>
      `${festivalWords[w.finding.about as FestivalName]?.en ?? ''} (${spanText(w.finding.period)}) sold ${w.money(w.finding.amountMinor)}; the one a year before sold ${w.money(w.number('before'))}, with this year’s workdays and days of rest ${w.money(w.number('alike'))}, which, moving like the whole year (${w.percent(w.number('growth'))}), predicts ${w.money(w.finding.expectedMinor)}: ${w.off} ${w.isMore ? 'more' : 'less'} (95 % interval ${w.range}).`,
  },
  'margin-rate': {
    zh: w =>
      `${spanText(w.finding.period)} 毛利率 ${w.percent(w.number('rateAfter'))}，此前各月平均 ${w.percent(w.number('rateBefore'))}：毛利${w.isMore ? '多' : '少'} ${w.off}（95% 区间 ${w.range}）。`,
    en: w =>
      `Margin was ${w.percent(w.number('rateAfter'))} of sales in ${spanText(w.finding.period)}, against ${w.percent(w.number('rateBefore'))} in the months before: ${w.off} ${w.isMore ? 'more' : 'less'} margin (95 % interval ${w.range}).`,
  },
  'cohort-return': {
    zh: w =>
      `${w.finding.about} 首购的 ${w.count(w.number('customers'))} 位客户，下一季度有 ${w.percent(w.number('rateAfter'))} 再次购买，此前四批平均 ${w.percent(w.number('rateBefore'))}：${w.isMore ? '多' : '少'} ${w.off}（95% 区间 ${w.range}）。`,
    en: w =>
      `Of the ${w.count(w.number('customers'))} customers who first bought in ${w.finding.about}, ${w.percent(w.number('rateAfter'))} bought again in the next quarter; the four cohorts before averaged ${w.percent(w.number('rateBefore'))}: ${w.off} ${w.isMore ? 'more' : 'less'} (95 % interval ${w.range}).`,
  },
};

function slice(w: Writer, language: Language, of: string): string {
  const { about, amountMinor, expectedMinor } = w.finding;
  const growth = w.number('growth');
  if (language === 'zh')
    return `${of}“${about}”最近 ${days(w.finding.period)} 天净销售额 ${w.money(amountMinor)}；若与整体同步（${w.percent(growth)}）应为 ${w.money(expectedMinor)}，${w.isMore ? '多' : '少'} ${w.off}（95% 区间 ${w.range}）。`;
  return `Net sales of the ${of} “${about}” in the last ${days(w.finding.period)} days are ${w.money(amountMinor)}; moving like the whole (${w.percent(growth)}) they would be ${w.money(expectedMinor)}: ${w.off} ${w.isMore ? 'more' : 'less'} (95 % interval ${w.range}).`;
}

const chance: BothLanguages = {
  zh: '区间说的是偶然能带来多大变动（客户被看作来自更大人群的样本），不含季节与大促。',
  en: 'The interval says what chance alone moves (customers as a sample of those who might have come), not what a season or a promotion does.',
};
const both = (zh: string, en: string): BothLanguages => ({ zh: zh + chance.zh, en: `${en} ${chance.en}` });

const sliceDefinition = both(
  '该部分的净销售额减去它与整体同步变化时应有的净销售额；误差由订单行平方和按客户聚集程度放大得到。',
  'Net sales of the slice less what they would be had it moved like the whole; the error comes from squared lines, enlarged by how much customers vary more than lines.',
);

const definitions: Readonly<Record<Chosen['kind'], BothLanguages>> = {
  'sales-change': both(
    '两段等长日期的净销售额之差；与“没有变化”相比。',
    'Net sales of two spans of equal length, against no change.',
  ),
  'kept-spend': both(
    '两段都购买的客户各自前后净销售额之差的总和；与“没有变化”相比。',
    'Sales of customers who bought in both spans, each against themselves; against no change.',
  ),
  replacement: both(
    '后段新客与回流客户的销售额减去未再购买客户在前段的销售额；与“来去相抵”相比。',
    'Later sales of new and returned customers less earlier sales of those who did not buy again; against an even exchange.',
  ),
  'refund-rate': both(
    '后段退款减去按前段退款率应有的退款。',
    'Refunds of the later span less what the earlier share of sales would be.',
  ),
  'category-shift': sliceDefinition,
  'channel-shift': sliceDefinition,
  month: {
    zh: '最近一个整月的净销售额减去“上年同月 × 之前各月同比的几何平均”；误差取自这些同比彼此的差异（学生 t）。1、2 月因春节移动不作比较。',
    en: 'Net sales of the last whole month less the same month a year earlier times the geometric mean of the year-on-year ratios before; the error is how those ratios differ (Student’s t). January and February are left out, since the Spring Festival wanders.',
  },
  festival: both(
    '节点前后相同天数的净销售额（农历节日按农历对齐）减去上年同一节点按今年工作日与休息日天数（调休上班日算工作日）和全年变化应有的净销售额；误差由订单行平方和按客户聚集程度放大得到。',
    'Net sales of the same days about the festival (lunar ones by the lunar calendar) less those a year before, with as many workdays (made-up ones among them) and days of rest, moved as the whole year moved; the error comes from squared lines, enlarged by how much customers vary more than lines.',
  ),
  'margin-rate': {
    zh: '最近三个整月的毛利减去按此前各月平均毛利率应有的毛利；误差取自各月毛利率的差异（学生 t）。',
    en: 'Margin of the last three whole months less what the mean monthly rate before would give; the error is how those rates differ (Student’s t).',
  },
  'cohort-return': {
    zh: '最近一批首购客户在下一季度的复购率与此前四批的平均之差，乘以人数和复购者的人均价值；误差取抽样误差与批次间差异中较大者（学生 t）。',
    en: 'Share of the newest cohort that bought in the next quarter less the mean of the four before, times its customers and the value of one who came back; the error is the larger of sampling and how cohorts differ (Student’s t).',
  },
};

/** What a page says of a finding. */
export const findingWords = (
  finding: Chosen,
  currency: string,
): { sentence: BothLanguages; definition: BothLanguages } => ({
  sentence: {
    zh: sentences[finding.kind].zh(writerOf(finding, currency, 'zh')),
    en: sentences[finding.kind].en(writerOf(finding, currency, 'en')),
  },
  definition: definitions[finding.kind],
});
