/** Texts of the collect area: files, mappings and what an import refuses a row for; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const collectTexts: CataloguePart = {
  'import-file-empty': {
    zh: '文件是空的。',
    en: 'The file is empty.',
    remedy: { zh: '请选择有数据行的文件。', en: 'Choose a file with rows in it.' },
  },
  'import-no-rows': {
    zh: '文件只有表头，没有数据行。',
    en: 'The file has a header and no rows.',
    remedy: { zh: '请重新导出，至少包含一行数据。', en: 'Export it again with at least one row.' },
  },
  'import-encoding-unknown': {
    zh: '文件的文字编码既不是 UTF-8，也不是 GB18030。',
    en: 'The text is neither valid UTF-8 nor valid GB18030.',
    remedy: {
      zh: '请另存为 CSV UTF-8，或在映射中写明编码。',
      en: 'Save it as CSV UTF-8, or state the encoding in the mapping.',
    },
  },
  'import-encoding-wrong': {
    zh: '文件不是映射中写明的编码。',
    en: 'The file is not in the encoding the mapping states.',
    remedy: {
      zh: '把映射的编码改为“自动”，或重新导出。',
      en: 'Set the mapping’s encoding to auto, or export the file again.',
    },
  },
  'import-nul-byte': {
    zh: '第 {row} 行有空字节（NUL），文本文件里不应出现。',
    en: 'Line {row} holds a NUL byte, which no text has.',
    remedy: {
      zh: '文件多半在传输或保存时损坏：请重新导出，并另存为 CSV（UTF-8）。',
      en: 'The file was probably damaged on its way: export it again as CSV (UTF-8).',
    },
  },
  'import-too-many-columns': {
    zh: '表头有 {received} 列，超过可读取的列数。',
    en: 'The header has {received} columns, more than can be read.',
    remedy: {
      zh: '只导出需要的列；如果表头只有几列，请检查分隔符和引号。',
      en: 'Export only the columns that are needed; if there should be few, check delimiter and quotes.',
    },
  },
  'import-csv-broken': {
    zh: 'CSV 结构损坏，第 {row} 行附近的引号没有成对。',
    en: 'The CSV is broken: quotes near row {row} are not in pairs.',
    remedy: {
      zh: '请重新导出，或补全该行的双引号。',
      en: 'Export it again, or complete the double quotes of that row.',
    },
  },
  'import-busy': {
    zh: '另一个导入一直没有结束。',
    en: 'Another import does not end.',
    remedy: {
      zh: '在“任务”里查看或取消它，然后重试。',
      en: 'Look at it or cancel it under jobs, then try again.',
    },
  },
  'import-unknown': {
    zh: '没有这个导入。',
    en: 'There is no such import.',
    remedy: { zh: '在导入列表中选择。', en: 'Choose one from the list of imports.' },
  },
  'import-not-committed': {
    zh: '这个导入的状态是“{state}”，不能撤销。',
    en: 'The import is {state} and cannot be undone.',
    remedy: { zh: '只有已入库的导入可以撤销。', en: 'Only a committed import can be undone.' },
  },
  'mapping-unknown': {
    zh: '没有名为“{name}”的{kind}映射。',
    en: 'There is no mapping named {name} for {kind}.',
    remedy: {
      zh: '使用列出的映射之一，或上传自己的映射。',
      en: 'Use one of those listed, or send a mapping of your own.',
    },
  },
  'saved-mapping-unknown': {
    zh: '没有保存过名为“{name}”的映射。',
    en: 'No mapping named {name} is saved.',
    remedy: {
      zh: '查看“映射”页面，或运行 rekindle mapping list。',
      en: 'Look at the mappings page, or run rekindle mapping list.',
    },
  },
  'mapping-version-unknown': {
    zh: '映射“{name}”没有第 {version} 版。',
    en: 'Mapping {name} has no version {version}.',
    remedy: { zh: '它有这些版本：{expected}。', en: 'It has these versions: {expected}.' },
  },
  'mapping-name-reserved': {
    zh: '“{name}”是内置映射的名称。',
    en: '{name} is the name of a mapping that comes with the product.',
    remedy: { zh: '换一个名称保存。', en: 'Save it under another name.' },
  },
  'mapping-name-taken': {
    zh: '“{name}”已是另一类文件的映射（{expected}）。',
    en: '{name} is already a mapping of another kind of file ({expected}).',
    remedy: { zh: '换一个名称保存。', en: 'Save it under another name.' },
  },
  'mapping-ambiguous': {
    zh: '这些表头同样符合几个已保存的映射：{expected}。',
    en: 'The headings fit several saved mappings equally well: {expected}.',
    remedy: {
      zh: '请指明用哪一个（命令行用 --mapping 名称）。',
      en: 'Say which one is meant (--mapping NAME on the command line).',
    },
  },
  'mapping-kind-differs': {
    zh: '映射的类型与导入的类型不同。',
    en: 'The mapping is for another kind of file.',
    remedy: { zh: '换用同一类型的映射。', en: 'Use a mapping of the same kind.' },
  },
  'mapping-column-absent': {
    zh: '文件里没有“{column}”这一列（映射为 {field}）。',
    en: 'The file has no column {column} (mapped to {field}).',
    remedy: {
      zh: '核对列名，或在映射中改为文件里的列。',
      en: 'Check the header, or map the field to a column the file has.',
    },
  },
  'mapping-column-repeated': {
    zh: '文件里有不止一列叫“{column}”（映射为 {field}），分不清指的是哪一列。',
    en: 'The file has more than one column {column} (mapped to {field}): which one is meant?',
    remedy: {
      zh: '在映射中写成“{column} (1)”或“{column} (2)”，或改掉重复的列名。',
      en: 'Write {column} (1) or {column} (2) in the mapping, or rename one of them in the file.',
    },
  },
  'mapping-field-missing': {
    zh: '映射缺少必需的字段：{fields}。',
    en: 'The mapping lacks a field that is needed: {fields}.',
    remedy: {
      zh: '为这些字段（至少其一）指定列。',
      en: 'Map a column to it (to one of them where several are named).',
    },
  },
  'cell-too-long': {
    zh: '“{column}”超过一万个字符，不像是一个单元格。',
    en: '{column} is longer than ten thousand characters, too long for a cell.',
    remedy: {
      zh: '检查该行的引号与换行；内容只保留了前一万个字符。',
      en: 'Look for quotes and line breaks gone wrong; only its first ten thousand characters are kept here.',
    },
  },
  'row-too-long': {
    zh: '这一行的单元格比表头多。',
    en: 'The row has more cells than the header.',
    remedy: {
      zh: '检查该行是否有多余的逗号，文字里的逗号要加双引号。',
      en: 'Look for a stray comma; text with commas needs double quotes.',
    },
  },
  'total-row': {
    zh: '这是合计行，不是订单。',
    en: 'This is a row of totals, not an order.',
    remedy: {
      zh: '导出时去掉合计行即可，不影响其它行。',
      en: 'Leave totals out of the export; the other rows are not affected.',
    },
  },
  'required-missing': {
    zh: '“{column}”是空的，这一行因此无法使用。',
    en: '{column} is empty, and the row is of no use without it.',
    remedy: { zh: '补上该单元格再导入这一行。', en: 'Fill the cell and import the row again.' },
  },
  'identifier-scientific': {
    zh: '“{column}”被表格软件当成了数值：只保留 15 位数字，其余已经丢失。',
    en: 'A spreadsheet took {column} for a number: it keeps 15 digits, the rest is lost.',
    remedy: {
      zh: '在原系统重新导出，并把该列设为文本格式。',
      en: 'Export it again from the source with the column as text.',
    },
  },
  'date-unreadable': {
    zh: '“{column}”不是可读的日期。',
    en: '{column} is not a date that can be read.',
    remedy: {
      zh: '写成 2024-01-02 13:45:00 这样的形式；如果是 Excel 序号，请在映射中说明。',
      en: 'Write it as 2024-01-02 13:45:00; if these are Excel day numbers, say so in the mapping.',
    },
  },
  'date-ambiguous': {
    zh: '“{column}”分不清日和月。',
    en: 'Day and month of {column} cannot be told apart.',
    remedy: {
      zh: '在映射中选择“日/月/年”或“月/日/年”。',
      en: 'Choose day first or month first in the mapping.',
    },
  },
  'number-unreadable': {
    zh: '“{column}”不是可读的数字。',
    en: '{column} is not a number that can be read.',
    remedy: {
      zh: '只写数字，例如 1234.50；千分位、万、亿和括号负数也可以。',
      en: 'Write digits, such as 1234.50; thousands commas and brackets for negatives are read too.',
    },
  },
  'number-too-large': {
    zh: '“{column}”大得超出可记录的范围。',
    en: '{column} is too large to be recorded.',
    remedy: { zh: '检查单位和小数点。', en: 'Check the unit and the decimal point.' },
  },
  'line-number-invalid': {
    zh: '行号不是从 0 起的整数。',
    en: 'The line number is not a whole number from 0.',
    remedy: {
      zh: '补上行号，或在映射中去掉行号列。',
      en: 'Fill it, or leave the line number out of the mapping.',
    },
  },
  'line-contradicts': {
    zh: '同一订单同一行在文件中出现两次，内容却不同。',
    en: 'The same line of the same order stands twice in the file and says different things.',
    remedy: {
      zh: '保留正确的一行；先出现的那行已按原样处理。',
      en: 'Keep the right one; the first of them was taken as it stands.',
    },
  },
  'currency-unknown': {
    zh: '“{column}”不是三个字母的货币代码。',
    en: '{column} is not a currency code of three letters.',
    remedy: { zh: '写成 CNY、USD 这样的代码。', en: 'Write a code such as CNY or USD.' },
  },
  'quantity-negative': {
    zh: '数量为负，而映射不把它当作退货。',
    en: 'The quantity is negative and the mapping does not take it as a return.',
    remedy: {
      zh: '在映射中选择负数量的含义，或改正该行。',
      en: 'Say in the mapping what negative quantities are, or mend the row.',
    },
  },
  'phone-invalid': {
    zh: '“{column}”不是有效的电话号码。',
    en: '{column} is not a valid phone number.',
    remedy: {
      zh: '核对号码；大陆手机号是 11 位。',
      en: 'Check the number; a mainland mobile has 11 digits.',
    },
  },
  'phone-scientific': {
    zh: '“{column}”被表格软件改成了科学计数法，号码已经丢失。',
    en: 'A spreadsheet turned {column} into scientific notation; the number is lost.',
    remedy: {
      zh: '在原系统重新导出，并把该列设为文本格式。',
      en: 'Export it again from the source with the column as text.',
    },
  },
  'cell-email-invalid': {
    zh: '“{column}”不是有效的邮箱地址。',
    en: '{column} is not a valid e-mail address.',
    remedy: { zh: '核对地址。', en: 'Check the address.' },
  },
  'lines-without-customer': {
    zh: '没有客户的明细：计入商品与总额，不计入客户数字。',
    en: 'Lines without a customer: they count for products and totals, not for customers.',
  },
  adjustments: {
    zh: '记账调整：不算销售。',
    en: 'Book-keeping adjustments: they are not sales.',
  },
  'non-products': {
    zh: '邮费、手续费等非商品明细。',
    en: 'Postage, fees and other lines that are not products.',
  },
  'zero-price-lines': {
    zh: '金额为零的明细：不算销售。',
    en: 'Lines at a price of zero: they are not sales.',
  },
  'repeated-lines': {
    zh: '与另一行完全相同的明细：按销售口径保留或去掉。',
    en: 'Lines equal to another in every column: kept or dropped as the sales definition says.',
  },
  'returns-matched': {
    zh: '找到原购买的退货：从那次购买中扣除。',
    en: 'Returns whose purchase was found: taken off that purchase.',
  },
  'returns-unmatched': {
    zh: '找不到原购买的退货：按退货日扣除。',
    en: 'Returns without a purchase: taken off on the day of the return.',
  },
  'earlier-returns-matched': {
    zh: '以前导入的退货，因本文件找到了（另一笔）原购买。',
    en: 'Returns of earlier files whose purchase was found, or is another one, through this file.',
  },
  'earlier-returns-unmatched': {
    zh: '以前导入的退货，因本文件的更正失去了原购买：按退货日扣除。',
    en: 'Returns of earlier files whose purchase is gone through corrections in this file: taken off on their day.',
  },
};
