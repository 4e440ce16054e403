/** Texts of accounts, roles, keys and log-ins; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const accessTexts: CataloguePart = {
  'help-user-invite': {
    zh: '邀请一个人，显示一次性链接',
    en: 'invite a person; the one-time link is shown once',
  },
  'help-user-list': { zh: '列出账号', en: 'list the accounts' },
  'help-user-link': {
    zh: '生成重设密码的一次性链接',
    en: 'a one-time link by which a person sets a new password',
  },
  'help-user-deactivate': { zh: '停用账号', en: 'end an account' },
  'help-user-activate': { zh: '重新启用账号', en: 'let a deactivated account in again' },
  'help-user-sign-out': { zh: '结束此人的所有登录', en: 'end all sessions of a person' },
  'help-user-second-factor': {
    zh: '移除此人的双重验证',
    en: 'take away the second factor of a person who lost it',
  },
  'help-user-set-role': { zh: '更改角色', en: 'give another role' },
  'help-key-from': {
    zh: '只允许从这些地址或网段使用（可多个）',
    en: 'addresses or networks it may come from (several)',
  },
  'help-key-days': { zh: '多少天后失效', en: 'days until it ends' },
  'help-key-list': { zh: '列出密钥', en: 'list the keys' },
  'help-key-rotate': {
    zh: '换新密钥，旧密钥再保留一段时间',
    en: 'a new secret; the old one lives on for a while',
  },
  'help-key-grace': { zh: '旧密钥保留的小时数（默认 24）', en: 'hours the old one lives on (24)' },
  'help-key-revoke': { zh: '立即吊销密钥', en: 'revoke a key at once' },
  'cli-account-link': {
    zh: '一次性链接（仅显示这一次，{until} 前有效）：在控制台地址后加 {path}',
    en: "One-time link (shown this once, good until {until}): the console's address followed by {path}",
  },
  'cli-key-revoked': { zh: '密钥已吊销：{name}', en: 'Key revoked: {name}' },
  'login-failed': {
    zh: '邮箱或密码不正确，或尝试过于频繁。',
    en: 'The e-mail address or the password is wrong, or there were too many attempts.',
    remedy: {
      zh: '请核对后重试；连续失败后须等待片刻，最长 15 分钟。忘记密码请让管理员生成重设链接，或在服务器上运行 rekindle user link 邮箱。',
      en: 'Check both; after several failures wait a while, at most 15 minutes. For a lost password ask an admin for a link, or run rekindle user link EMAIL on the server.',
    },
  },
  'second-factor-needed': {
    zh: '请输入验证器应用上的 6 位验证码。',
    en: 'Enter the six digits from your authenticator app.',
    remedy: { zh: '手机不在身边时可输入恢复码。', en: 'Without the phone, enter a recovery code.' },
  },
  'second-factor-wrong': {
    zh: '验证码不正确或已用过。',
    en: 'The code is wrong or has been used.',
    remedy: {
      zh: '请等应用显示下一个验证码；并检查手机时间是否准确。',
      en: 'Wait for the next code, and check that the clock of the phone is right.',
    },
  },
  'code-wrong': {
    zh: '验证码不正确或已用过。',
    en: 'The code is wrong or has been used.',
    remedy: {
      zh: '请等应用显示下一个验证码；并检查手机时间是否准确。',
      en: 'Wait for the next code, and check that the clock of the phone is right.',
    },
  },
  'second-factor-on': {
    zh: '双重验证已开启。',
    en: 'The second factor is on already.',
    remedy: { zh: '如需更换手机，请先关闭再重新开启。', en: 'To change phones switch it off first.' },
  },
  'second-factor-off': { zh: '双重验证没有开启。', en: 'The second factor is not on.' },
  'password-wrong': { zh: '当前密码不正确。', en: 'The current password is wrong.' },
  'password-too-easy': {
    zh: '这个密码太容易被猜到。',
    en: 'This password is among the first that are tried.',
    remedy: {
      zh: '请改用几个不相关的词，或随机字符。',
      en: 'Take a few unrelated words, or random characters.',
    },
  },
  'link-over': {
    zh: '链接无效、已使用或已过期。',
    en: 'The link is not valid, has been used or has expired.',
    remedy: { zh: '请让邀请你的人重新生成链接。', en: 'Ask whoever sent it for a new one.' },
  },
  'account-unknown': { zh: '没有这个账号。', en: 'There is no such account.' },
  'account-exists': {
    zh: '这个邮箱已有账号。',
    en: 'There already is an account with this address.',
    remedy: {
      zh: '忘记密码请生成重设链接；已停用的账号可重新启用。',
      en: 'Make a password link for it, or activate it again if it was deactivated.',
    },
  },
  'account-own': {
    zh: '不能更改自己的角色或停用自己。',
    en: 'Nobody changes their own standing.',
    remedy: { zh: '请由另一位所有者或管理员操作。', en: 'Ask another owner or admin.' },
  },
  'account-of-owner': {
    zh: '所有者的账号只能由所有者更改。',
    en: 'Only an owner may change accounts of owners or set passwords of others.',
    remedy: { zh: '请由所有者操作，或改用邀请。', en: 'Ask an owner, or send an invitation.' },
  },
  'account-last-owner': {
    zh: '这是最后一位在用的所有者。',
    en: 'This is the last active owner.',
    remedy: { zh: '请先指定另一位所有者。', en: 'Make another owner first.' },
  },
  'approval-needed': {
    zh: '这一步需要第二个人批准；请求已记录。',
    en: 'This needs the approval of a second person; the request is kept.',
    remedy: {
      zh: '请有权批准的同事（{expected}）在“设置 → 审批”中决定，批准后再操作一次。',
      en: 'Ask somebody who may approve ({expected}) to decide it in Settings → Approvals, then do it again.',
    },
  },
  'approval-unknown': {
    zh: '没有这个审批请求。',
    en: 'There is no such request.',
    remedy: {
      zh: '请刷新“设置 → 审批”：以其他数字重新提出的请求是另一个请求。命令行用 rekindle approvals list 查看编号。',
      en: 'Look at Settings → Approvals again: asked anew with other figures it is another request. On the command line rekindle approvals list shows the ids.',
    },
  },
  'approval-over': {
    zh: '这个请求已决定、已用过或已过期。',
    en: 'The request has been decided, used or has expired.',
    remedy: { zh: '请重新操作一次，生成新的请求。', en: 'Do it again to make a new request.' },
  },
  'approval-own': {
    zh: '不能批准自己的请求。',
    en: 'Nobody decides their own request.',
    remedy: { zh: '请另一位有权的同事决定。', en: 'Ask somebody else who may.' },
  },
  'approval-right': {
    zh: '决定这类请求需要权限 {permission}。',
    en: 'Deciding this kind of request needs the permission {permission}.',
  },
  'reveal-limit': {
    zh: '每小时最多查看 {limit} 位客户的完整信息，请在 {seconds} 秒后再试。',
    en: 'At most {limit} customers an hour may be seen in clear; try again in {seconds} seconds.',
    remedy: {
      zh: '需要成批联系客户时，请使用活动的名单导出。',
      en: 'To contact many customers use the contact list of a campaign.',
    },
  },
  'session-unknown': { zh: '没有这个登录会话，或已结束。', en: 'There is no such session, or it has ended.' },
  'address-invalid': {
    zh: '“{received}”不是网络地址。',
    en: '"{received}" is not a network address.',
    remedy: { zh: '例如 {expected}。', en: 'For example {expected}.' },
  },
  'api-key-address': {
    zh: '这个密钥不允许从地址 {received} 使用。',
    en: 'This key may not be used from {received}.',
    remedy: {
      zh: '请从允许的地址使用，或新建包含该地址的密钥。',
      en: 'Use it from an address of its list, or make a key whose list holds this one.',
    },
  },
  'password-too-short': {
    zh: '密码至少需要 {expected} 个字符。',
    en: 'A password has at least {expected} characters.',
  },
  'role-unknown': {
    zh: '没有“{received}”这个角色，可选：{expected}。',
    en: 'There is no role "{received}"; choose one of {expected}.',
  },
  'key-name-taken': {
    zh: '已有名为“{received}”的密钥。',
    en: 'There already is a key named "{received}".',
    remedy: { zh: '请换一个名称。', en: 'Choose another name.' },
  },
  'api-key-unknown': {
    zh: 'API 密钥无效或已停用。',
    en: 'The API key is unknown or has been revoked.',
    remedy: {
      zh: '请用 rekindle key add 名称 --scope manage 新建密钥。',
      en: 'Make a new one with rekindle key add NAME --scope manage.',
    },
  },
  'scope-too-small': {
    zh: '当前身份没有此操作的权限（需要 {needed}）。',
    en: 'You are not permitted to do this (it needs {needed}).',
    remedy: { zh: '请使用拥有该权限的账号或密钥。', en: 'Use an account or key that has it.' },
  },
  'key-unknown': { zh: '没有这个密钥。', en: 'There is no such key.' },
  'permission-missing': {
    zh: '你的角色没有此操作的权限（{permission}）。',
    en: 'Your role does not include this ({permission}).',
    remedy: {
      zh: '可由这些角色完成：{expected}；需要时请所有者或管理员调整你的角色。',
      en: 'These roles may: {expected}. Ask an owner or admin if you need it.',
    },
  },
  'permission-not-for-keys': {
    zh: 'API 密钥不能做这项操作（{permission}）。',
    en: 'An API key cannot do this ({permission}).',
    remedy: {
      zh: '请登录后在控制台操作，或在服务器上用命令行。',
      en: 'Log in and do it as a person, or use the command line on the server.',
    },
  },
};
