/** Texts of results, experiments, retrospectives and the knowledge base; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

/** Why a result gives no word about money, or not the one hoped for. */
const resultTexts: CataloguePart = {
  'result-no-people': {
    zh: '有一组没有可比较的人',
    en: 'One of the groups has nobody to compare',
    remedy: { zh: '下次活动请留出对照组', en: 'Keep a control group in the next campaign' },
  },
  'result-too-few-buyers': {
    zh: '有一组购买人数不足 30，不能对金额下结论；请看购买人数',
    en: 'A group has fewer than 30 buyers, too few to speak about money; read the buyers instead',
    remedy: {
      zh: '扩大人群、提高对照比例，或把几次同样的活动合并评估',
      en: 'Use a larger audience or control, or pool several waves of the same campaign',
    },
  },
  'result-few-large-buyers': {
    zh: '金额集中在极少数人身上（等效购买人数不足 20），不能对金额下结论；请看购买人数',
    en: 'The money comes from very few people (fewer than 20 effective buyers); read the buyers instead',
    remedy: {
      zh: '检查是否混入批发或测试客户；需要时在随机分组之前把大客户单列',
      en: 'Check for wholesale or test customers; list very large customers apart before randomisation',
    },
  },
  'result-sample-ratio': {
    zh: '两组人数与分组比例不符，结果不可信，不下结论',
    en: 'The groups do not have the sizes that were assigned; the result cannot be trusted and gets no verdict',
    remedy: {
      zh: '核对分组之后的合并、删除、排除和联系方式丢失是否在两组一样',
      en: 'Check whether merges, erasures, exclusions and lost contact points hit both groups alike',
    },
  },
  'result-interval-holds-zero': {
    zh: '区间包含零：这次没有测出赚还是亏',
    en: 'The range holds zero: this run could not tell gain from loss',
    remedy: { zh: '看“需要多大规模才能测出”', en: 'See what it would take' },
  },
  'result-margin-unknown': {
    zh: '没有成本或毛利率，金额是销售额，不能算利润',
    en: 'Without costs or margin rates the money is sales, and profit is not computed',
    remedy: {
      zh: '在“数据 › 销售口径”里填写各品类毛利率',
      en: 'Enter margin rates by category under Collect › Sales definition',
    },
  },
  'result-not-launched': {
    zh: '活动 {name} 还没有开始，没有结果可读',
    en: 'Campaign {name} has not started; there is no result to read',
    remedy: { zh: '先审批并开始活动', en: 'Approve and launch it first' },
  },
  'result-none-yet': {
    zh: '活动 {name} 还没有计算过结果',
    en: 'No result of campaign {name} has been computed yet',
    remedy: { zh: '点击“计算结果”', en: 'Compute the result first' },
  },
  'result-as-of-future': {
    zh: '截止时间在将来',
    en: 'The as-of time lies in the future',
    remedy: { zh: '选择不晚于现在的时间', en: 'Choose a time not later than now' },
  },
  'result-observational': {
    zh: '没有对照组：销售变化不能算作活动带来的',
    en: 'There is no control group: sales after the campaign cannot be credited to it',
  },
  'result-retrospective-assignment': {
    zh: '分组是事后模拟的，没有联系任何人：真实效果为零',
    en: 'The assignment is retrospective and nobody was contacted: the true effect is zero',
  },
  'result-bucket-mismatch': {
    zh: '{n} 人的分组与其哈希桶不符',
    en: '{n} people are in another group than their bucket says',
  },
};

const experimentTexts: CataloguePart = {
  'experiment-control-absent': {
    zh: '对照组“{received}”不在分组列中',
    en: 'The control value "{received}" is not in the arm column',
    remedy: {
      zh: '用 --control 给出分组列里的一个值',
      en: 'Give one of the arm column’s values with --control',
    },
  },
  'experiment-one-arm': {
    zh: '分组列只有一个值，没有可比较的组',
    en: 'The arm column has a single value; there is nothing to compare',
    remedy: { zh: '检查 --arm 指定的列', en: 'Check the column named by --arm' },
  },
  'experiment-share-absent': {
    zh: '没有给出“{arm}”组的计划比例',
    en: 'No intended share was given for arm {arm}',
    remedy: { zh: '为每一组加上 --share 组名=比例', en: 'Add --share ARM=SHARE for every arm' },
  },
  'experiment-option-form': {
    zh: '选项写法不对',
    en: 'The option is not written as expected',
    remedy: { zh: '按 expected 所示书写', en: 'Write it as shown under expected' },
  },
  'experiment-no-metric': {
    zh: '没有指定指标',
    en: 'No metric was named',
    remedy: { zh: '例如 --metric visit:proportion', en: 'For example --metric visit:proportion' },
  },
  'experiment-metric-kind': {
    zh: '指标类型不认识',
    en: 'Unknown kind of metric',
    remedy: { zh: '用 proportion、mean 或 ratio', en: 'Use proportion, mean or ratio' },
  },
  'experiment-pre-unknown': {
    zh: '--pre 指的指标没有用 --metric 列出',
    en: '--pre names a metric that --metric does not list',
    remedy: { zh: '先用 --metric 列出该指标', en: 'List the metric with --metric' },
  },
  'experiment-not-a-number': {
    zh: '单元格不是数字',
    en: 'A cell is not a number',
    remedy: { zh: '改正该行，或留空表示缺失', en: 'Mend the row, or leave the cell empty if unknown' },
  },
  'experiment-not-a-proportion': {
    zh: '比例指标的单元格必须是 0 或 1',
    en: 'A proportion’s cell must be 0 or 1',
    remedy: { zh: '改成 0/1，或把指标写成 mean', en: 'Use 0 and 1, or declare the metric as a mean' },
  },
  'experiment-column-absent': {
    zh: '文件里没有这一列',
    en: 'The file has no such column',
    remedy: { zh: '列名须与文件第一行完全一致', en: 'Names must equal those in the first row' },
  },
  'experiment-not-csv': {
    zh: '文件不是规范的 CSV',
    en: 'The file is not well-formed CSV',
    remedy: { zh: '用 UTF-8 CSV 重新导出，首行为列名', en: 'Export it again as UTF-8 CSV with a header row' },
  },
  'experiment-not-gzip': {
    zh: '文件名以 .gz 结尾，但内容不是 gzip',
    en: 'The name ends in .gz but the content is not gzip',
    remedy: { zh: '去掉 .gz 后缀或重新压缩', en: 'Drop the .gz or compress it again' },
  },
  'experiment-file-unreadable': {
    zh: '读不到文件',
    en: 'The file cannot be read',
    remedy: { zh: '检查路径和权限', en: 'Check the path and its permissions' },
  },
  'experiment-arm-empty': {
    zh: '有一行没有分组',
    en: 'A row has no arm',
    remedy: { zh: '补上分组或删去该行', en: 'Fill in the arm or drop the row' },
  },
  'experiment-no-rows': {
    zh: '文件里没有数据行',
    en: 'The file has no rows',
    remedy: { zh: '检查导出是否为空', en: 'Check whether the export was empty' },
  },
  'experiment-ratio-without-denominator': {
    zh: '分母之和为零',
    en: 'The denominators sum to zero',
  },
  'experiment-sample-ratio': {
    zh: '样本比例异常（p < 0.001）：不下结论',
    en: 'Sample-ratio mismatch (p < .001): no verdict',
  },
  'experiment-many-arms': {
    zh: '有多个实验组：各组分别与对照比较，主要指标未做多重校正',
    en: 'Several treated arms: each is compared with the control and the primary metric is not adjusted for that',
  },
};

/** The first line of a result page. */
const headlineTexts: CataloguePart = {
  'result-word-paid': { zh: '赚了。', en: 'It paid.' },
  'result-word-could-not-tell': { zh: '没测出。', en: 'Could not tell.' },
  'result-word-lost': { zh: '亏了。', en: 'It lost.' },
  'result-word-not-enough-data': { zh: '数据不足。', en: 'Not enough data.' },
  'result-extra-buyers': {
    zh: '每百人多 {buyers} 人购买（95 % 区间 {buyersLo} 到 {buyersHi}）。',
    en: '{buyers} more buyers per 100 people (95 % {buyersLo} to {buyersHi}).',
  },
  'result-money-profit': {
    zh: '增量利润 {money} {currency}（{moneyLo} 到 {moneyHi}）。',
    en: 'Incremental profit {money} {currency} ({moneyLo} to {moneyHi}).',
  },
  'result-money-margin': {
    zh: '每人毛利多 {money} {currency}（{moneyLo} 到 {moneyHi}）。',
    en: 'Margin per person {money} {currency} higher ({moneyLo} to {moneyHi}).',
  },
  'result-money-sales': {
    zh: '每人销售额多 {money} {currency}（{moneyLo} 到 {moneyHi}）。',
    en: 'Sales per person {money} {currency} higher ({moneyLo} to {moneyHi}).',
  },
};

/** Sentences of an experiment's verdict. */
const sentenceTexts: CataloguePart = {
  'experiment-sentence-ratio': {
    zh: '各组人数与计划比例不符（p = {p}），不下结论。',
    en: 'The arms do not have their intended sizes (p = {p}); no verdict is given.',
  },
  'experiment-sentence-refused': {
    zh: '{arm} 的 {metric}：{reason}。',
    en: '{metric} in {arm}: {reason}.',
  },
  'experiment-sentence-more-points': {
    zh: '{arm} 的 {metric} 比对照高 {estimate} 个百分点（95 % 区间 {lo} 到 {hi}，p {p}）。',
    en: '{metric} is {estimate} percentage points higher in {arm} than in control (95 % {lo} to {hi}, p {p}).',
  },
  'experiment-sentence-less-points': {
    zh: '{arm} 的 {metric} 比对照低 {estimate} 个百分点（95 % 区间 {lo} 到 {hi}，p {p}）。',
    en: '{metric} is {estimate} percentage points lower in {arm} than in control (95 % {lo} to {hi}, p {p}).',
  },
  'experiment-sentence-unclear-points': {
    zh: '{arm} 的 {metric} 没测出差别：{signed} 个百分点（95 % 区间 {lo} 到 {hi}，p {p}）。',
    en: '{metric} in {arm}: no difference could be told, {signed} percentage points (95 % {lo} to {hi}, p {p}).',
  },
  'experiment-sentence-more-units': {
    zh: '{arm} 的 {metric} 每人比对照多 {estimate}（95 % 区间 {lo} 到 {hi}，p {p}）。',
    en: '{metric} is {estimate} higher per unit in {arm} than in control (95 % {lo} to {hi}, p {p}).',
  },
  'experiment-sentence-less-units': {
    zh: '{arm} 的 {metric} 每人比对照少 {estimate}（95 % 区间 {lo} 到 {hi}，p {p}）。',
    en: '{metric} is {estimate} lower per unit in {arm} than in control (95 % {lo} to {hi}, p {p}).',
  },
  'experiment-sentence-unclear-units': {
    zh: '{arm} 的 {metric} 没测出差别：每人 {signed}（95 % 区间 {lo} 到 {hi}，p {p}）。',
    en: '{metric} in {arm}: no difference could be told, {signed} per unit (95 % {lo} to {hi}, p {p}).',
  },
};

const learnTexts: CataloguePart = {
  'retrospective-no-result': {
    zh: '活动 {name} 还没有终读结果，不能复盘',
    en: 'Campaign {name} has no final read yet; there is nothing to look back on',
    remedy: { zh: '等到终读日并计算结果', en: 'Wait for the final read date and compute the result' },
  },
  'retrospective-frozen': {
    zh: '复盘已定稿，不能再改',
    en: 'The retrospective is frozen and cannot be changed',
    remedy: {
      zh: '新的体会请写进下一次活动的复盘',
      en: 'Write new insight into the next campaign’s retrospective',
    },
  },
  'retrospective-without-lesson': {
    zh: '定稿前至少写下一条体会',
    en: 'Write down at least one lesson before freezing',
    remedy: { zh: '填写“学到了什么”', en: 'Fill in what was learned' },
  },
};

export const measureTexts: CataloguePart = {
  ...resultTexts,
  ...headlineTexts,
  ...experimentTexts,
  ...sentenceTexts,
  ...learnTexts,
};
