/** Texts of data quality: what rules ask, why one cannot be put, the verb; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const qualityTexts: CataloguePart = {
  'quality-rule-not-null': { zh: '{column} 已填写', en: '{column} is filled' },
  'quality-rule-unique': { zh: '{column} 不重复', en: '{column} occurs once' },
  'quality-rule-range': {
    zh: '{column} 在 {min} 到 {max} 之间',
    en: '{column} lies between {min} and {max}',
  },
  'quality-rule-pattern': { zh: '{column} 符合 {pattern}', en: '{column} matches {pattern}' },
  'quality-rule-set': { zh: '{column} 属于 {values}', en: '{column} is one of {values}' },
  'quality-rule-no-outlier': {
    zh: '{column} 不是离群值（修正 z 不超过 3.5，金额取对数）',
    en: '{column} is no outlier (modified z at most 3.5, money on its logarithm)',
  },
  'quality-rule-reference': {
    zh: '{column} 可在 {reference} 中找到',
    en: '{column} is found in {reference}',
  },
  'quality-rule-fresh-within': {
    zh: '来源 {source} 的最新数据不早于 {hours} 小时前',
    en: 'the newest row of source {source} is at most {hours} hours old',
  },
  'quality-rule-row-count': {
    zh: '最近完整一天的行数与以往同一星期几相当',
    en: 'the last whole day has as many rows as the same weekday usually has',
  },
  'quality-formula-amounts-add-up': {
    zh: '标价减优惠等于实付（误差不超过 0.01）',
    en: 'list amount less discount is the net amount, within 0.01',
  },
  'quality-formula-own-currency': {
    zh: '{column} 与销售口径的币种一致（其他币种的行不计入）',
    en: '{column} is that of the sales definition (rows in others are left out of figures)',
  },
  'quality-formula-not-in-future': {
    zh: '{column} 不晚于测量时刻一天以上',
    en: '{column} is not later than a day after the measurement',
  },
  'quality-formula-paid-after-ordered': { zh: '付款不早于下单', en: 'paid no earlier than ordered' },
  'quality-formula-first-of-its-kind': {
    zh: '不是同一订单行的重复',
    en: 'not an exact repeat of a line of the same order',
  },
  'quality-formula-refund-has-purchase': {
    zh: '退款能对应到一次购买',
    en: 'the refund belongs to a purchase that is known',
  },
  'quality-formula-refund-after-purchase': {
    zh: '退款不早于购买',
    en: 'refunded no earlier than bought',
  },
  'quality-formula-refund-within-paid': {
    zh: '一个订单的退款合计不超过实付',
    en: 'the refunds of an order come to no more than was paid',
  },
  'quality-formula-clock-agrees': {
    zh: '设备时钟与服务器相符',
    en: 'the clock of the device agrees with ours',
  },
  'quality-formula-as-planned': { zh: '符合跟踪计划', en: 'as the tracking plan declares it' },
  'quality-formula-cost-below-list': { zh: '成本不高于标价', en: 'cost is no more than the list price' },
  'quality-column-unknown': {
    zh: '表 {table} 没有列“{column}”（{path}）。',
    en: 'Table {table} has no column "{column}" ({path}).',
    remedy: { zh: '可用的列：{expected}。', en: 'Its columns: {expected}.' },
  },
  'quality-column-never-empty': {
    zh: '{path}：这一列总有值，“已填写”规则永远通过。',
    en: '{path}: this column always holds a value, so the rule could never fail.',
    remedy: { zh: '请改用 range 检查它的取值。', en: 'Check its values with a range instead.' },
  },
  'quality-range-open': {
    zh: '{path}：range 规则需要 min 或 max。',
    en: '{path}: a range needs min or max.',
    remedy: { zh: '至少给出一个界限。', en: 'Give at least one of them.' },
  },
  'quality-range-column': {
    zh: '{path}：range 只用于数字和日期列，“{received}”不是。',
    en: '{path}: a range is for numbers and dates; "{received}" is neither.',
    remedy: { zh: '文字列请用 set 或 pattern。', en: 'For text use set or pattern.' },
  },
  'quality-range-bound': {
    zh: '{path}：界限“{received}”与列的类型不符。',
    en: '{path}: the bound "{received}" is not of the column’s kind.',
    remedy: {
      zh: '数字列写数字，日期列写 2026-01-31 这样的日期；这里需要 {expected}。',
      en: 'Numbers for numbers, dates like 2026-01-31 for dates; here such as {expected}.',
    },
  },
  'quality-range-empty': {
    zh: '{path}：下限大于上限（{received}）。',
    en: '{path}: the lower bound is above the upper one ({received}).',
    remedy: { zh: '请交换 min 与 max。', en: 'Exchange min and max.' },
  },
  'quality-pattern-column': {
    zh: '{path}：pattern 只用于文字列，“{received}”不是。',
    en: '{path}: a pattern is for text; "{received}" is none.',
    remedy: { zh: '数字和日期请用 range。', en: 'For numbers and dates use range.' },
  },
  'quality-outlier-column': {
    zh: '{path}：离群值只在数字列中查找，“{received}”不是。',
    en: '{path}: outliers are looked for in numbers; "{received}" is none.',
    remedy: {
      zh: '日期请用 range，文字请用 set 或 pattern。',
      en: 'For dates use range, for text set or pattern.',
    },
  },
  'quality-pattern-refused': {
    zh: '{path}：无法编译这个正则表达式。',
    en: '{path}: this pattern cannot be compiled.',
    remedy: {
      zh: '使用 RE2 语法：没有前后查找与反向引用，重复次数不超过 1000。整段匹配请写 ^ 与 $。',
      en: 'RE2 syntax: no look-around, no back-references, at most 1,000 repeats. Anchor with ^ and $ to match all of it.',
    },
  },
  'quality-reference-column': {
    zh: '{path}：“{received}”不能与 {expected} 对照。',
    en: '{path}: "{received}" cannot be looked up in {expected}.',
    remedy: {
      zh: '客户列对照 customers.customer_id，文字列对照其他参照表。',
      en: 'Columns of customers go with customers.customer_id, texts with the other tables.',
    },
  },
  'quality-table-without-days': {
    zh: '{path}：表“{received}”的行没有日期，无法按天计数。',
    en: '{path}: rows of "{received}" have no day to be counted by.',
    remedy: { zh: '选择有日期的表。', en: 'Choose a table whose rows have a time.' },
  },
  'quality-rule-twice': {
    zh: '{path}：规则“{received}”出现了两次。',
    en: '{path}: the rule "{received}" stands there twice.',
    remedy: { zh: '每条规则用自己的名称。', en: 'Give each rule its own name.' },
  },
  'quality-rules-changed': {
    zh: '规则已被他人修改（现在是第 {version} 版）。',
    en: 'The rules were changed meanwhile (version {version} now).',
    remedy: { zh: '重新读取后再保存。', en: 'Read them again, then save.' },
  },
  'quality-rule-unknown': {
    zh: '没有规则“{received}”。',
    en: 'There is no rule "{received}".',
    remedy: { zh: '规则名称见数据质量页。', en: 'See the names on the data quality page.' },
  },
  'quality-run-none': {
    zh: '还没有测量过数据质量。',
    en: 'Data quality has not been measured yet.',
    remedy: { zh: '运行 quality，或在数据质量页点“立即测量”。', en: 'Run quality, or measure on its page.' },
  },
  'review-gate-failed': {
    zh: '所用数据未通过闸口 {rule}：{table} 的 {checked} 行中有 {failed} 行不符（通过 {share} %，要求 {asked} %）。',
    en: 'Made on data that failed the gate {rule}, because {failed} of {checked} rows of {table} do not meet it ({share} % do, {asked} % are asked).',
    remedy: { zh: '在数据质量页查看不符的行。', en: 'See the rows that fail on the data quality page.' },
  },
  'review-gates-unknown': {
    zh: '体检前未能测量数据质量，闸口状态未知。',
    en: 'The data could not be measured before this check-up; whether its gates hold is unknown.',
    remedy: {
      zh: '在“后台任务”查看原因，再测量一次。',
      en: 'See why under Background work, and measure again.',
    },
  },
  'help-quality': {
    zh: '测量数据质量：各表的得分、闸口与问题',
    en: 'measure the data: scores, gates and failures of each table',
  },
  'help-quality-last': {
    zh: '只读上一次的结果，不重新测量',
    en: 'read the last measurement instead of taking one',
  },
  'help-quality-check': {
    zh: '有闸口未通过时以状态 1 退出',
    en: 'exit with status 1 when a gate has failed',
  },
  'help-quality-rows': { zh: '列出不符合某条规则的行（脱敏）', en: 'list rows that fail a rule, masked' },
  'help-quality-rules': { zh: '本组织自己的规则', en: "the organisation's own rules" },
  'help-quality-rules-list': { zh: '列出自己的规则', en: 'list them' },
  'help-quality-rules-put': {
    zh: '用文件 {"rules": […]} 整体替换自己的规则',
    en: 'put the rules of a file {"rules": […]} in force, as a whole',
  },
  'help-quality-rules-try': {
    zh: '用文件中的一条规则查看现在的数据有多少行不符，不生效',
    en: 'ask the one rule of a file of the rows as they stand; nothing is put in force',
  },
  'cli-quality-table': {
    zh: '{table}：{rows} 行；闸口{gate}；{scores}',
    en: '{table}: {rows} rows; gate {gate}; {scores}',
  },
  'cli-quality-failure': {
    zh: '  {mark} {rule}：{text}；{checked} 行中 {failed} 行不符（要求 {threshold}）',
    en: '  {mark} {rule}: {text}; {failed} of {checked} rows do not (asked: {threshold})',
  },
  'cli-quality-gate-passed': { zh: '通过', en: 'passed' },
  'cli-quality-gate-failed': { zh: '未通过', en: 'FAILED' },
  'cli-quality-gate-none': { zh: '无', en: 'none' },
  'cli-quality-completeness': { zh: '完整 {score}', en: 'completeness {score}' },
  'cli-quality-uniqueness': { zh: '唯一 {score}', en: 'uniqueness {score}' },
  'cli-quality-validity': { zh: '有效 {score}', en: 'validity {score}' },
  'cli-quality-consistency': { zh: '一致 {score}', en: 'consistency {score}' },
  'cli-quality-timeliness': { zh: '及时 {score}', en: 'timeliness {score}' },
};
