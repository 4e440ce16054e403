/** Texts of the analyst's bench for purchase models and basket rules; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

/** Why a file or an option cannot be used. */
const refusals: CataloguePart = {
  'model-column-absent': {
    zh: '文件里没有“{column}”这一列',
    en: 'The file has no column "{column}"',
    remedy: {
      zh: '首行须为列名；把相应的列改名为 {column}',
      en: 'The first row must name the columns; rename the one that holds it to {column}',
    },
  },
  'model-not-csv': {
    zh: '文件不是规范的 CSV',
    en: 'The file is not well-formed CSV',
    remedy: { zh: '用 UTF-8 CSV 重新导出，首行为列名', en: 'Export it again as UTF-8 CSV with a header row' },
  },
  'model-not-gzip': {
    zh: '文件名以 .gz 结尾，但内容不是 gzip',
    en: 'The name ends in .gz but the content is not gzip',
    remedy: { zh: '去掉 .gz 后缀或重新压缩', en: 'Drop the .gz or compress it again' },
  },
  'model-file-unreadable': {
    zh: '读不到文件',
    en: 'The file cannot be read',
    remedy: { zh: '检查路径和权限', en: 'Check the path and its permissions' },
  },
  'model-file-unwritable': {
    zh: '写不进文件',
    en: 'The file cannot be written',
    remedy: {
      zh: '检查目录是否存在、是否有写权限',
      en: 'Check that its folder exists and may be written to',
    },
  },
  'model-no-rows': {
    zh: '文件里没有数据行',
    en: 'The file has no rows',
    remedy: { zh: '检查导出是否为空', en: 'Check whether the export was empty' },
  },
  'model-cell-empty': {
    zh: '有一行缺少 {column}',
    en: 'A row has no {column}',
    remedy: { zh: '补上或删去该行', en: 'Fill it in or drop the row' },
  },
  'model-not-a-date': {
    zh: '日期读不懂',
    en: 'A date cannot be read',
    remedy: {
      zh: '写成 2026-11-27，其后可带时间；只取日期部分',
      en: 'Write 2026-11-27, a time may follow; only the day is used',
    },
  },
  'model-not-a-number': {
    zh: '金额不是数字',
    en: 'An amount is not a number',
    remedy: {
      zh: '用小数点、不带货币符号和千位分隔',
      en: 'Use a decimal point, no currency sign, no separators',
    },
  },
  'model-periods-out-of-order': {
    zh: '日期次序不对：校准截止日须在数据之内，且不晚于留出截止日',
    en: 'The dates are out of order: the calibration ends within the data and not after the hold-out',
    remedy: {
      zh: '数据从 {first} 到 {last}；先给 --calibration-end，再给更晚的 --holdout-end',
      en: 'The data run from {first} to {last}; give --calibration-end in them and a later --holdout-end',
    },
  },
  'model-option-not-a-share': {
    zh: '须为大于 0、不超过 1 的比例',
    en: 'It must be a share above 0 and at most 1',
    remedy: { zh: '例如 0.01 表示百分之一', en: 'For example 0.01 for one in a hundred' },
  },
  'model-option-unknown': {
    zh: '选项的取值不认识',
    en: 'The option does not know this value',
    remedy: { zh: '取 expected 所列之一', en: 'Use one of those under expected' },
  },
  'rules-support-too-low': {
    zh: '最低支持度太低：超过 {most} 个商品组合达到它',
    en: 'The least support is too low: more than {most} sets of items reach it',
    remedy: {
      zh: '提高 --min-support，或减小 --max-length',
      en: 'Raise --min-support or lower --max-length',
    },
  },
};

/** What a reader has to know before using the figures. */
const warnings: CataloguePart = {
  'model-purchases-insufficient': {
    zh: '复购太少，不给出估计（至少 30 位复购客户、100 次复购）',
    en: 'Too few repeat purchases for an estimate (30 repeat buyers and 100 repeats are needed)',
    remedy: { zh: '用更长的历史', en: 'Use a longer history' },
  },
  'model-values-insufficient': {
    zh: '有复购金额的客户不足 30 位，不给出估计',
    en: 'Fewer than 30 customers have repeat purchases of a value: no estimate is given',
  },
  'model-prior-used': {
    zh: '数据分不清全部参数，借助了弱先验；数字取决于它',
    en: 'The data cannot tell all parameters apart; a weak prior took part and the figures depend on it',
  },
  'model-unidentified': {
    zh: '数据确定不了参数；不要据此推断个人',
    en: 'The data do not determine the parameters; do not conclude on individuals from them',
  },
  'model-values-correlated': {
    zh: '购买次数与金额相关超过 0.3：金额模型的前提存疑',
    en: 'Number and value of purchases correlate beyond 0.3: the premise of the value model is doubtful',
  },
  'rules-without-controls': {
    zh: '列出了阈值上的全部规则，包括偶然的',
    en: 'Every rule at the thresholds is listed, accidents included',
  },
  'rules-support-below-control': {
    zh: '少于 30 个购物篮的规则不会列出，再低的支持度只增加检验次数',
    en: 'Rules of fewer than 30 baskets are never listed; a lower support only adds tests',
  },
};

/** The one sentence each envelope ends in. */
const verdicts: CataloguePart = {
  'model-verdict-purchases': {
    zh: '{model} 已由 {customers} 位客户的 {repeats} 次复购估计；没有留出期可对照。',
    en: '{model} was estimated from {repeats} repeat purchases of {customers} customers; no held-out days to compare with.',
  },
  'model-verdict-purchases-holdout': {
    zh: '{model} 由 {customers} 位客户估计；留出期预计复购 {expected} 次，实际 {actual} 次（相差 {percent}%）。',
    en: '{model} from {customers} customers: {expected} purchases expected in the held-out days, {actual} came (off by {percent} %).',
  },
  'model-verdict-purchases-unidentified': {
    zh: '{customers} 位客户的 {repeats} 次复购不足以确定 {model} 的全部参数。',
    en: '{repeats} repeat purchases of {customers} customers do not determine all parameters of {model}.',
  },
  'model-verdict-purchases-insufficient': {
    zh: '数据不足：{customers} 位客户只有 {repeats} 次复购，不估计 {model}。',
    en: 'Not enough data: {customers} customers with {repeats} repeat purchases; {model} is not estimated.',
  },
  'model-verdict-values': {
    zh: '由 {customers} 位复购客户估计；不知底细的客户每次购买预计 {mean}。',
    en: 'Estimated from {customers} repeat buyers; a purchase of somebody unknown is expected at {mean}.',
  },
  'model-verdict-values-unidentified': {
    zh: '{customers} 位复购客户的金额不足以确定参数。',
    en: 'The values of {customers} repeat buyers do not determine the parameters.',
  },
  'model-verdict-values-insufficient': {
    zh: '数据不足：只有 {customers} 位客户有可用的复购金额。',
    en: 'Not enough data: only {customers} customers have repeat purchases of a value.',
  },
  'model-verdict-rules': {
    zh: '{baskets} 个购物篮，检验 {tested} 条，{rules} 条经得住全部检验（相关，不是因果）。',
    en: '{baskets} baskets, {tested} rules tested, {rules} withstand every control (association, not cause).',
  },
  'model-verdict-rules-all': {
    zh: '{baskets} 个购物篮，检验 {tested} 条，列出达到阈值的 {rules} 条；其中会有偶然。',
    en: '{baskets} baskets, {tested} rules tested, {rules} reach the thresholds; some of them are accidents.',
  },
  'model-verdict-rules-insufficient': {
    zh: '数据不足：{baskets} 个购物篮经不起检验（{tested} 条，{rules} 条通过）。',
    en: 'Not enough data: {baskets} baskets cannot pass the controls ({tested} tested, {rules} passed).',
  },
};

/** Help of the verbs. */
const help: CataloguePart = {
  'help-bg-nbd': { zh: 'BG/NBD：谁还会再买、买几次', en: 'BG/NBD: who will buy again, and how often' },
  'help-mbg-nbd': {
    zh: 'MBG/NBD：同上，首购后也可能流失',
    en: 'MBG/NBD: the same, where one may leave after the first purchase',
  },
  'help-gamma-gamma': { zh: 'Gamma–Gamma：每次购买的金额', en: 'Gamma–Gamma: value per purchase' },
  'help-rules': { zh: '购物篮关联规则', en: 'association rules of baskets' },
  'help-model-unit': { zh: '时间单位：day 或 week', en: 'unit of time: day or week' },
  'help-calibration-end': {
    zh: '只用到这一天的数据来估计（默认：最后一天）',
    en: 'estimate from data up to this day (default: the last day)',
  },
  'help-holdout-end': {
    zh: '与其后到这一天的实际对照（默认：最后一天）',
    en: 'compare with what came up to this day (default: the last day)',
  },
  'help-per-customer': { zh: '把每位客户的结果写入 CSV', en: 'write a row per customer to this CSV' },
  'help-rules-format': {
    zh: 'long：每行一件（basket_id,item）；basket：每行一篮，逗号或制表符分隔',
    en: 'long: one item a row (basket_id,item); basket: one basket a line, comma or tab',
  },
  'help-min-support': { zh: '最低支持度（占购物篮的比例）', en: 'least support (share of baskets)' },
  'help-min-confidence': { zh: '最低置信度', en: 'least confidence' },
  'help-max-length': { zh: '一条规则最多几件商品', en: 'most items in a rule' },
  'help-all-rules': {
    zh: '列出达到阈值的全部规则，不做显著性检验',
    en: 'list every rule at the thresholds, without the controls',
  },
};

export const modelTexts: CataloguePart = { ...refusals, ...warnings, ...verdicts, ...help };
