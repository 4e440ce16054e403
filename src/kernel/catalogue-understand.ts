/** Texts of the understand area; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const understandTexts: CataloguePart = {
  'review-unknown': {
    zh: '没有这次体检：{id}',
    en: 'There is no such review: {id}',
    remedy: { zh: '先运行一次存量体检。', en: 'Run a review first.' },
  },
  'review-value-is-sales': {
    zh: '只有 {coverage}% 的销售额有成本或毛利率，因此价值按销售额计，并称作销售额；利润数字不予给出。',
    en: 'Only {coverage} % of sales have a cost or a margin rate, so value is sales and is called sales; profit figures are refused.',
    remedy: {
      zh: '在销售口径里填写品类毛利率，或导入成本。',
      en: 'Give margin rates by category in the sales definition, or import costs.',
    },
  },
  'review-margin-filled': {
    zh: '{coverage}% 的销售额有毛利；其余行按其平均毛利率补足。',
    en: '{coverage} % of sales have a margin; the other lines take the average rate of those.',
  },
  'review-rhythm-insufficient': {
    zh: '只有 {customers} 位复购客户、{gaps} 个购买间隔，不足以估计购买节律（至少 50 位、200 个）。',
    en: 'Only {customers} repeat buyers with {gaps} gaps: too few to estimate a rhythm (50 and 200 are needed).',
    remedy: { zh: '导入更长的订单历史。', en: 'Import a longer order history.' },
  },
  'review-alive-not-modelled': {
    zh: '本版没有存活概率：沉睡与流失只由超期概率 q 判断。',
    en: 'This version has no P(alive): dormant and lost follow from the overdue probability q alone.',
  },
  'review-clock-plain': {
    zh: '历史不足 455 天，无法区分季节与趋势：运营时间按自然日计。',
    en: 'Less than 455 days of history cannot tell a season from a trend: operational time is calendar time.',
  },
  'review-new-window-from-model': {
    zh: '首购后回购的人太少，新客期限 {days} 天取自典型购买间隔的 75% 分位。',
    en: 'Too few first buyers have come back; the {days} days of a new customer are the 75th percentile of a typical gap.',
  },
  'review-frequency-fixed': {
    zh: '购买频次不足三档，改用固定切点 1 | 2 | 3–4 | 5–9 | 10+，“频繁”指至少 2 次。',
    en: 'Frequency has fewer than three levels; fixed cuts 1 | 2 | 3–4 | 5–9 | 10+ stand in, and "frequent" is two or more.',
  },
  'review-lines-without-customer': {
    zh: '{lines} 行没有客户：计入商品与总额，不计入客户数字。',
    en: '{lines} lines have no customer: they count for products and totals, not for customers.',
  },
};
