/** Texts of segments and their rules; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const segmentTexts: CataloguePart = {
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
  'money-not-decimal': {
    zh: '金额不是十进制数',
    en: 'The amount is not a decimal number',
    remedy: { zh: '写成 12.34 的形式', en: 'Write it as 12.34' },
  },
};
