/** Texts of identity: which records are one person; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const identityTexts: CataloguePart = {
  'identity-same-record': {
    zh: '两条记录是同一条。',
    en: 'Both are the same record.',
    remedy: { zh: '选择另一条记录。', en: 'Choose another record.' },
  },
  'identity-other-missing': {
    zh: '合并需要两条记录。',
    en: 'Joining needs two records.',
    remedy: { zh: '给出 other。', en: 'Give other.' },
  },
  'identity-alone': {
    zh: '此人只有这一条记录，没有可拆分的。',
    en: 'This record is the only one of its person; there is nothing to part it from.',
    remedy: { zh: '若要与某条记录分开，请给出 other。', en: 'To keep it from a certain record, give other.' },
  },
  'identity-doubt-unknown': {
    zh: '没有这样的待判断的记录对，或已有人处理。',
    en: 'No such pair waits for a decision, or somebody has settled it.',
    remedy: { zh: '刷新列表。', en: 'Refresh the list.' },
  },
  'identity-key-unknown': {
    zh: '没有这样的过度共用的身份键，或已有人处理。',
    en: 'No such key is shared too widely, or somebody has settled it.',
    remedy: { zh: '刷新列表。', en: 'Refresh the list.' },
  },
  'identity-key-missing': {
    zh: '没有说明是哪个身份键。',
    en: 'It is not said which key.',
    remedy: { zh: '给出 keyKind 和 keyId。', en: 'Give keyKind and keyId.' },
  },
  'identity-key-weak': {
    zh: '这种身份键是弱键，启用了也不会合并任何人。',
    en: 'A key of this kind is weak: enabled, it would join nobody all the same.',
    remedy: { zh: '在客户页直接认定两条记录是同一个人。', en: 'Join the records on the customer page.' },
  },
  'identity-key-too-wide': {
    zh: '超过 {most} 条记录有这个身份键，不能启用。',
    en: 'More than {most} records have this key; it cannot be enabled.',
    remedy: {
      zh: '多半是占位号码；请在来源中更正。',
      en: 'It is most likely a filler; correct it at its source.',
    },
  },
  'identity-ruling-unknown': {
    zh: '没有这个决定。',
    en: 'There is no such decision.',
    remedy: {
      zh: '在客户页的“身份”中查看决定。',
      en: 'See the decisions under Identity on the customer page.',
    },
  },
  'identity-ruling-undone': {
    zh: '这个决定已撤回。',
    en: 'This decision has been taken back already.',
    remedy: { zh: '刷新页面查看现状。', en: 'Refresh the page to see how things stand.' },
  },
  'help-identity': { zh: '哪些记录是同一个人', en: 'which records are one person' },
  'identity-kind-twice': {
    zh: '种类“{received}”出现了两次。',
    en: 'The kind "{received}" stands there twice.',
    remedy: { zh: '每个种类只写一次。', en: 'Name each kind once.' },
  },
  'identity-priority-twice': {
    zh: '{kind} 与另一个种类的优先级都是 {received}。',
    en: '{kind} has the priority {received} of another kind.',
    remedy: {
      zh: '每个种类用不同的优先级，数字小的优先。',
      en: 'Give each its own; the lowest number wins.',
    },
  },
  'identity-kind-unlimited': {
    zh: '{kind} 是强键且可被多人共用，必须有人数上限。',
    en: '{kind} would join whoever shares it, so it needs a limit.',
    remedy: {
      zh: '填写 1 到 100 的人数，或改为弱键。',
      en: 'Give a number of people from 1 to 100, or make it weak.',
    },
  },
  'identity-settings-changed': {
    zh: '设置已被他人修改（现在是第 {version} 版）。',
    en: 'The settings were changed meanwhile (version {version} now).',
    remedy: { zh: '重新读取后再保存。', en: 'Read them again, then save.' },
  },
  'identity-settings-same': {
    zh: '与现行设置相同，没有可生效的改动。',
    en: 'These are the settings in force; there is nothing to change.',
    remedy: { zh: '先修改至少一个种类。', en: 'Change a kind first.' },
  },
  'identity-rebuilt': {
    zh: '第 {version} 版设置下的记录都已重新解析。',
    en: 'Every record was resolved by version {version} already.',
    remedy: { zh: '无需再做。', en: 'There is nothing to do.' },
  },
  'help-identity-settings': { zh: '各种身份键的设置', en: 'how far each kind of key is trusted' },
  'help-identity-settings-show': {
    zh: '现行设置与以往版本',
    en: 'what is in force, and the versions before',
  },
  'help-identity-settings-preview': {
    zh: '查看文件 {"kinds": […]} 中的设置会带来什么变化，不生效',
    en: 'what the settings of a file {"kinds": […]} would do; nothing is changed',
  },
  'help-identity-settings-put': {
    zh: '启用文件 {"version": N, "kinds": […]} 中的设置并重新解析所有记录',
    en: 'put the settings of a file {"version": N, "kinds": […]} in force and resolve every record',
  },
  'help-identity-settings-rebuild': { zh: '继续被停止的重建', en: 'go on with a rebuild that was stopped' },
  'help-identity-explain': {
    zh: '说明某位客户由哪些记录组成、为何',
    en: 'which records a customer is made of, and why',
  },
  'help-identity-household': {
    zh: '列出与某位客户同住的客户（脱敏）',
    en: 'list who a customer seems to live with, masked',
  },
  'help-identity-merge': { zh: '认定两条记录是同一个人', en: 'say that two records are one person' },
  'help-identity-split': {
    zh: '把一条记录从此人拆出，或与另一条记录分开（--from）',
    en: 'part a record from its person, or from another record (--from)',
  },
  'help-identity-from': { zh: '只与这条记录分开', en: 'part it from this record only' },
  'help-identity-undo': { zh: '撤回一个决定', en: 'take a decision back' },
  'help-identity-queue': { zh: '列出待人工判断的记录对', en: 'list the pairs that wait for a decision' },
  'help-identity-state': { zh: '列出这种状态的：{states}', en: 'those in this state: {states}' },
  'help-identity-ignore': {
    zh: '把一对记录从列表中去掉，不作决定',
    en: 'take a pair off the list without deciding',
  },
  'help-identity-reopen': {
    zh: '把不处理的一对记录放回列表',
    en: 'put an ignored pair on the list again',
  },
  'help-identity-keys': { zh: '列出过度共用的身份键', en: 'list the keys that are shared too widely' },
  'help-identity-key': {
    zh: '处理一个共用的身份键：ignore 不处理，reopen 放回列表，enable 启用，disable 停用',
    en: 'ignore, reopen, enable or disable a shared key',
  },
  'cli-identity-off': { zh: '已从列表中去掉。', en: 'It is off the list.' },
  'cli-identity-on': { zh: '已放回列表：{reopened}。', en: 'On the list again: {reopened}.' },
  'cli-identity-key-done': {
    zh: '已办；{changed} 条记录改变了归属。',
    en: 'Done; {changed} records changed person.',
  },
  'cli-identity-shared': {
    zh: '{kind} {keyId}  {masked}  {records} 条记录',
    en: '{kind} {keyId}  {masked}  {records} records',
  },
  'cli-identity-no-keys': { zh: '没有这样的身份键。', en: 'No such key.' },
  'help-identity-why': { zh: '只列出这种原因', en: 'only those of this reason' },
  'help-identity-reason': { zh: '理由，写入审计日志', en: 'why; it stands in the audit log' },
  'cli-identity-done': {
    zh: '已决定 {decisionId}；{changed} 条记录改变了归属。',
    en: 'Decided {decisionId}; {changed} records changed person.',
  },
  'cli-identity-record': {
    zh: '{mark} {id}  {idType} {externalId}  {name}  键：{kinds}',
    en: '{mark} {id}  {idType} {externalId}  {name}  keys: {kinds}',
  },
  'cli-identity-member': {
    zh: '{id}  {externalId}  {name}  共用：{kinds}',
    en: '{id}  {externalId}  {name}  shares: {kinds}',
  },
  'cli-identity-bond': { zh: '  同一{kind}：{records}', en: '  same {kind}: {records}' },
  'cli-identity-ruling': {
    zh: '  决定 {decisionId}：{left} 与 {right} {kind}（{reason}）',
    en: '  decision {decisionId}: {left} and {right} {kind} ({reason})',
  },
  'cli-identity-doubt': {
    zh: '  待判断：{record} 与 {other}，{kind}，{why}',
    en: '  in doubt: {record} and {other}, {kind}, {why}',
  },
  'cli-identity-none': { zh: '没有待判断的记录对。', en: 'No pair waits for a decision.' },
};
