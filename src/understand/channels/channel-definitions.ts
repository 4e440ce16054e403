/** What each figure of the channels page means, in both languages, with the limits it was computed with. */

import type { ChannelSummary } from '../../records/channel-summary.ts';
import type { BothLanguages } from '../../records/estimate.ts';
import type { SalesDefinition } from '../../records/sales-definition.ts';
import { contactHours, priceTolerance } from './channel-conflicts.ts';
import { pathGapDays, pathSteps } from './channel-paths.ts';

const entry = (figure: string, zh: string, en: string): { figure: string; text: BothLanguages } => ({
  figure,
  text: { zh, en },
});

export interface DefinitionParts {
  readonly definition: SalesDefinition;
  readonly window: ChannelSummary['window'];
}

/** Every definition the page shows. */
export function channelDefinitions(parts: DefinitionParts): ChannelSummary['definitions'] {
  return [
    ...salesTexts(parts),
    ...reachTexts(),
    ...costTexts(),
    ...serviceTexts(),
    ...unitTexts(),
    ...betweenTexts(),
  ];
}

function salesTexts({ definition, window }: DefinitionParts) {
  return [
    entry(
      'window',
      `${window.from} 至 ${window.to}（体检前 365 天），销售口径第 ${definition.version} 版，${definition.currency}，${definition.zone}。`,
      `${window.from} to ${window.to} (the 365 days before the check-up), sales definition ${definition.version}, ${definition.currency}, ${definition.zone}.`,
    ),
    entry(
      'channels',
      '订单按行所走的渠道计；跨两个渠道的订单在两边各算一单。净销售额是实付减去按退款日计的退货；各渠道之和等于总额。买家是这一年通过该渠道购买过的人，同一人可在几个渠道出现，因此不能相加。无会员的订单计入订单与金额，不计入买家。',
      'Orders count by the channel of their lines; an order through two channels counts in both. Net sales are what was paid less returns by day of refund, and channels add up to the total. Buyers are people who bought through the channel in the year; one person may stand in several, so buyers do not add up. Orders without a member count for orders and money, not for buyers.',
    ),
    entry(
      'side',
      '线上或门店：先看渠道表的类型，再看是否半数以上订单行带门店，再看名称；都不能判断的不参与线上与门店的比较。可在“费用与设置”里改。',
      'Online or store: by the kind in the table of channels, then by whether half of the order lines name a store, then by the name; what none of them tells stays out of the comparison of sides. Can be changed under "Costs and settings".',
    ),
    entry(
      'overlap',
      '按这一年“恰好用过哪些渠道”把买家分成互不重叠的集合，各集合相加等于买家总数。“新增触达”按贪心顺序：下一个渠道总是给前面各渠道带来最多新买家的那一个。全部计数，没有抽样，因此没有区间。',
      'Buyers by exactly which channels they used in the year: sets that do not overlap and add up to all buyers. Incremental reach goes in greedy order: next comes the channel that adds the most buyers nobody before it has. Everything is counted, nothing sampled, so there is no interval.',
    ),
  ];
}

function reachTexts() {
  return [
    entry(
      'coverage',
      '目标是体检中的全部客户。可触达：有一个有效地址；已同意：在可触达之中，对该媒介有营销同意（手机号：短信或电话之一）；可送达：在已同意之中，地址未被屏蔽，且最近 90 天内最后一次发送没有因该地址被拒。“任一媒介”只数一次。地址与同意含客户名单与联系方式文件导入的，取计算当时的状态，不是体检截至日的；企业微信只有同意、没有地址，不计。',
      'The target is all customers of the check-up. Reachable: an active address; consented: of those, with a marketing consent for the medium (of a phone number for messages or calls); deliverable: of those, not suppressed and not refused by the address in the last answer of 90 days. "Any medium" counts a person once. Addresses and consents, also those of customer and contact files, are of the moment of computing, not of the check-up; of WeCom there are consents and no addresses, so that it does not count.',
    ),
  ];
}

function costTexts() {
  return [
    entry(
      'allocation',
      '花费按规则分摊到销售渠道（每单成本）与获客来源（获客成本），以最小货币单位逐分分摊，已分摊与未分摊之和恰好等于花费。没有规则的渠道按投放计：名称与销售渠道或门店相同的归它自己；否则归通过它获得的客户当月购买的渠道；再否则不分摊并列出。当月没有依据时用全年的。负数是返还，抵减花费。其他币种列出而不分摊。',
      'Spend is laid by rules on sales channels (cost per order) and on ways of winning customers (cost per new customer), to the minor unit: what is laid and what is left add up to the spend exactly. A channel without a rule counts as media: on the sales channel or store of its name; otherwise on the channels where customers won through it bought that month; otherwise nowhere, and it is listed. A month without a basis takes that of the year. Amounts below nought are credits and reduce spend. Other currencies are listed and laid nowhere.',
    ),
    entry(
      'acquisition',
      '获客成本 =（投放 + 激励 + 分摊的固定费用）/ 新客数，同一年度。新客是这一年首次购买的客户，按客户名单里的获客渠道归属；名单没有这一项时按首购渠道。对老客应看每一次增量召回的成本，那须由活动的对照组得出。',
      'Cost per new customer = (media + incentives + fixed costs laid on it) / new customers of the same year. New customers bought for the first time ever in the year, by the acquisition channel of the customer list or, where the list has none, by the channel of the first purchase. For existing customers ask what an incremental reactivation cost; that takes a campaign’s control group.',
    ),
    entry(
      'marginal',
      '把每月新客数对花费与月份序号做最小二乘（HC3 标准误，95% t 区间），取斜率的倒数。至少 12 个完整月；斜率下限不高于 0 时不给出。这是随花费一起出现的新客，不是花费带来的新客：按新客数付的佣金必然与新客同涨同落。',
      'Least squares of a month’s new customers on spend and the month’s number (HC3 errors, 95 % t interval); the cost is one over the slope. Needs 12 whole months; not given where the slope’s lower limit is not above nought. These customers came together with the spend, not necessarily because of it: a commission paid per customer moves with customers by construction.',
    ),
    entry(
      'contact',
      '每次触达成本：活动消息的单条费用之和 / 发送数。',
      'Cost per contact: the sum of message costs of campaigns / messages sent.',
    ),
  ];
}

const serviceTexts = () => [
  entry(
    'service',
    '体检前 365 天内开出、当时已知的服务工单，加上规则指定的事件，各算一次接触。成本 = 工单自带的费用（本币）+ 规则里标为“服务”的花费；花费按分钟分摊（95% 以上的工单有分钟数且没有事件时），否则按次数。没有这样的花费时，单次成本只除以自带费用的工单。全部计数，没有抽样，因此没有区间；被排除客户的工单也计入。',
    'Service cases opened in the 365 days before the check-up and known by then, and the tracked events a rule names, are one contact each. Cost = what cases carry themselves (in the currency of the definition) + spend whose rule says service, laid by minutes where 95 % of cases have them and no event counts, otherwise by number. Without such spend the cost of a contact is divided by the cases that carry one. Everything is counted, nothing sampled, so there is no interval; cases of excluded customers count.',
  ),
];

function unitTexts() {
  return [
    entry(
      'efficiency',
      '数据包络分析，投入导向，HiGHS 求解：在产出不减的前提下，按同伴的最佳组合，投入能缩到几成（θ）。规模不变与规模可变两种；二者之比是规模效率。门店数须 ≥ 3 ×（投入 + 产出）。投入与产出可自选；不选时投入取五分之四以上门店都有的：记在门店名下的花费、人工成本（没有则人数）、租金（没有则面积），都没有时才取货品成本与折扣，它们本来就随销售额增减；产出为销售额（退货前）与买家数。人工、租金、面积取体检当时已知的门店表，均为一年的数；开业不足一年的门店不计。95% 区间为子抽样（m = n^0.7，100 次，收敛率已校正），前沿上的门店与 100 家以上时不给。θ 只与样本内的同伴相比，受未计入的投入影响。',
      'Data envelopment analysis, input-oriented, solved by HiGHS: to what share (θ) inputs could shrink if the store did as well as the best mixture of its peers, making no less. With constant and with variable returns to scale; their ratio is scale efficiency. Units must be ≥ 3 × (inputs + outputs). Inputs and outputs can be chosen. By themselves inputs are what four stores of five have: spend booked under the store’s name, staff cost (else people), rent (else floor), and only without any of them cost of goods and discounts, which move with sales anyway; outputs are sales (before returns) and buyers. Staff, rent and floor are those of the table of stores known at the check-up, of a year; stores opened within the year stay out. The 95 % interval is by subsampling (m = n^0.7, 100 draws, rate-corrected), not given on the frontier and above 100 stores. θ compares with peers in the data only and knows no input that is not there.',
    ),
  ];
}

function betweenTexts() {
  return [
    entry(
      'price-conflict',
      `同一商品、同一天、两个以上渠道：每件平均实付价（折扣后）最高比最低高出 ${priceTolerance * 100}% 以上即为冲突。“高出金额”是各渠道高于当天最低价的部分之和：敞口，不是损失。`,
      `One product, one day, two channels or more: a conflict where the highest mean price paid for a unit (after discounts) is more than ${priceTolerance * 100} % above the lowest. The gap is what was paid above the day’s lowest price: an exposure, not a loss.`,
    ),
    entry(
      'contact-conflict',
      `体检前 365 天内，${contactHours} 小时之内先后收到两个不同渠道消息的人。占比为 Wilson 95% 区间。`,
      `People whom two different channels sent a message within ${contactHours} hours, in the 365 days before the check-up. The share has Wilson’s 95 % interval.`,
    ),
    entry(
      'paths',
      `活动消息按人排序，间隔超过 ${pathGapDays} 天或购买之后另起一条路径；连续同渠道合并，保留最后 ${pathSteps} 步。${pathGapDays} 天内没有购买的路径也计入；尚未满 ${pathGapDays} 天的单列。协助：出现在成交路径里但不是最后一步。这是先后，不是因果。`,
      `Messages of campaigns in a person’s order; a gap of more than ${pathGapDays} days or a purchase begins a new path; repeats of a channel are one step, the last ${pathSteps} steps are kept. Paths without a purchase within ${pathGapDays} days are kept too; those not yet so old are counted apart. An assist is a channel in a path that ended in a purchase, but not its last step. This is order in time, not cause.`,
    ),
    entry(
      'switching',
      '这一年的每次复购：上一次购买日的渠道 → 这一次的渠道。一天内走几个渠道时取当天第一笔。各行之和等于从该渠道出发的复购数，占比为 Wilson 95% 区间，不足 30 次不给。',
      'Each repeat purchase of the year: the channel of the purchase day before → the channel of this one. A day with several channels takes its first. A row adds up to the repeat purchases that left its channel; shares have Wilson’s 95 % interval and are not given under 30.',
    ),
    entry(
      'synergy',
      '先定身份再数结果：前一年购买 ≥ 2 次的客户按那一年用过的一侧或两侧分组，比较后一年的净消费与再购率；按那一年的购买次数分层，用双侧客户的构成加权（95% 正态区间）。分层去掉了“买得多的人更容易碰到两侧”，但去不掉偏好与所在城市：这是相关，不是把线上客户引到门店就能得到的钱。',
      'Groups first, results later: customers with two purchases and more in the year before last, by whether they used one side or both in that year; compared by what they bought in the year after, within equal numbers of purchases, weighted by the mixture of those on both sides (95 % normal interval). That removes that frequent buyers meet both sides more easily; it does not remove taste or where people live: a correlation, not money to be had by sending online customers to a store.',
    ),
  ];
}
