/** Texts of customers files, exclusions, the sales definition and the customer page; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const peopleTexts: CataloguePart = {
  'customer-contradicts': {
    zh: '同一位客户在文件里出现了两次，内容不同；只保存了第一行。',
    en: 'The same customer stands in the file twice with different content; only the first row was stored.',
    remedy: {
      zh: '在文件里只留下正确的一行，再导入。',
      en: 'Keep the right row in the file and import it again.',
    },
  },
  'consent-unreadable': {
    zh: '同意一栏的内容既不是同意也不是拒绝。',
    en: 'The consent column says neither yes nor no.',
    remedy: {
      zh: '在映射的 consentWords 或 refusalWords 中加入这个词，或改正这一格；空白表示没有问过。',
      en: 'Add the word to consentWords or refusalWords of the mapping, or correct the cell; blank means never asked.',
    },
  },
  'consent-in-future': {
    zh: '同意时间晚于导入时间。',
    en: 'The time of consent lies after the import.',
    remedy: { zh: '核对时间与映射的时区。', en: "Check the time and the mapping's zone." },
  },
  'date-out-of-range': {
    zh: '“{column}”的日期不在 1970 年至 2199 年之间。',
    en: 'The date in {column} lies outside the years 1970 to 2199.',
    remedy: { zh: '核对年份与映射的日期格式。', en: "Check the year and the mapping's date format." },
  },
  'left-out-phone-invalid': {
    zh: '手机号无效，未保存；客户已保存。',
    en: 'Phone numbers that are not valid were left out; the customers were stored.',
  },
  'left-out-phone-scientific': {
    zh: '手机号被表格软件写成科学计数法，末位已丢失，未保存；客户已保存。',
    en: 'Phone numbers in scientific notation have lost their digits and were left out; the customers were stored.',
    remedy: { zh: '把该列设为文本后重新导出。', en: 'Format the column as text and export it again.' },
  },
  'left-out-cell-email-invalid': {
    zh: '邮箱无效，未保存；客户已保存。',
    en: 'E-mail addresses that are not valid were left out; the customers were stored.',
  },
  'left-out-birth-year-unreadable': {
    zh: '出生年份无法读取，留空。',
    en: 'Birth years that cannot be read were left empty.',
  },
  'left-out-locale-unreadable': {
    zh: '语言无法识别，留空。',
    en: 'Languages that are not known were left empty.',
  },
  'left-out-zone-unreadable': {
    zh: '时区无法识别，留空。',
    en: 'Time zones that are not known were left empty.',
  },
  'customer-erased': {
    zh: '这些行涉及已按要求删除的客户，未保存。',
    en: 'These rows are about people whose data was erased on request; nothing was stored.',
  },
};
