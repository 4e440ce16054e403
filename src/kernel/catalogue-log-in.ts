/** Texts of the command line as a person: log-in, own account, sessions, one customer; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const logInTexts: CataloguePart = {
  'help-as-user': {
    zh: '以此人的登录身份执行（先 rekindle login），按其权限；默认以数据目录所属账户执行',
    en: 'act as this person, with their rights (rekindle login first); without it as the owner of the data folder',
  },
  'help-login': {
    zh: '以自己的账号登录；密码和验证码在终端上输入，不显示',
    en: 'log in with your own account; password and code are typed unseen',
  },
  'help-logout': { zh: '结束命令行上的登录', en: 'end a log-in of the command line' },
  'help-secrets-stdin': {
    zh: '从标准输入读取密码与验证码，按询问的顺序每行一个',
    en: 'read passwords and codes from stdin, one a line in the order they are asked for',
  },
  'help-account': {
    zh: '自己的账号（先 login）：show、password、second-factor、recovery-codes、end-session',
    en: 'your own account (login first): show, password, second-factor, recovery-codes, end-session',
  },
  'help-account-show': {
    zh: '邮箱、角色、双重验证，以及在哪里登录着',
    en: 'address, role, second factor, and where you are logged in',
  },
  'help-account-password': {
    zh: '修改自己的密码；其他登录随之结束',
    en: 'change your own password; your other sessions end',
  },
  'help-account-recovery-codes': {
    zh: '换一组新的恢复码，仅显示一次',
    en: 'new recovery codes instead of the old ones, shown once',
  },
  'help-account-end-session': { zh: '结束自己的一处登录', en: 'end one of your own sessions' },
  'help-account-second-factor': {
    zh: '自己的双重验证：begin、confirm、remove',
    en: 'your own second factor: begin, confirm, remove',
  },
  'help-account-factor-begin': {
    zh: '开始：显示验证器应用的密钥，仅一次',
    en: 'begin: the secret for an authenticator app, shown once',
  },
  'help-account-factor-confirm': {
    zh: '用第一个验证码开启；恢复码仅显示一次',
    en: 'switch it on with the first code; recovery codes are shown once',
  },
  'help-account-factor-remove': { zh: '关闭自己的双重验证', en: 'switch your own second factor off' },
  'help-user-sessions': { zh: '此人在哪里登录着', en: 'where a person is logged in' },
  'help-user-end-session': { zh: '结束此人的一处登录', en: 'end one session of a person' },
  'ask-password': { zh: '密码', en: 'Password' },
  'ask-password-current': { zh: '当前密码', en: 'Current password' },
  'ask-password-new': { zh: '新密码', en: 'New password' },
  'ask-password-again': { zh: '再输入一次新密码', en: 'New password again' },
  'ask-code': {
    zh: '验证器应用上的验证码（或恢复码）',
    en: 'Code of the authenticator app (or a recovery code)',
  },
  'cli-logged-in': {
    zh: '已登录：{email}（{role}），最晚到 {until}。用 --user {email} 以此身份执行命令。',
    en: 'Logged in: {email} ({role}), until {until} at the latest. --user {email} runs a command as this person.',
  },
  'cli-logged-out': { zh: '已退出登录。', en: 'Logged out.' },
  'cli-account-own': { zh: '账号 {email}（{role}）', en: 'Account {email} ({role})' },
  'cli-account-factor-on': {
    zh: '双重验证已开启，剩余恢复码 {count} 个',
    en: 'second factor on, {count} recovery codes left',
  },
  'cli-account-factor-off': { zh: '双重验证未开启', en: 'second factor off' },
  'cli-account-factor-begun': {
    zh: '在验证器应用中添加这个密钥（仅显示这一次）：{secret}\n或这个地址：{uri}\n然后运行 rekindle account second-factor confirm。',
    en: 'Add this secret to an authenticator app (shown this once): {secret}\nor this address: {uri}\nThen run rekindle account second-factor confirm.',
  },
  'cli-account-codes': {
    zh: '恢复码（仅显示这一次，每个可用一次）：',
    en: 'Recovery codes (shown this once, each good once):',
  },
  'cli-account-password': {
    zh: '密码已修改，其他登录已结束。',
    en: 'Password changed; your other sessions have ended.',
  },
  'cli-session-times': {
    zh: '登录于 {openedAt}，最近使用 {lastSeenAt}',
    en: 'since {openedAt}, last used {lastSeenAt}',
  },
  'cli-session-own': { zh: '（本次登录）', en: '(this one)' },
  'cli-session-ended': { zh: '登录已结束。', en: 'Session ended.' },
  'cli-sessions-none': { zh: '此人没有登录。', en: 'This person is not logged in.' },
  'cli-not-logged-in': {
    zh: '此人没有在这个数据目录的命令行上登录。',
    en: 'This person is not logged in on the command line of this data folder.',
    remedy: { zh: '请先运行 rekindle login 邮箱。', en: 'Run rekindle login EMAIL first.' },
  },
  'cli-which-user': {
    zh: '命令行上有多人登录，需要指明是谁。',
    en: 'Several people are logged in on the command line; say which one.',
    remedy: { zh: '请加 --user 邮箱。', en: 'Add --user EMAIL.' },
  },
  'cli-login-over': {
    zh: '命令行上的登录已过期或已被结束。',
    en: 'The log-in of the command line has expired or was ended.',
    remedy: { zh: '请再次运行 rekindle login 邮箱。', en: 'Run rekindle login EMAIL again.' },
  },
  'cli-user-not-here': {
    zh: '“{received}”是服务器本身的操作，不能以某个人的身份执行。',
    en: '"{received}" concerns the server itself and is never done as a person.',
    remedy: { zh: '请去掉 --user。', en: 'Leave --user away.' },
  },
  'cli-secret-missing': {
    zh: '没有得到密码或验证码。',
    en: 'No password or code was given.',
    remedy: {
      zh: '请在终端上输入，或加 --secrets-stdin 并按询问的顺序每行传入一个。',
      en: 'Type it on a terminal, or use --secrets-stdin and pass one a line in the order they are asked for.',
    },
  },
  'cli-password-differs': {
    zh: '两次输入的新密码不同，未作修改。',
    en: 'The two new passwords differ; nothing was changed.',
    remedy: { zh: '请再试一次。', en: 'Try again.' },
  },
  'help-customer': {
    zh: '一位客户：show、reveal、place',
    en: 'one customer: show, reveal, place',
  },
  'help-customer-show': {
    zh: '客户的全部页面内容，姓名与联系方式打码',
    en: 'everything on their page, name and contacts masked',
  },
  'help-customer-reveal': {
    zh: '查看完整姓名与联系方式；理由写入审计日志，每小时次数有限',
    en: 'name and contacts in clear; the reason stands in the audit log, so many an hour',
  },
  'help-customer-reason': { zh: '为什么需要查看', en: 'why it has to be seen' },
  'help-customer-place': {
    zh: '客户归属：负责人、门店、地区；未写的保持不变',
    en: 'whose customer: owner, store, region; what is not named stays',
  },
  'help-customer-owner': { zh: '负责人的登录邮箱', en: 'the address the owner logs in with' },
  'help-customer-no-owner': { zh: '不再有负责人', en: "nobody's" },
  'help-customer-store': { zh: '门店', en: 'store' },
  'help-customer-no-store': { zh: '不再有门店', en: 'of no store' },
  'help-customer-region': { zh: '地区', en: 'region' },
  'help-customer-no-region': { zh: '不再有地区', en: 'of no region' },
  'cli-place-nothing': {
    zh: '没有说明要更改什么。',
    en: 'Nothing was named to change.',
    remedy: {
      zh: '请加 --owner、--store、--region，或 --no-owner、--no-store、--no-region。',
      en: 'Add --owner, --store or --region, or --no-owner, --no-store or --no-region.',
    },
  },
  'help-audit-reads': {
    zh: '各账号与密钥打码查看了多少人，按日与页面',
    en: 'how many people each account and key read masked, by day and page',
  },
  'help-reads-from': { zh: '从这一天起', en: 'from this day on' },
  'help-reads-to': { zh: '到这一天止', en: 'to this day' },
  'cli-reads': { zh: '{requests} 次，{people} 人次', en: '{requests} requests, {people} people' },
};
