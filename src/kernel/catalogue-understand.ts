/** Texts of the understand area; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const understandTexts: CataloguePart = {
  'review-unknown': {
    zh: '没有这次体检：{id}',
    en: 'There is no such review: {id}',
    remedy: { zh: '先运行一次存量体检。', en: 'Run a review first.' },
  },
  'review-as-of-ahead': {
    zh: '截至时间还没有到来：现在是 {now}',
    en: 'The as-of time has not come yet: it is {now} now',
    remedy: {
      zh: '给出已经过去的时间，或不给时间，即截至现在。',
      en: 'Give a time that has passed, or none, which means now.',
    },
  },
  'pdf-no-browser': {
    zh: '这台机器上没有 Chromium 或 Chrome，无法打印成 PDF。',
    en: 'This machine has no Chromium or Chrome to print a PDF with.',
    remedy: {
      zh: '安装 Chromium（apt-get install chromium）或设置 CHROMIUM_PATH；或导出 HTML，在自己的浏览器里打印。',
      en: 'Install Chromium (apt-get install chromium) or set CHROMIUM_PATH; or export HTML and print it in your own browser.',
    },
  },
  'pdf-failed': {
    zh: 'Chromium 一分钟内没有给出 PDF。',
    en: 'Chromium gave no PDF within a minute.',
    remedy: {
      zh: '稍后再试；或导出 HTML，在自己的浏览器里打印。',
      en: 'Try again later; or export HTML and print it in your own browser.',
    },
  },
  'review-format-needs-out': {
    zh: '--format 与 --out 要一起给出',
    en: '--format and --out go together',
    remedy: {
      zh: '例如：review --format xlsx --out 体检.xlsx',
      en: 'For example: review --format xlsx --out check-up.xlsx',
    },
  },
  'review-schedule-one-day': {
    zh: '--weekday 与 --day 要给且只给一个',
    en: 'Give --weekday or --day, one of them',
    remedy: {
      zh: '例如：reviews schedule --weekday 1 --at 07:00',
      en: 'For example: reviews schedule --weekday 1 --at 07:00',
    },
  },
  'review-no-sales': {
    zh: '截至此时没有一行算作销售：金额、节律和价值都无从计算。',
    en: 'No line counts as a sale by this time: there is nothing to compute money, rhythm or value from.',
    remedy: {
      zh: '导入订单；已经导入的，请看销售口径和排除规则是否把它们都排除了。',
      en: 'Import orders; if you have, see whether the sales definition or the exclusions leave all of them out.',
    },
  },
  'review-other-currency': {
    zh: '{lines} 行以其他币种计（{currencies}），未计入以 {currency} 计的数字：没有汇率表，不能相加。',
    en: '{lines} lines are in another currency ({currencies}) and are left out of figures in {currency}: without a rate table they cannot be added.',
    remedy: {
      zh: '用汇率表换算成 {currency} 后再导入。',
      en: 'Convert them to {currency} by a rate table and import them again.',
    },
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
    zh: '复购太少或无法确定参数，没有存活概率：沉睡与流失只由超期概率 q 判断。',
    en: 'There is no P(alive), because repeat purchases are too few or do not determine it: dormant and lost follow from the overdue probability q alone.',
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
  'review-part-none': {
    zh: '这次体检没有这一章：{part}',
    en: 'This review has no such chapter: {part}',
    remedy: {
      zh: '与过去比较的章节需要 150 天的历史；旧版本做的体检请重新运行一次。',
      en: 'Chapters that compare with the past need 150 days of history; a review of an older version is run again.',
    },
  },
  'value-family-refused': {
    zh: '{years} 年首购的客户：数据确定不了复购模型，不给出未来价值。',
    en: 'Customers first seen in {years}: the data do not determine the purchase model; no value to come is given.',
    remedy: {
      zh: '等积累更多复购，或导入更长的历史。',
      en: 'Wait for more repeat purchases, or import a longer history.',
    },
  },
  'value-family-prior': {
    zh: '{years} 年首购的客户：数据分不清全部参数，借助了全体客户的先验。',
    en: 'Customers first seen in {years}: the data cannot tell all parameters apart; a prior from the whole base took part.',
  },
  'value-orders-unidentified': {
    zh: '每次购买的金额确定不了价值模型（{customers} 位复购客户）：只给出次数，不给出金额。',
    en: 'The values of purchases do not determine the value model ({customers} repeat buyers): numbers of orders are given, money is not.',
  },
  'value-orders-insufficient': {
    zh: '只有 {customers} 位客户有可用的复购金额（至少 30 位）：只给出次数，不给出金额。',
    en: 'Only {customers} customers have repeat purchases of a value (30 are needed): numbers of orders are given, money is not.',
  },
  'value-correlated': {
    zh: '购买次数与金额的相关为 {correlation}，超过 0.3：金额模型的前提存疑。',
    en: 'Number and value of purchases correlate at {correlation}, beyond 0.3: the premise of the value model is doubtful.',
  },
  'value-no-holdout': {
    zh: '历史不足 270 天，无法用留出期检验：未来价值没有区间。',
    en: 'Less than 270 days of history leave no hold-out to test on: the value to come has no interval.',
  },
  'value-holdout-off': {
    zh: '留出期里预计与实际复购相差 {off}%，超过 15%：区间已相应放宽。',
    en: 'On the hold-out, expected orders were off by {off} %, more than 15 %: the intervals are that much wider.',
  },
  'value-three-years-unseen': {
    zh: '历史还不够长，没法回看两个过去的第二年（约需 1,000 天）：36 个月的价值是模型的外推，没有区间。',
    en: 'The history is too short to look back on the second year after two past times (about 1,000 days): the value of 36 months is what the models extrapolate and has no interval.',
  },
  'value-stage-off': {
    zh: '过去几年里，{stage} 阶段客户的购买次数与预计相差约 {off}%：这一阶段的未来价值不给区间，金额只作参考。',
    en: 'In past years the orders of the stage {stage} strayed from what was expected by about {off} %: the value to come of this stage has no interval, and its amount is a guess.',
  },
  'review-lines-without-customer': {
    zh: '{lines} 行没有客户：计入商品与总额，不计入客户数字。',
    en: '{lines} lines have no customer: they count for products and totals, not for customers.',
  },
  'products-not-computed': {
    zh: '这次体检还没有商品数据',
    en: 'The products of this review have not been computed',
    remedy: {
      zh: '在商品页点“计算商品”，或运行一次新的体检。',
      en: 'Compute them on the products page, or run a new review.',
    },
  },
  'products-definition-changed': {
    zh: '这次体检用的是销售口径第 {then} 版，现在是第 {now} 版',
    en: 'This review was made under sales definition {then}; the one in force is {now}',
    remedy: { zh: '运行一次新的体检。', en: 'Run a new review.' },
  },
  'product-unknown': {
    zh: '这次体检没有商品 {sku}',
    en: 'This review has no product {sku}',
    remedy: { zh: '在商品列表中查找。', en: 'Look for it in the list of products.' },
  },
  'product-action-unknown': {
    zh: '没有这个商品行动：{id}',
    en: 'There is no such action on a product: {id}',
    remedy: { zh: '重新打开商品行动列表。', en: 'Open the list of actions again.' },
  },
  'product-action-open': {
    zh: '商品 {sku} 已有一个同类行动未完成',
    en: 'Product {sku} has an open action of this kind',
    remedy: { zh: '先完成或放弃它。', en: 'Finish or drop that one first.' },
  },
  'product-action-due-past': {
    zh: '期限已经过去',
    en: 'The due day has passed',
    remedy: { zh: '选择今天或以后的日期。', en: 'Choose today or a later day.' },
  },
  'product-span-backwards': {
    zh: '时段的起始月晚于结束月',
    en: 'The span begins after it ends',
    remedy: { zh: '交换两个月份。', en: 'Swap the two months.' },
  },
  'product-spans-overlap': {
    zh: '两个时段有重叠，或先后颠倒',
    en: 'The spans overlap or stand in the wrong order',
    remedy: { zh: '让后一时段从前一时段之后开始。', en: 'Begin the later span after the earlier one ends.' },
  },
  'product-spans-incomplete': {
    zh: '时段不完整',
    en: 'The spans are not complete',
    remedy: {
      zh: '给出 beforeFrom、beforeTo、afterFrom、afterTo 四个月份，或都不给。',
      en: 'Give beforeFrom, beforeTo, afterFrom and afterTo, or none of them.',
    },
  },
  'product-history-short': {
    zh: '完整的月份不足两个，没有可比的时段',
    en: 'Fewer than two whole months: there are no spans to compare',
    remedy: { zh: '导入更长的订单历史。', en: 'Import a longer order history.' },
  },
  'products-by-sales': {
    zh: '只有 {coverage}% 的销售额有成本或毛利率：分类按净销售额，不给贡献毛利，也不建议停售或力推。',
    en: 'Only {coverage} % of sales have a cost or a margin rate: classes go by net sales, no contribution is given, and nothing is advised to be stopped or pushed.',
    remedy: {
      zh: '在销售口径里填写品类毛利率，或导入成本。',
      en: 'Give margin rates by category in the sales definition, or import costs.',
    },
  },
  'products-channel-cost-missing': {
    zh: '没有渠道费用：贡献毛利未扣除渠道费用。',
    en: 'No channel spend is known: contribution is before channel costs.',
    remedy: {
      zh: '导入花费表，或在“渠道”的“费用与设置”里录入，然后重新计算渠道。',
      en: 'Import a spend table or enter it under Channels, "Costs and settings", and compute the channels again.',
    },
  },
  'products-service-cost-missing': {
    zh: '没有服务成本：贡献毛利未扣除服务成本。',
    en: 'No cost of service is known: contribution is before service costs.',
    remedy: {
      zh: '导入带费用的服务工单，或给花费渠道设“服务”用途，然后重新计算渠道。',
      en: 'Import service cases with their cost, or give a spend channel the purpose "Service", and compute the channels again.',
    },
  },
  'products-other-currency': {
    zh: '{lines} 行不是 {currency}，未计入：没有汇率表，不能相加。',
    en: '{lines} lines are not in {currency} and are left out: without a rate table they cannot be added.',
    remedy: { zh: '换算成同一币种后再导入。', en: 'Convert them to one currency and import them again.' },
  },
  'products-no-discounts': {
    zh: '文件里没有折扣：折扣率留空，促销月份也看不出来。',
    en: 'The files carry no discounts: discount shares are left open and months of promotion cannot be seen.',
  },
  'products-only-one': {
    zh: '只有一个商品：分类和集中度没有意义。',
    en: 'There is one product only: classes and concentration say nothing.',
  },
  'products-no-stages': {
    zh: '没有商品有足够的完整月份（12 个），不判断生命周期阶段。',
    en: 'No product has enough whole months (12) for a life-cycle stage.',
  },
};
