/** Texts of the forms a file may come in, and of what is wrong with one; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const filesTexts: CataloguePart = {
  'import-not-csv': {
    zh: '这不是可以读取的文件（{received}）。',
    en: 'This is not a file that can be read ({received}).',
    remedy: {
      zh: '可以读取 CSV、TSV、Excel（.xlsx、.xls）、JSON Lines 和 Parquet，也可以用 gz 或 zip 压缩。请检查文件是否完整，或另存为 CSV（UTF-8）再上传。',
      en: 'CSV, TSV, Excel (.xlsx, .xls), JSON Lines and Parquet are read, also packed as gz or zip. See that the file is whole, or save it as CSV (UTF-8).',
    },
  },
  'import-bomb': {
    zh: '压缩文件展开后大得不正常。',
    en: 'The packed file unfolds to an unreasonable size.',
    remedy: { zh: '请上传未压缩的文件。', en: 'Upload the file without packing.' },
  },
  'import-zip-broken': {
    zh: 'zip 文件损坏或不完整。',
    en: 'The zip file is damaged or incomplete.',
    remedy: { zh: '请重新压缩或重新下载后再上传。', en: 'Pack or download it again and upload that.' },
  },
  'import-zip-locked': {
    zh: 'zip 文件有密码。',
    en: 'The zip file has a password.',
    remedy: { zh: '请解压后上传里面的文件。', en: 'Unpack it and upload the file inside.' },
  },
  'import-zip-path': {
    zh: 'zip 里有指向别处的文件名，整个文件被拒绝。',
    en: 'The zip holds a file name that points elsewhere; all of it is refused.',
    remedy: { zh: '请只把要导入的文件重新压缩。', en: 'Pack just the files to import anew.' },
  },
  'import-zip-nested': {
    zh: 'zip 里还有一个压缩包。',
    en: 'There is another archive inside the zip.',
    remedy: {
      zh: '请解压里面的压缩包，上传其中的文件。',
      en: 'Unpack the inner archive and upload its files.',
    },
  },
  'import-zip-files-differ': {
    zh: 'zip 里有几个文件，而“{part}”的表头和前面的不同。',
    en: 'The zip has several files, and {part} has other headings than those before it.',
    remedy: {
      zh: '在映射的 part（命令行 --part）中写明要导入哪个文件，或分别上传。',
      en: 'Name the file to import as part of the mapping (--part on the command line), or upload them one by one.',
    },
  },
  'import-part-needed': {
    zh: '文件里有 {count} 个有数据的工作表，不知道导入哪一个。',
    en: 'The file has {count} sheets with rows: which of them is meant?',
    remedy: {
      zh: '在映射的 part（命令行 --part）中写明工作表的名字。',
      en: 'Name the sheet as part of the mapping (--part on the command line).',
    },
  },
  'import-part-unknown': {
    zh: '文件里没有名为“{part}”的工作表或文件。',
    en: 'There is no sheet or file named {part} in it.',
    remedy: { zh: '使用列出的名字之一。', en: 'Use one of the names listed.' },
  },
  'import-workbook-broken': {
    zh: '这个 Excel 文件打不开：可能已损坏，或者不是表格。',
    en: 'The Excel file cannot be opened: it is damaged, or no workbook.',
    remedy: {
      zh: '请在 Excel 中打开并另存为 .xlsx 或 CSV，再上传。',
      en: 'Open it in Excel, save it as .xlsx or CSV, and upload that.',
    },
  },
  'import-workbook-locked': {
    zh: '这个 Excel 文件有密码。',
    en: 'The Excel file has a password.',
    remedy: { zh: '请去掉密码后另存，再上传。', en: 'Save it without the password and upload that.' },
  },
  'import-workbook-too-large': {
    zh: '这个 Excel 文件太大，无法在内存中打开。',
    en: 'The Excel file is too large to be opened in memory.',
    remedy: {
      zh: '请另存为 CSV（UTF-8）再上传：CSV 没有这个限制。',
      en: 'Save it as CSV (UTF-8) and upload that: CSV has no such limit.',
    },
  },
  'import-json-broken': {
    zh: '第 {row} 行不是一个 JSON 对象。',
    en: 'Line {row} is not a JSON object.',
    remedy: {
      zh: '每行写一个完整的对象，例如 {"订单号":"A1","金额":10}。',
      en: 'Write one whole object a line, such as {"order":"A1","amount":10}.',
    },
  },
  'import-json-deep': {
    zh: '第 {row} 行的嵌套超过 {expected} 层。',
    en: 'Line {row} is nested deeper than {expected} levels.',
    remedy: {
      zh: '从导出里去掉这个字段，或把它拆成平铺的列。',
      en: 'Leave this field out of the export, or write it as flat columns.',
    },
  },
  'import-json-array': {
    zh: '文件是一个 JSON 数组，这里读取的是每行一个对象的 JSON Lines。',
    en: 'The file is one JSON array; JSON Lines are read, one object a line.',
    remedy: {
      zh: '请导出为 JSON Lines（.jsonl、.ndjson），或用 jq -c ".[]" 转换。',
      en: 'Export JSON Lines (.jsonl, .ndjson), or turn it with jq -c ".[]".',
    },
  },
  'import-parquet-broken': {
    zh: '这个 Parquet 文件读不出来：可能不完整。',
    en: 'The Parquet file cannot be read: it may be incomplete.',
    remedy: { zh: '请重新导出或重新下载。', en: 'Export or download it again.' },
  },
  'identifier-masked': {
    zh: '“{column}”已被平台脱敏（或是虚拟号），认不出是谁。',
    en: 'The platform has masked {column} (or it is a virtual number): it names nobody.',
    remedy: {
      zh: '用会员号等未脱敏的列作为客户，或导出未脱敏的数据。',
      en: 'Take a column that is not masked as the customer, such as the member number.',
    },
  },
  'amount-negative': {
    zh: '“{column}”是负数，这里只能是零或正数。',
    en: '{column} is below nought; it can only be nought or more.',
    remedy: { zh: '检查正负号，或清空该单元格。', en: 'Check the sign, or empty the cell.' },
  },
  'row-contradicts': {
    zh: '文件中前面已有同一个“{column}”，内容却不同。',
    en: 'An earlier row of the file has the same {column} and says something else.',
    remedy: {
      zh: '只保留正确的一行；如果确实是两笔，请给每行加上各自的编号列。先出现的那行已按原样处理。',
      en: 'Keep the right one, or number the rows where they are two things. The first of them was taken as it stands.',
    },
  },
  'totals-rows': {
    zh: '合计行：不是数据，没有读入。',
    en: 'Rows of totals: they are no data and were not read.',
  },
  'word-unknown': {
    zh: '看不懂“{column}”里的这个词。',
    en: 'This word in {column} is not known.',
    remedy: {
      zh: '换成导入说明里列出的词，例如 已发送、送达、打开、点击。',
      en: 'Use one of the words the guide lists, such as sent, delivered, opened, clicked.',
    },
  },
  'time-reversed': {
    zh: '“{column}”早于开始时间。',
    en: '{column} lies before the beginning.',
    remedy: { zh: '核对两列时间是否映射反了。', en: 'See whether the two columns of times are swapped.' },
  },
  'nps-out-of-scale': {
    zh: '净推荐值的“{column}”应是 0 到 10 的整数。',
    en: '{column} of a recommendation (NPS) is a whole number from 0 to 10.',
    remedy: {
      zh: '改正分数，或把指标改成 csat、other。',
      en: 'Mend the score, or call the metric csat or other.',
    },
  },
  'rows-without-customer': {
    zh: '没有客户的行，按匿名保存。',
    en: 'Rows without a customer, kept as of nobody.',
  },
  'contacts-blanked': {
    zh: '文字里有联系方式，已抹去后保存。',
    en: 'Texts that held contact data, stored without it.',
  },
  'event-properties-invalid': {
    zh: '“{column}”不是 JSON 对象。',
    en: '{column} is no JSON object.',
    remedy: {
      zh: '写成 {"名称": 值} 的形式，或把它当作普通列映射。',
      en: 'Write it as {"name": value}, or map it as a column of its own.',
    },
  },
  'event-is-order': {
    zh: '这是订单事件，会与订单重复。',
    en: 'This event tells of an order, which would then count beside the order itself.',
    remedy: {
      zh: '用订单文件导入这些订单和退款。',
      en: 'Import these orders and refunds as orders.',
    },
  },
  'refund-order-unknown': {
    zh: '还没有这笔退款的订单。',
    en: 'The order of this refund is not known yet.',
    remedy: {
      zh: '导入该订单后会自动存入；来源名称要与订单的一致。',
      en: 'Import the order: the refund is stored by itself then. The name of the source must be that of the orders.',
    },
  },
  'refund-item-unknown': {
    zh: '订单里没有“{column}”所指的商品。',
    en: 'The order has no such item as {column} says.',
    remedy: {
      zh: '核对商品编码或行号；整单退款可留空。',
      en: 'Check the goods or line number; leave it empty where the order as a whole was refunded.',
    },
  },
  'consent-not-lifted': {
    zh: '没有写时间的同意：已有撤回，撤回仍然有效。',
    en: 'Consents without a time: the withdrawal there is stays.',
  },
};
