/** Texts of the audit log, erasure, export, retention and key rotation; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const privacyTexts: CataloguePart = {
  'help-audit': { zh: '审计日志：list、verify', en: 'the audit log: list, verify' },
  'help-audit-list': { zh: '谁做了什么，最新的在前', en: 'who did what, newest first' },
  'help-audit-actor': {
    zh: '账号或密钥的编号，或 local、system、public',
    en: 'id of an account or key, or local, system, public',
  },
  'help-audit-action': { zh: '操作，如 customer.erase', en: 'an action, such as customer.erase' },
  'help-audit-target': {
    zh: '对象，如 campaign:autumn；campaign: 表示所有活动',
    en: 'an object, such as campaign:autumn; campaign: for all',
  },
  'help-audit-from': { zh: '从这一天或时刻起', en: 'from this day or time on' },
  'help-audit-to': { zh: '到这一天或时刻止', en: 'to this day or time' },
  'help-audit-limit': { zh: '最多几条（1 到 200）', en: 'at most so many (1 to 200)' },
  'help-audit-verify': {
    zh: '核对审计日志的链与签名检查点；完好返回 0，被改动返回 1',
    en: 'check the audit log against its chain and signed checkpoints; exits 0 when intact, 1 when not',
  },
  'help-erase': {
    zh: '删除一位客户的全部数据并打印证明',
    en: 'erase everything held about a customer and print the certificate',
  },
  'help-erase-reason': { zh: '原因，写进证明', en: 'why; stands in the certificate' },
  'help-export': {
    zh: '导出一位客户的全部数据（明文）：JSON 与 CSV 各一个文件',
    en: 'write everything held about a customer, in clear, as a JSON and a CSV file',
  },
  'help-export-out': {
    zh: '输出文件；另一种格式写在旁边',
    en: 'file to write; the other format lies beside it',
  },
  'cli-exported': { zh: '已写入 {json} 与 {csv}。', en: 'Written: {json} and {csv}.' },
  'customer-ambiguous': {
    zh: '有多位客户符合。',
    en: 'More than one customer fits.',
    remedy: { zh: '请用客户 ID。', en: 'Use the customer id.' },
  },
  'customer-erased-already': {
    zh: '这位客户的数据已经删除。',
    en: "This customer's data was erased before.",
    remedy: { zh: '证明在“个人数据”页面。', en: 'The certificate stands on the page Personal data.' },
  },
  'erasure-unknown': { zh: '没有这次删除。', en: 'There is no such erasure.' },
  'erase-import-running': {
    zh: '有导入正在进行，文件里可能还有这位客户。',
    en: 'An import is running and may hold this customer.',
    remedy: { zh: '等导入结束后在后台任务里重新运行。', en: 'Run the job again when the import has ended.' },
  },
  'export-expired': {
    zh: '这份名单已过期，不能再下载。',
    en: 'This list has expired and can no longer be downloaded.',
    remedy: { zh: '保留期限在“个人数据”页面设置。', en: 'The period is set on the page Personal data.' },
  },
  'audit-intact': {
    zh: '审计日志完好：链中 {sealed} 条，待封 {unsealed} 条，检查点 {checkpoints} 个，用时 {seconds} 秒。',
    en: 'The audit log is intact: {sealed} entries in the chain, {unsealed} waiting, {checkpoints} checkpoints, {seconds} s.',
  },
  'audit-tampered': {
    zh: '审计日志被改动过：链中 {sealed} 条，待封 {unsealed} 条，检查点 {checkpoints} 个，用时 {seconds} 秒。',
    en: 'The audit log was tampered with: {sealed} entries in the chain, {unsealed} waiting, {checkpoints} checkpoints, {seconds} s.',
  },
  'audit-last-checkpoint': {
    zh: '最近的检查点：第 {sealNo} 条，{at}。之后的条目若被整段重写，要等下一个检查点才能发现。',
    en: 'Newest checkpoint: entry {sealNo}, {at}. What lies after it is protected against a rewrite of the whole chain only from the next one on.',
  },
  'audit-no-checkpoint': {
    zh: '还没有检查点：服务运行时每小时写一个。',
    en: 'No checkpoint yet: a running server writes one each hour.',
  },
  'audit-edited': {
    zh: '第 {sealNo} 条（编号 {auditId}，{at}，{action}，{target}）被改动过。',
    en: 'Entry {sealNo} (id {auditId}, {at}, {action}, {target}) was edited.',
  },
  'audit-moved': {
    zh: '第 {sealNo} 位上是原第 {was} 条（编号 {auditId}，{at}，{action}，{target}）：顺序被改动过。',
    en: 'In place {sealNo} stands what was sealed as entry {was} (id {auditId}, {at}, {action}, {target}): the order was changed.',
  },
  'audit-missing': {
    zh: '第 {sealNo} 至 {lastSealNo} 条被删除；紧随其后的一条也无法核对。',
    en: 'Entries {sealNo} to {lastSealNo} were deleted; the one right after them cannot be checked.',
  },
  'audit-cut-off': {
    zh: '日志末尾被截掉：第 {sealNo} 至 {lastSealNo} 条在检查点中签过名，现已不在。',
    en: 'The end of the log was cut off: entries {sealNo} to {lastSealNo} were signed by a checkpoint and are gone.',
  },
  'audit-rewritten': {
    zh: '第 {sealNo} 至 {lastSealNo} 条之间整条链被重写过：与检查点签名的内容不符。',
    en: 'The chain was rewritten somewhere in entries {sealNo} to {lastSealNo}: it is not what the checkpoint signed.',
  },
  'audit-checkpoint-altered': {
    zh: '检查点文件第 {sealNo} 行被改动过，或不是用本数据的密钥签的名。',
    en: "Line {sealNo} of the checkpoint file was altered or not signed with this data's key.",
  },
  'audit-checkpoints-gone': {
    zh: '检查点文件缺失：数据库记得曾签名至第 {lastSealNo} 条。',
    en: 'Checkpoints are missing: the database remembers one up to entry {lastSealNo}.',
  },
};
