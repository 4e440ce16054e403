/** Texts of watched folders and of reports on imports: why one cannot be looked at, and what became of its files; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const watchTexts: CataloguePart = {
  'import-kinds-differ': {
    zh: '两次导入的内容不是同一类。',
    en: 'The two imports hold different kinds of rows.',
    remedy: { zh: '选择同一类的导入比较。', en: 'Compare imports of the same kind.' },
  },
  'help-import-with': {
    zh: '与这次导入比较（import report）',
    en: 'compare with this import (import report)',
  },
  'watch-folder-unknown': {
    zh: '没有监视这个文件夹。',
    en: 'This folder is not watched.',
    remedy: { zh: '在“监视文件夹”中选择。', en: 'Choose one of the watched folders.' },
  },
  'watch-folder-unreadable': {
    zh: '无法读取这个文件夹。',
    en: 'The folder cannot be read.',
    remedy: {
      zh: '检查数据目录下的 inbox 文件夹及其权限；若是链接，检查它所指之处。',
      en: 'Check the folder below inbox of the data folder and its rights; where it is a link, what it leads to.',
    },
  },
  'watch-file-unmoved': {
    zh: '文件已处理，但无法移入 done 或 failed。',
    en: 'A file was dealt with and cannot be moved to done or failed.',
    remedy: {
      zh: '让服务器的账号可以写这个文件夹；文件不会重复导入。',
      en: 'Let the server write to the folder; the file is not imported again.',
    },
  },
  'watch-no-mapping': {
    zh: '没有已保存的映射符合这个文件的表头。',
    en: 'No saved mapping fits the headings of this file.',
    remedy: {
      zh: '在控制台导入它一次并保存映射，再把文件放回文件夹。',
      en: 'Import it once in the console and save the mapping, then put the file into the folder again.',
    },
  },
  'watch-file-repeated': {
    zh: '内容相同的文件已导入过，没有再次导入。',
    en: 'A file with the same bytes is imported already; it was not imported again.',
    remedy: {
      zh: '要再次导入，请先撤销那次导入。',
      en: 'To import it again, undo that import first.',
    },
  },
  'help-watch': { zh: '自动导入的文件夹', en: 'folders whose files are imported by themselves' },
  'help-watch-list': { zh: '列出', en: 'list them' },
  'help-watch-add': {
    zh: '监视数据目录下的 inbox/名称，或更改其设置',
    en: 'watch inbox/NAME of the data folder, or change how its files are read',
  },
  'help-watch-mapping': {
    zh: '已保存的映射或内置名称；不写则按表头',
    en: 'a saved mapping or a built-in name; by the headings where left out',
  },
  'help-watch-pattern': { zh: '文件名，可用 * 和 ?', en: 'names of files, with * and ?' },
  'help-watch-paused': { zh: '先不处理文件', en: 'take no files yet' },
  'help-watch-remove': { zh: '不再监视；文件留在原处', en: 'stop watching; the files stay' },
  'help-watch-files': { zh: '列出文件及其结果', en: 'list the files and what became of them' },
};
