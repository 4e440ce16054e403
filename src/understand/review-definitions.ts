/** What each figure of the review means, in both languages, with the cut points of this very review filled in. */
import type { ActivitySource } from '../records/activity.ts';
import type { BothLanguages } from '../records/estimate.ts';
import type { CutPoints, ReviewDocument, RhythmModel } from '../records/review.ts';
import type { SalesDefinition } from '../records/sales-definition.ts';

export interface DefinitionParts {
  readonly definition: SalesDefinition;
  readonly value: { readonly valueIs: 'margin' | 'sales' };
  readonly cuts: CutPoints | null;
  readonly rhythm: RhythmModel;
}

const entry = (figure: string, text: BothLanguages) => ({ figure, text });

/** Every definition a review shows, in words of both languages with the numbers it was computed with. */
export function reviewDefinitions(parts: DefinitionParts): ReviewDocument['definitions'] {
  return [
    salesText(parts),
    recencyText(),
    frequencyText(),
    monetaryText(parts),
    ...cutTexts(parts),
    ...stageTexts(parts),
  ];
}

function salesText({ definition }: DefinitionParts) {
  const returns = definition.subtractReturns
    ? { zh: '退货按退款日冲减', en: 'refunds reduce sales on their own day' }
    : { zh: '退货不冲减', en: 'refunds are not subtracted' };
  const sources = definition.activities.map(activityText);
  const zh = sources.map(text => text.zh).join('；');
  const en = sources.map(text => text.en).join('; ');
  return entry('revenue', {
    zh: `${zh}（口径第 ${definition.version} 版，${definition.currency}，${definition.zone}）；${returns.zh}。`,
    en: `${en} (definition ${definition.version}, ${definition.currency}, ${definition.zone}); ${returns.en}.`,
  });
}

/** What one source of activity counts, as the beginning of a sentence. */
function activityText(source: ActivitySource): BothLanguages {
  switch (source.kind) {
    case 'orders':
      return { zh: '计入的订单行的实付净额', en: 'Net amount of the order lines that count' };
    case 'event':
      return {
        zh: `事件“${source.event}”的金额（${source.amountFrom}），一次事件即一次购买`,
        en: `Amount (${source.amountFrom}) of each event “${source.event}”, which is a purchase`,
      };
    case 'balance':
      return {
        zh: `事件“${source.event}”每月最后一次余额（${source.balanceFrom}）的十二分之一，一年相加即年均余额；当月余额不低于 ${source.minimumBalance} 即当月有一次购买`,
        en: `A twelfth of the last balance (${source.balanceFrom}) of each month told by “${source.event}”, so that a year adds up to its average; a month with ${source.minimumBalance} or more is a purchase`,
      };
    default:
      return {
        zh: `事件“${source.event}”的付款（${source.amountFrom}）按所付月数分摊，已付费的每个月为一次购买`,
        en: `Payments (${source.amountFrom}) of “${source.event}” laid over the months they pay for; each month paid is a purchase`,
      };
  }
}

const recencyText = () =>
  entry('recency', {
    zh: '距最近一次购买的整天数。“近”指不超过中位数。',
    en: 'Whole days since the last purchase. "Near" is at or below the median.',
  });

const frequencyText = () =>
  entry('frequency', {
    zh: '截至最近一次购买的 365 天内的购买天数（退款后净额大于 0 的客户·日）。“频繁”指高于中位数。',
    en: 'Days with a purchase (net above 0 after refunds) in the 365 days that end at the last purchase. "Frequent" is above the median.',
  });

function monetaryText({ value }: DefinitionParts) {
  const name =
    value.valueIs === 'margin'
      ? { zh: '毛利', en: 'margin' }
      : { zh: '销售额（没有成本，不是毛利）', en: 'sales (no costs known; not margin)' };
  return entry('monetary', {
    zh: `同一 365 天内的${name.zh}。“金额高”指高于中位数。`,
    en: `The ${name.en} of the same 365 days. "High" is above the median.`,
  });
}

const percent = (share: number) => Math.round(share * 1000) / 10;
const list = (values: readonly number[]) => values.map(value => Math.round(value * 100) / 100).join(' | ');

function cutTexts({ cuts }: DefinitionParts) {
  if (!cuts) return [];
  const { medians, chosen } = cuts;
  const cells = chosen.includes('cells')
    ? {
        zh: `组织设定的界线（未设定的为 ${cuts.buyers} 位近 730 天买家的中位数）`,
        en: `borders the organisation set (medians of ${cuts.buyers} buyers of the last 730 days where it set none)`,
      }
    : {
        zh: ` ${cuts.buyers} 位近 730 天买家的中位数`,
        en: `the medians of ${cuts.buyers} buyers of the last 730 days`,
      };
  const scores = (['recencyDays', 'frequency', 'monetary'] as const).some(part => chosen.includes(part))
    ? { zh: '组织设定或买家分位的切点', en: 'Cut points set by the organisation, or quintiles of the buyers' }
    : { zh: '分位切点', en: 'Cut points' };
  return [
    entry('rfm-cells', {
      zh: `八格以${cells.zh}划分：${medians.recencyDays} 天、${medians.frequency} 次、金额 ${medians.monetary}；第 ${cuts.version} 版，已冻结。`,
      en: `Eight cells about ${cells.en}: ${medians.recencyDays} days, ${medians.frequency} times, money ${medians.monetary}; version ${cuts.version}, frozen.`,
    }),
    entry('rfm-scores', {
      zh: `${scores.zh}：R ${list(cuts.recencyDays)}；F ${list(cuts.frequency)}；M ${list(cuts.monetary)}。相同的值得分相同，重复的切点合并。`,
      en: `${scores.en}: R ${list(cuts.recencyDays)}; F ${list(cuts.frequency)}; M ${list(cuts.monetary)}. Equal values share a score; equal cuts count once.`,
    }),
    entry('tiers', tierText(cuts)),
  ];
}

function tierText({ tierMoney, tierCuts, tierShares }: CutPoints): BothLanguages {
  if (tierMoney)
    return {
      zh: `由组织设定的金额划分（截至最近一次购买的 365 天内）：高 ≥ ${tierMoney.high}，中 ≥ ${tierMoney.mid}。`,
      en: `By money the organisation set, in the 365 days that end at the last purchase: high from ${tierMoney.high}, mid from ${tierMoney.mid}.`,
    };
  const [high, mid] = [percent(tierShares.high), percent(tierShares.mid)];
  return {
    zh: `价值分 = ½ 金额百分位 + ¼ 频次百分位 + ¼ 忠诚百分位；高 ≥ ${tierCuts.high}（前 ${high}%），中 ≥ ${tierCuts.mid}（其后 ${mid}%）。越过切点不足 2 个百分点时保留上一期等级。`,
    en: `Value score = ½ percentile of money + ¼ of frequency + ¼ of loyalty; high from ${tierCuts.high} (top ${high} %), mid from ${tierCuts.mid} (next ${mid} %). Within 2 points of a cut the tier of the previous period stays.`,
  };
}

function stageTexts({ rhythm }: DefinitionParts) {
  const days = rhythm.newWindowDays;
  return [
    entry('overdue', {
      zh: '超期概率 q：按该客户自己的购买间隔（以品类先验收缩、按运营时间计），下一次购买本应已经发生的概率。.80 预警，.95 沉睡，.99 流失。',
      en: 'Overdue probability q: how likely the next purchase would have come by now, by the customer’s own gaps (shrunk to the category, in operational time). .80 warning, .95 dormant, .99 lost.',
    }),
    entry('stages', {
      zh: `潜在：没有购买；新客：首购后 ${days ?? '—'} 天内；流失 q ≥ .99；沉睡 q ≥ .95；成长、衰退：近期购买率高于以前的 1.1 倍或低于 0.9 倍的概率超过 80%，由每次间隔算出：该客户自己的节律是否在变、哪些间隔是停购（按 0 计），变化和停购的常见程度从本库学得；历史不足两年或客户群没有节律时，按两段时间内的购买次数算；其余为成熟。流失还须存活概率 < .2；间隔不足 2 个时，沉睡看存活概率 < .5。没有存活概率时仅由 q 判断。“流失”指超出其自身节律。`,
      en: `Potential: no purchase; new: within ${days ?? '—'} days of the first; lost q ≥ .99; dormant q ≥ .95; growing, declining: over 80 % probability that the recent rate is above 1.1 or below 0.9 times the older, by every gap: whether the customer’s own rhythm changes, and which gaps are pauses (a rate of 0), with how common both are learnt from this base; with less than two years of history or without a rhythm by the purchases of the two spans; the rest mature. Lost also needs P(alive) < .2; with fewer than two gaps dormant is P(alive) < .5; where there is no P(alive), q decides alone. "Lost" means past their own rhythm.`,
    }),
  ];
}
