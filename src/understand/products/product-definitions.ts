/** What each figure of the products page means, in both languages, with the limits it was computed with. */
import type { BothLanguages } from '../../records/estimate.ts';
import type { ProductSummary } from '../../records/product.ts';
import type { SalesDefinition } from '../../records/sales-definition.ts';
import { adviceLimits } from './product-advice.ts';
import { serviceDays } from './service-cost.store.ts';

const entry = (figure: string, zh: string, en: string): { figure: string; text: BothLanguages } => ({
  figure,
  text: { zh, en },
});

export interface DefinitionParts {
  readonly definition: SalesDefinition;
  readonly window: ProductSummary['window'];
  readonly rankedBy: ProductSummary['rankedBy'];
  readonly slopeSpread: number;
}

const percent = (share: number) => `${Math.round(share * 100)}%`;

/** Every definition the page shows. */
export function productDefinitions(parts: DefinitionParts): ProductSummary['definitions'] {
  return [...moneyTexts(parts), ...buyerTexts(), ...stageTexts(parts), ...adviceTexts()];
}

function moneyTexts({ definition, window, rankedBy }: DefinitionParts) {
  const ranked = {
    contribution: ['贡献毛利', 'contribution'],
    sales: ['净销售额（成本不足，不是毛利）', 'net sales (too few costs; not margin)'],
  }[rankedBy];
  return [
    entry(
      'window',
      `${window.from} 至 ${window.to}（体检前 365 天），销售口径第 ${definition.version} 版，${definition.currency}，${definition.zone}。“此前”是再往前的 365 天。`,
      `${window.from} to ${window.to} (the 365 days before the check-up), sales definition ${definition.version}, ${definition.currency}, ${definition.zone}. "Before" is the 365 days before those.`,
    ),
    entry(
      'net',
      '销售额是实付金额，折扣已经扣除；退货按退款日计；净销售额是二者之差。各商品的净销售额之和等于总额。',
      'Sales are what was paid, discounts already out; returns count on the day of refund; net is the difference. Products add up to the total exactly.',
    ),
    entry(
      'contribution',
      `净销售额减去货品成本（退回的货同样冲减），再减去渠道费用和服务成本。渠道费用先按“渠道”页的分摊规则归到各销售渠道和月份，再按商品占该渠道当月销售额的比例分摊（当月没有销售则按全年）。服务成本：每个工单的费用按该客户此前 ${serviceDays} 天所买商品的净销售额分摊；没有客户或此前没有购买的不分摊。没有花费或工单费用时不扣，并注明。“此前”那一年只扣货品成本。商品 95% 以上的销售额有成本或毛利率才给出贡献，其余按该商品自己的毛利率补足；否则留空。`,
      `Net sales less cost of goods (returned goods taken back likewise), channel costs and service costs. Channel costs are laid on sales channels and months by the rules of the Channels page, then on products by their share of the channel’s sales of the month (of the year where it sold nothing in it). Service: the cost of a case falls on what its customer bought in the ${serviceDays} days before, by net sales; a case of nobody, or without a purchase then, falls on no product. What is not known is not taken off, and is said. The year before is less cost of goods only. Given where 95 % of a product’s sales have a cost or a margin rate, the rest at the product’s own rate; otherwise left open.`,
    ),
    entry(
      'class',
      `按${ranked[0]}从高到低累计：到 80% 为 A，到 95% 为 B，其余为 C；不为正的列在最后，成本不足的为“未知”。`,
      `Cumulated by ${ranked[1]}, largest first: A up to 80 %, B up to 95 %, C after; what is not positive stands last, too few costs is "unknown".`,
    ),
    entry(
      'hhi',
      '赫芬达尔指数：各商品所占份额的平方和。1 ÷ HHI 是同样集中程度下大小相同的商品个数。',
      'Herfindahl–Hirschman index: the sum of squared shares. 1 ÷ HHI is the number of equal products that would be as concentrated.',
    ),
  ];
}

const buyerTexts = () => [
  entry(
    'buyers',
    '窗口内买过的已知客户。新客：在窗口内第一次购买就包含它；复购：在另一天又买过它。',
    'Known customers who bought in the window. New: their first purchase ever, within it, held the product. Repeat: bought it again on a later day.',
  ),
  entry(
    'second-order',
    '首购包含该商品的客户中，90 天内再次购买（任何商品）的比例；近两年内、已过 90 天者。人不自己选择首购：这是描述，不是因果。少于 30 人不给。',
    'Of customers whose first purchase held it, the share who bought anything again within 90 days; first purchases of the last two years that are 90 days old. Buyers chose the product themselves: a description, not a cause. Not given under 30 people.',
  ),
  entry(
    'lapse',
    '最后一次买该商品之后 180 天内什么都没再买的客户比例。比较基准是全部商品合计的同一比例。q 为全部商品一起校正后的误报率。',
    'Of customers by their last purchase of it, the share who bought nothing at all in the 180 days after. Compared with the same share over all products together. q is the false-discovery rate over all products.',
  ),
];

function stageTexts({ slopeSpread }: DefinitionParts) {
  const spread = (slopeSpread * 100).toFixed(1);
  return [
    entry(
      'stage',
      `每月销量 ÷ 一直在售的同类商品销量，去掉季节，取对数；最近 min(12, 月龄/2) 个月的 Theil–Sen 斜率。σ 是各商品斜率的稳健标准差，这次为每月 ${spread}%。斜率高于 0.5σ 且 Mann–Kendall p<.1 为成长，低于 −0.5σ 为衰退，其余成熟；不足 6 个月为导入。回退须连续 3 个月确认，转为衰退须 2 个月。缺货月与大幅促销月不计；下架不算衰退。不足 12 个月不下结论。`,
      `Monthly units over those of the goods of its category that sold throughout, season removed, log; Theil–Sen slope over the last min(12, age/2) months. σ is the robust spread of slopes over products, here ${spread} % a month. Above 0.5 σ with Mann–Kendall p < .1 is growth, below −0.5 σ decline, else maturity; under 6 months introduction. Backward moves need 3 months in a row, decline 2. Months out of stock and of deep promotion are left out; the end of a listing is no decline. Under 12 months nothing is concluded.`,
    ),
    entry(
      'confidence',
      '按斜率自身的不确定性，它落在该阶段范围内的概率。',
      'Probability, by the slope’s own uncertainty, that it lies in the range of this stage.',
    ),
  ];
}

function adviceTexts() {
  const limits = adviceLimits;
  return [
    entry(
      'action',
      `依次判断，取第一条成立的。停：贡献两年皆负，且不在导入、成长期。改：退货率 ≥ ${percent(limits.returnLeast)} 且达全店 ${limits.returnTimes} 倍，或贡献为负，或折扣高于全店 ${percent(limits.discountAbove)} 点，或买后流失达全店 ${limits.lapseTimes} 倍（q ≤ .05）；均须 ${limits.leastOrders} 单以上。清：${limits.silentDays} 天没有售出，或 C 类且衰退（置信 ≥ ${percent(limits.confidence)}）。保供：A 类且曾缺货、在成长，或销售额增长高于全店 ${percent(limits.growth)} 点（两年前已在售）。推：贡献率不低于全店，且在成长或第二单达全店 ${limits.secondOrderTimes} 倍（q ≤ .05）。这些是规则，不是预测。`,
      `The first rule that applies. Stop: contribution negative in both years and neither introduced nor growing. Fix: return rate ≥ ${percent(limits.returnLeast)} and ${limits.returnTimes} times the base, or a negative contribution, or discounts ${percent(limits.discountAbove)} points above the base, or ${limits.lapseTimes} times as many buyers lapse after it (q ≤ .05); from ${limits.leastOrders} orders on. Clear: nothing sold for ${limits.silentDays} days, or class C in decline (confidence ≥ ${percent(limits.confidence)}). Keep supplied: class A that ran out, grows, or whose sales rose ${percent(limits.growth)} points more than all sales (on sale for two years). Push: contribution rate at or above the base, and growing or winning ${limits.secondOrderTimes} times as many second orders (q ≤ .05). Rules, not forecasts.`,
    ),
  ];
}
