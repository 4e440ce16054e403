/** Texts about the keys of the data and their rotation; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const keysTexts: CataloguePart = {
  'keys-generation-missing': {
    zh: '密钥文件里没有第 {generation} 代密钥，而数据还在用它。',
    en: 'The key file does not hold generation {generation}, which the data still uses.',
    remedy: {
      zh: '{path} 比最近一次轮换旧，或被换过。放回轮换之后的密钥文件；没有的话，从轮换之后的备份恢复。',
      en: '{path} is older than the last rotation, or was replaced. Put back the key file from after the rotation; without it, restore a backup made since.',
    },
  },
  'keys-rotation-running': {
    zh: '密钥轮换正在进行。',
    en: 'The keys are being rotated already.',
    remedy: {
      zh: '在后台任务页查看进度；被取消或失败的轮换可在那里继续。',
      en: 'See its progress on the page of background work; one that was canceled or failed goes on there.',
    },
  },
  'backup-keys-older': {
    zh: '这份备份的密钥是在轮换之前封装的，读不了轮换之后写入的数据。',
    en: 'The keys of this backup were wrapped before a rotation and cannot open what was written since.',
    remedy: { zh: '重新做一次备份。', en: 'Make the backup again.' },
  },
  'help-keys': { zh: '数据密钥：list、rotate', en: 'the keys of the data: list, rotate' },
  'help-keys-list': {
    zh: '列出各代密钥、使用时间与仍在使用它的行数',
    en: 'list the generations, their age and the rows under each',
  },
  'help-keys-rotate': {
    zh: '轮换密钥：新数据立即用新密钥，旧数据在后台重新加密',
    en: 'rotate the keys: new rows at once, old rows in the background',
  },
  'cli-keys-generation': {
    zh: '第 {generation} 代（{madeAt}）：加密 {encrypted} 行，索引 {indexed} 行；{standing}',
    en: 'generation {generation} ({madeAt}): {encrypted} encrypted rows, {indexed} indexed rows; {standing}',
  },
  'cli-keys-current': { zh: '当前', en: 'current' },
  'cli-keys-used': { zh: '仍在使用', en: 'still in use' },
  'cli-keys-retired': { zh: '已退役', en: 'retired' },
  'cli-keys-data-retired': {
    zh: '加密密钥已退役，索引密钥仍在使用',
    en: 'its encryption key is retired, its index key still in use',
  },
  'cli-keys-rotated': {
    zh: '现在使用第 {generation} 代密钥；重新加密 {rows} 行，用时 {seconds} 秒。请立即做一次备份。',
    en: 'Generation {generation} is in use; {rows} rows were encrypted anew in {seconds} s. Make a backup now.',
  },
  'cli-keys-left': {
    zh: '有 {left} 行正被别的工作占用，稍后自动处理。',
    en: '{left} rows were held by other work and follow by themselves.',
  },
  rekeying: { zh: '用新密钥重新加密', en: 'encrypting under the new keys' },
};
