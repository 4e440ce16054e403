/** Texts of leaks of personal data and drills of them; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const incidentTexts: CataloguePart = {
  'help-incident': {
    zh: '个人信息泄露事件与演练：open、list、show、people、stop-sending、notice、close',
    en: 'leaks of personal data and drills: open, list, show, people, stop-sending, notice, close',
  },
  'help-incident-open': {
    zh: '登记一起事件或演练；来源只给一种：--watermark、--key、--account、--import、--customers，或只给 --from 与 --to',
    en: 'open an incident or a drill; one source: --watermark, --key, --account, --import, --customers, or --from and --to alone',
  },
  'help-incident-mode': { zh: 'drill（演练）或 real（真实事件）', en: 'drill or real' },
  'help-incident-found': {
    zh: '发现了什么；不要写姓名、号码或地址',
    en: 'what was found; no names, numbers or addresses',
  },
  'help-incident-found-at': {
    zh: '何时发现，时刻或日期（默认现在）；72 小时从此刻起算',
    en: 'when it became known, a time or a day (now otherwise); the 72 hours run from here',
  },
  'help-incident-watermark': { zh: '外泄名单中的水印', en: 'the watermark in the list that got out' },
  'help-incident-key': { zh: 'API 密钥的名称', en: 'name of the API key' },
  'help-incident-account': { zh: '账号的邮箱', en: 'address of the account' },
  'help-incident-import': { zh: '导入的编号', en: 'id of the import' },
  'help-incident-customers': {
    zh: '文件，每行一个会员号；不会保存',
    en: 'file of customer numbers, one a line; they are not kept',
  },
  'help-incident-from': { zh: '从这一天或时刻起', en: 'from this day or time on' },
  'help-incident-to': { zh: '到这一天或时刻为止', en: 'until the end of this day or this time' },
  'help-incident-list': { zh: '事件与演练，最新在前', en: 'incidents and drills, newest first' },
  'help-incident-show': {
    zh: '检查清单、用时、人数、已停止的内容与通知',
    en: 'checklist with times, counts, what was stopped and the notices',
  },
  'help-incident-people': {
    zh: '重新列出受影响人员；--out 另存为文件',
    en: 'list the affected anew; --out also writes them to a file',
  },
  'help-incident-extent': {
    zh: 'proven（有记录的）或 possible（另加可能查看过的）',
    en: 'proven (on record) or possible (also who could have been looked up)',
  },
  'help-incident-out': {
    zh: '把已列出的名单写入此文件，不重新列出',
    en: 'write the list as it stands to this file instead of listing anew',
  },
  'help-incident-stop': {
    zh: '暂停含受影响人员的活动，吊销密钥，退出账号；演练只记录',
    en: 'pause campaigns with affected people, revoke the key, sign the account out; a drill only notes it',
  },
  'help-incident-all': { zh: '暂停所有正在运行的活动', en: 'pause every running campaign' },
  'help-incident-notice': {
    zh: '起草通知；或用 --to 保存修改过的文本、记录已通知',
    en: 'draft the notices; or with --to keep an edited text or note that they were told',
  },
  'help-incident-cause': { zh: '原因', en: 'what caused it' },
  'help-incident-harm': { zh: '可能造成的危害', en: 'what may come of it' },
  'help-incident-measures': { zh: '另外采取的措施', en: 'measures taken besides' },
  'help-incident-advice': { zh: '个人可以采取的措施', en: 'what people can do themselves' },
  'help-incident-contact': { zh: '联系方式', en: 'whom to ask' },
  'help-incident-kinds': {
    zh: '可能泄露的数据，来源说明不了时给出：name phone email number orders consents figures masked',
    en: 'what may have got out, where the source does not tell: name phone email number orders consents figures masked',
  },
  'help-incident-replace': { zh: '覆盖手工修改过的文本', en: 'replace what was edited by hand' },
  'help-incident-recipient': { zh: 'authority（监管部门）或 people（个人）', en: 'authority or people' },
  'help-incident-language': { zh: '文本的语言：zh-CN 或 en', en: 'language of the text: zh-CN or en' },
  'help-incident-file': { zh: '修改后的文本文件', en: 'file with the edited text' },
  'help-incident-told': {
    zh: '记录何时通知（now 或时间）',
    en: 'note when they were told (now or a time)',
  },
  'help-incident-close': {
    zh: '写下结论并关闭；之后不能再改',
    en: 'close with a conclusion; nothing changes afterwards',
  },
  'help-incident-conclusion': { zh: '结论', en: 'the conclusion' },
  'cli-incident-file': { zh: '已写入 {file}。', en: 'Written: {file}.' },
  'cli-incident-none': { zh: '没有泄露事件或演练。', en: 'No incident or drill yet.' },
  'cli-incident-drill-stop': {
    zh: '演练：以下内容只是记录，没有停止任何东西。',
    en: 'Drill: this is only noted, nothing was stopped.',
  },
  'incident-unknown': {
    zh: '没有这起事件。',
    en: 'There is no such incident.',
    remedy: { zh: '用 rekindle incident list 查看编号。', en: 'rekindle incident list shows their ids.' },
  },
  'incident-closed': {
    zh: '这起事件已关闭，不能再改。',
    en: 'This incident is closed and does not change any more.',
    remedy: { zh: '有新发现时另登记一起。', en: 'Open another one for what was found since.' },
  },
  'incident-personal-data': {
    zh: '这段文字里有邮箱或电话号码。',
    en: 'This text holds an e-mail address or a phone number.',
    remedy: {
      zh: '事件记录里不写个人信息；通知中只能出现所填的联系方式。',
      en: 'Write no personal data into an incident; a notice may hold only the contact stated for it.',
    },
  },
  'incident-time': {
    zh: '时间不能在将来，也不能早于发现时间。',
    en: 'The time must not lie ahead, nor before the finding.',
    remedy: { zh: '按 expected 的范围改时间。', en: 'Choose a time within what is expected.' },
  },
  'incident-span': {
    zh: '时间段的结束早于开始。',
    en: 'The span ends before it begins.',
    remedy: { zh: '把两个时间对调。', en: 'Exchange the two times.' },
  },
  'incident-source-one': {
    zh: '请给出且只给出一种来源。',
    en: 'Give one source and no more.',
    remedy: {
      zh: '水印、密钥、账号、导入、会员号文件任选其一；都没有时只给时间段。',
      en: 'A watermark, a key, an account, an import or a file of customer numbers; a span alone where there is none.',
    },
  },
  'incident-watermark-unknown': {
    zh: '没有带这个水印的名单。',
    en: 'No list bears this watermark.',
    remedy: {
      zh: '从文件 watermark 列整格复制；若不是本系统导出的名单，改用会员号或时间段。',
      en: 'Copy the whole cell of the column watermark; for a list not made here use customer numbers or a span.',
    },
  },
  'incident-numbers-none': { zh: '没有会员号。', en: 'There are no customer numbers.' },
  'incident-people-first': {
    zh: '还没有列出受影响人员。',
    en: 'The affected people have not been listed yet.',
    remedy: {
      zh: '先列出受影响人员；急需停止发送时可暂停所有活动。',
      en: 'List them first; when sending must stop at once, pause all campaigns.',
    },
  },
  'incident-people-none': { zh: '名单里没有人。', en: 'Nobody is on the list.' },
  'incident-notice-first': {
    zh: '还没有起草通知。',
    en: 'No notice has been drafted yet.',
    remedy: { zh: '先起草通知。', en: 'Draft the notices first.' },
  },
  'incident-step-found': { zh: '发现并登记', en: 'found and recorded' },
  'incident-step-people': { zh: '列出受影响人员', en: 'affected people listed' },
  'incident-step-sending-stopped': { zh: '停止发送', en: 'sending stopped' },
  'incident-step-notice-drafted': { zh: '起草通知', en: 'notices drafted' },
  'incident-step-authority-told': { zh: '已通知监管部门', en: 'authority told' },
  'incident-step-people-told': { zh: '已通知个人', en: 'people told' },
  'incident-step-closed': { zh: '关闭', en: 'closed' },
  'incident-step-open': { zh: '未完成', en: 'not done' },
  'incident-step-late': { zh: '超过 72 小时', en: 'later than 72 hours' },
  'incident-mode-drill': { zh: '演练', en: 'drill' },
  'incident-mode-real': { zh: '真实事件', en: 'real' },
};
