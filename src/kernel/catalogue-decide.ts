/** Texts of the decide area; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const decideTexts: CataloguePart = {
  'opportunity-unknown': {
    zh: '没有这个机会：{id}',
    en: 'There is no such opportunity: {id}',
    remedy: {
      zh: '重新打开机会列表；新的体检会产生新的机会。',
      en: 'Open the list again; a new review makes new ones.',
    },
  },
  'opportunity-features-missing': {
    zh: '{at} 的客户特征尚未计算，机会无从比较',
    en: 'Customer features at {at} were not computed, so there is nothing to compare with',
    remedy: {
      zh: '运行一次存量体检，它会先计算各个历史时点。',
      en: 'Run a review; it computes the past times first.',
    },
  },
  'opportunity-too-few-customers': {
    zh: '名单不足 30 人：适合逐个联系，不足以做一次可衡量的活动。',
    en: 'Fewer than 30 customers: call them one by one, a campaign could not be measured.',
  },
  'opportunity-no-origin': {
    zh: '历史太短，没有可比的过去时点，不给金额。',
    en: 'History is too short for a comparable past time, so no money is given.',
  },
  'opportunity-stake-holds-zero': {
    zh: '差距的 80% 区间包含零：不算机会。',
    en: 'The 80 % interval of the gap holds zero: no opportunity.',
  },
  'opportunity-needs-margin': {
    zh: '没有成本，销售额不能和投入相比：不知道该停谁。',
    en: 'Without costs sales cannot be held against spending: nobody can be said to cost more than they bring.',
    remedy: {
      zh: '在销售口径里填写毛利率，或导入订单行的成本，再体检一次。',
      en: 'Give margin rates in the sales definition, or import the cost of order lines, and take another check-up.',
    },
  },
  'opportunity-quality-few-origins': {
    zh: '可比的过去时点不足 4 个。',
    en: 'Fewer than four comparable past times.',
  },
  'opportunity-quality-no-same-season-origin': {
    zh: '没有同季节的过去时点。',
    en: 'No past time lies in the same season.',
  },
  'opportunity-quality-history-under-455-days': {
    zh: '历史不足 455 天，季节因子取 1。',
    en: 'Less than 455 days of history: the season factor is taken as 1.',
  },
  'opportunity-quality-no-interval': {
    zh: '过去时点不足 3 个，没有区间。',
    en: 'Fewer than three past times: no interval.',
  },
  'opportunity-quality-stake-holds-zero': {
    zh: '差距的区间包含零。',
    en: 'The interval of the gap holds zero.',
  },
  'opportunity-quality-small-cells': {
    zh: '有的组合在某个时点不足 100 人。',
    en: 'Some cell held fewer than 100 customers at some past time.',
  },
  'opportunity-quality-money-is-sales': {
    zh: '没有成本：金额是销售额，不给保本线。',
    en: 'No costs: money is sales and no break-even is given.',
  },
  'opportunity-quality-few-buyers': {
    zh: '过去这类名单里回来购买的不足 30 人：金额只是猜测。',
    en: 'Fewer than 30 customers of such lists came back at all past times: the money is a guess.',
  },
  'opportunity-quality-self-selected': {
    zh: '已有第二单的人是自己选择回来的：差距里有一部分是两类人本来的不同。',
    en: 'Who came a second time chose to: part of the gap is that the two are different people.',
  },
  'opportunity-quality-forecasts-missed': {
    zh: '已结束活动的对照组里，批准时存下的预测不到 65% 落在区间内。',
    en: 'Of the forecasts stored at approval, fewer than 65 % held in the control groups of finished campaigns.',
  },
  'opportunity-quality-backtest-missed': {
    zh: '过去同样的估计多次落空：实际金额常在区间之外。',
    en: 'The same estimate failed at past times: what came lay outside its interval too often.',
  },
  'segment-unknown': {
    zh: '没有名为 {name} 的人群',
    en: 'There is no segment named {name}',
    remedy: { zh: '在“决策 › 人群”中核对名称', en: 'Check the name under Decide › Segments' },
  },
  'segment-not-counted': {
    zh: '人群 {name} 还没有计算过',
    en: 'Segment {name} has not been counted yet',
    remedy: { zh: '先计算人群', en: 'Count it first' },
  },
  'segment-features-missing': {
    zh: '还没有客户特征',
    en: 'There are no customer features yet',
    remedy: { zh: '先做一次存量体检', en: 'Run a base check-up first' },
  },
  'segment-operator': {
    zh: '特征 {feature} 不能用这个比较方式',
    en: 'Feature {feature} does not take this operator',
    remedy: { zh: '从期望的比较方式中选一个', en: 'Choose one of the expected operators' },
  },
  'segment-value': {
    zh: '特征 {feature} 的取值不对',
    en: 'The value does not suit feature {feature}',
    remedy: { zh: '按期望的类型和个数填写', en: 'Give the expected type and number of values' },
  },
  'segment-too-large': {
    zh: '规则太深或太多',
    en: 'The rule is too deep or too long',
    remedy: { zh: '拆成两个人群', en: 'Split it into two segments' },
  },
};
